package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// The limits of a client.
const (
	maxRequests        = 256              // under way, until their responses' headers are there; more of them wait
	maxBodies          = 1024             // responses whose bodies have not come to their ends; more are errors
	maxIdle            = 64               // connections kept for the next request
	maxIdlePerHost     = 16               // of these, per host
	idleTimeout        = 30 * time.Second // until such a connection is closed
	tlsTimeout         = 10 * time.Second
	headerTimeout      = 5 * time.Minute // from the request's end to the response's header, as in Node
	continueTimeout    = time.Second
	maxResponseHeaders = 256 << 10 // bytes
	maxBufferPerStream = 256 << 10 // bytes of one HTTP/2 response that wait for their reader
	pingAfter          = 30 * time.Second
)

// Options are what a client is made of.
type Options struct {
	// Allow is the value of the option allow_net; see [List].
	Allow []string

	// Resolver asks DNS; nil is the system's resolver.
	Resolver *net.Resolver

	// RootCAs are the certification authorities that servers are checked against; nil is the system's.
	RootCAs *x509.CertPool
}

// Client sends the requests of one instance and owns its connections. It is safe for concurrent use.
type Client struct {
	list      List
	transport *http.Transport
	slots     *semaphore.Weighted // of requests
	bodies    *semaphore.Weighted // of responses

	// closing ends when the client is closed.
	closing context.Context //nolint:containedctx // it is the client's lifetime, not a call's
	close   context.CancelCauseFunc

	mu     sync.Mutex
	closed bool
	open   sync.WaitGroup
}

// New makes a client. The error is that of [ParseList]. A client must be closed.
func New(o Options) (*Client, error) {
	list, err := ParseList(o.Allow)
	if err != nil {
		return nil, fmt.Errorf("allow_net: %w", err)
	}
	c := &Client{list: list, slots: semaphore.NewWeighted(maxRequests), bodies: semaphore.NewWeighted(maxBodies)}
	c.closing, c.close = context.WithCancelCause(context.Background())
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	d := &dialer{list: list, resolver: o.Resolver}
	c.transport = &http.Transport{
		Proxy:                  nil, // see the package's documentation
		DialContext:            d.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    tlsTimeout,
		DisableCompression:     true, // send decodes what the standard says, and more than gzip
		MaxIdleConns:           maxIdle,
		MaxIdleConnsPerHost:    maxIdlePerHost,
		IdleConnTimeout:        idleTimeout,
		ResponseHeaderTimeout:  headerTimeout,
		ExpectContinueTimeout:  continueTimeout,
		MaxResponseHeaderBytes: maxResponseHeaders,
		Protocols:              protocols,
		HTTP2:                  &http.HTTP2Config{MaxReceiveBufferPerStream: maxBufferPerStream, SendPingTimeout: pingAfter},
	}
	return c, nil
}

// Close cancels all requests, closes all responses and connections, and waits until that is done.
func (c *Client) Close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.close(ErrClosed)
	c.open.Wait()
	c.transport.CloseIdleConnections()
}

// enter counts an exchange that is about to begin, which [Client.Close] will wait for.
func (c *Client) enter() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return ErrClosed
	}
	c.open.Add(1)
	return nil
}

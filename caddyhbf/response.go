package caddyhbf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/caddyhbf/hbf/caddyhbf/assets"
	"github.com/caddyhbf/hbf/jsengine/express"
	"github.com/caddyhbf/hbf/jsengine/pipe"
)

// writeResponse sends what the app answered.
func writeResponse(in *running, w http.ResponseWriter, r *http.Request, x *express.Exchange) error {
	response := &x.Response
	header := w.Header()
	if response.Takeover != nil {
		for name, values := range response.Header {
			if !ofHandshake(name) {
				header[name] = values
			}
		}
		return response.Takeover(w, r)
	}
	for name, values := range response.Header {
		header[name] = values
	}
	leaveFraming(header)
	if x.Timing != nil {
		header.Add("Server-Timing", serverTiming(x.Timing))
	}
	switch {
	case response.File != nil:
		file := response.File
		return assetError(in.assets.Serve(w, r, file.Name, assets.ServeOptions{
			FileOnly:       true,
			Status:         response.Status,
			NoETag:         !file.ETag,
			NoLastModified: !file.LastModified,
			NoRanges:       !file.Ranges,
		}))
	case response.Stream != nil:
		writeStream(w, r, x)
		return nil
	case response.Reader != nil:
		copyBody(w, r, x)
		return nil
	}
	sending := duplex(w, r, x)
	if sending != nil && len(header["Content-Length"]) == 0 && len(response.Body) > 0 {
		header.Set("Content-Length", strconv.Itoa(len(response.Body))) // which net/http adds where nothing is flushed
	}
	w.WriteHeader(response.Status)
	if r.Method != http.MethodHead && len(response.Body) > 0 {
		_, _ = w.Write(response.Body) // an error of the connection is the client's going away
	}
	if sending != nil {
		_ = http.NewResponseController(w).Flush()
		sending.linger()
	}
	return nil
}

// serverTiming is the field that tells a browser's developer tools where the time went, in milliseconds (W3C Server
// Timing §3).
func serverTiming(t *express.Timing) string {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return fmt.Sprintf("queue;dur=%.3f, app;dur=%.3f, sql;dur=%.3f", ms(t.Queue), ms(t.App), ms(t.SQL))
}

// leaveFraming takes out of a header what only the server may say: how the response's end is told. net/http sends every
// value that is there beside its own, and who reads two lengths or two codings may take a part of the body for another response.
// Trailers, which an app can't send, are not to be announced.
func leaveFraming(header http.Header) {
	delete(header, "Transfer-Encoding")
	delete(header, "Trailer")
	if lengths := header["Content-Length"]; len(lengths) > 0 && (len(lengths) > 1 || !isLength(lengths[0])) {
		delete(header, "Content-Length")
	}
}

// isLength reports whether a text is digits only (RFC 9110 §8.6), and a number that Go can hold.
func isLength(text string) bool {
	_, err := strconv.ParseUint(text, 10, 63)
	return err == nil
}

// ofHandshake reports whether a header field is not for an app to set when the protocol is switched.
func ofHandshake(name string) bool {
	return name == "Connection" || name == "Upgrade" || name == "Transfer-Encoding" ||
		strings.HasPrefix(name, "Content-") || strings.HasPrefix(name, "Sec-Websocket-")
}

// writeStream sends the parts of a body as the app writes them.
func writeStream(w http.ResponseWriter, r *http.Request, x *express.Exchange) {
	stream := x.Response.Stream
	control := begin(w, r, x)
	for {
		chunks, err := stream.Next(r.Context())
		switch {
		case errors.Is(err, io.EOF):
			return
		case err != nil && r.Context().Err() != nil:
			stream.Cancel()
			return
		case err != nil:
			panic(http.ErrAbortHandler) // the client must not take what it has for the whole
		}
		for _, chunk := range chunks {
			if _, err = w.Write(chunk); err != nil {
				break
			}
		}
		if err == nil {
			err = control.Flush()
		}
		if err != nil && !errors.Is(err, http.ErrNotSupported) {
			stream.Cancel()
			return
		}
	}
}

// copyBody sends what is read elsewhere, such as the body of an outbound request, as it comes.
func copyBody(w http.ResponseWriter, r *http.Request, x *express.Exchange) {
	body := x.Response.Reader
	stop := context.AfterFunc(r.Context(), func() { _ = body.Close() })
	defer func() {
		if stop() {
			_ = body.Close()
		}
	}()
	control := begin(w, r, x)
	buffer := make([]byte, pipe.HighWater/2)
	for {
		n, err := body.Read(buffer)
		if n > 0 {
			if _, failed := w.Write(buffer[:n]); failed != nil {
				return
			}
			_ = control.Flush()
		}
		switch {
		case errors.Is(err, io.EOF), err != nil && r.Context().Err() != nil:
			return
		case err != nil:
			panic(http.ErrAbortHandler)
		}
	}
}

// begin sends the head of a response whose body comes bit by bit, while the app may still be reading the request's.
func begin(w http.ResponseWriter, r *http.Request, x *express.Exchange) *http.ResponseController {
	duplex(w, r, x)
	w.WriteHeader(x.Response.Status)
	control := http.NewResponseController(w)
	_ = control.Flush()
	return control
}

// duplex lets the response go out while the client is still sending a body that the app has not read to its end, and gives
// that; nil where there is none. net/http would first wait for the rest of it. The connection serves no other request
// then: net/http can't always tell (where Caddy has put a reader of its own around the body) that something of this one is
// still to come on it.
func duplex(w http.ResponseWriter, r *http.Request, x *express.Exchange) (sending *requestBody) {
	body, ok := x.Incoming.(*requestBody)
	if !ok || r.ProtoMajor != 1 || x.BodyRead() || body.ended.Load() {
		return nil
	}
	if http.NewResponseController(w).EnableFullDuplex() != nil {
		return nil
	}
	w.Header().Set("Connection", "close")
	return body
}

package caddyhbf

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"github.com/spf13/cobra"

	"github.com/caddyhbf/hbf/caddyhbf/isolation"
	"github.com/caddyhbf/hbf/jsengine"
)

// instanceCommandName is the subcommand of `caddy hbf` that an isolated app's process runs.
const instanceCommandName = "instance"

func instanceCommand() *cobra.Command {
	return &cobra.Command{
		Use:           instanceCommandName,
		Short:         "Runs an app for the option `isolation process`; only Caddy itself calls it",
		Hidden:        true,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          arguments(),
		RunE:          func(*cobra.Command, []string) error { return isolation.Main(startInhabitant) },
	}
}

// inhabitant is an instance in a process of its own, as seen from there.
type inhabitant struct {
	*instance
	log     *slog.Logger
	leaving atomic.Bool // Caddy is exiting
}

func startInhabitant(ctx context.Context, config json.RawMessage, c *isolation.Child) (isolation.App, error) {
	var o instanceOptions
	if err := json.Unmarshal(config, &o); err != nil {
		return nil, err
	}
	acquireHeadroom() // for as long as the process lives; it does not count as the app's
	i := &inhabitant{log: c.Logger}
	var err error
	i.instance, err = startInstance(ctx, o, c.Logger, host{
		exiting:    i.leaving.Load,
		confine:    func(*running) error { return errors.Join(c.Bound(), c.Confine(needs(o))) },
		compiling:  c.Extend,
		persistLog: isolation.Confines,
		replaced:   c.Restart,
		recycled:   func(reason jsengine.Reason) { c.Recycled(string(reason)) },
		off:        c.Fail,
	})
	if err != nil {
		return nil, err
	}
	return i, nil
}

// needs are what an app's process uses once its database is open.
func needs(o instanceOptions) isolation.Needs {
	n := isolation.Needs{Network: len(o.AllowNet) > 0}
	if !o.inMemory() {
		n.Files = []string{o.File, o.File + "-wal", o.File + "-shm"}
	}
	if o.WatchDir != "" {
		n.Directories = []string{o.WatchDir}
	}
	return n
}

// EndStreams implements isolation.App.
func (i *inhabitant) EndStreams(exiting bool) {
	r, err := i.hold()
	if err != nil {
		return
	}
	defer r.release()
	r.endStreams(exiting)
}

// Stuck implements isolation.App.
func (i *inhabitant) Stuck() int { return i.numbers().stuck }

// Stop implements isolation.App.
func (i *inhabitant) Stop(exiting bool) error {
	i.leaving.Store(exiting)
	i.closing.Store(true)
	i.live.stop()
	if r := i.take(); r != nil {
		return r.drain(i.options.drainTime())
	}
	return nil
}

// ServeHTTP implements http.Handler for the requests that Caddy sends.
func (i *inhabitant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var p passage
	err := json.Unmarshal([]byte(r.Header.Get(passageField)), &p)
	if err != nil {
		http.Error(w, "this socket is Caddy's", http.StatusBadRequest)
		return
	}
	delete(r.Header, passageField)
	var body *incoming
	if r.Body != nil && r.Body != http.NoBody && r.ContentLength != 0 {
		_ = http.NewResponseController(w).EnableFullDuplex() // HTTP/1 always can
		body = &incoming{ReadCloser: r.Body}
	}
	err = i.serve(w, r, body, &p)
	if err != nil {
		writeResult(w, p.Token, err)
	}
	if body != nil && !body.ended.Load() {
		drainBody(w, body)
	}
}

// incoming is a request's body that knows whether it was read to its end.
type incoming struct {
	io.ReadCloser
	ended atomic.Bool
}

// Read implements io.Reader.
func (b *incoming) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.ended.Store(true)
	}
	return n, err
}

func (i *inhabitant) serve(w http.ResponseWriter, r *http.Request, body *incoming, p *passage) error {
	ctx := context.WithValue(r.Context(), caddy.ReplacerCtxKey, caddy.NewEmptyReplacer())
	ctx = context.WithValue(ctx, caddyhttp.VarsCtxKey, make(map[string]any, 2))
	if p.Original != "" {
		ctx = context.WithValue(ctx, caddyhttp.OriginalRequestCtxKey, http.Request{URL: &url.URL{Path: p.Original}})
	}
	r = r.WithContext(ctx) // the server keeps its own, with the body that it knows
	if body != nil {
		r.Body = body
	}
	p.apply(r)
	h := &Handler{logger: i.log, options: handlerOptions{MaxBodySize: p.MaxBodySize, PassThru: p.PassThru}}
	in, err := i.hold()
	if err != nil {
		return h.unavailable(w, err)
	}
	defer in.release()
	if p.Asset != "" {
		return serveAsset(in, w, r, p.Asset)
	}
	return h.serveApp(in, w, r, passOn)
}

// errUnhandled is the result of a request that the app does not handle, with pass_thru.
var errUnhandled = errors.New("the app does not handle the request")

// passOn is the handler that comes next, where Caddy has it.
var passOn = caddyhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error { return errUnhandled })

// writeResult answers with what became of a request instead of with a response.
func writeResult(w http.ResponseWriter, token string, err error) {
	out := result{Status: http.StatusInternalServerError, Message: err.Error(), Unhandled: errors.Is(err, errUnhandled)}
	var status caddyhttp.HandlerError
	if errors.As(err, &status) {
		out.Status = status.StatusCode
		if status.Err != nil {
			out.Message = status.Err.Error()
		}
	}
	out.Header = w.Header().Clone()
	out.Message = out.Message[:min(len(out.Message), maxResult/8)]
	text, err := json.Marshal(out)
	if err != nil {
		http.Error(w, "the error can't be told", http.StatusInternalServerError)
		return
	}
	header := w.Header()
	clear(header)
	header.Set(resultField, token)
	header.Set("Content-Type", "application/json")
	_, _ = w.Write(text)
}

// drainBody reads what nobody has read of a request's body. Caddy sends on until it has the response, and a connection
// that is closed with something unread in it would lose that.
func drainBody(w http.ResponseWriter, body io.Reader) {
	control := http.NewResponseController(w)
	if control.Flush() != nil {
		return // the connection is not the server's any more
	}
	_ = control.SetReadDeadline(time.Now().Add(lingerTime))
	_, err := io.Copy(io.Discard, body)
	if err == nil {
		_ = control.SetReadDeadline(time.Time{})
	}
}

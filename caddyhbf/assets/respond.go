package assets

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
)

// respond sends the resource in the representation that suits the client. The
// error is archive.ErrChanged if the resource is not current.
func (s *Server) respond(w http.ResponseWriter, r *http.Request, res *resource, so ServeOptions) error {
	rep := s.negotiate(w.Header(), r, res, so)
	if rep == nil {
		addVary(w.Header(), []string{"Accept-Encoding"})
		return &HTTPError{Status: http.StatusNotAcceptable}
	}
	if res.large {
		return s.respondLarge(w, r, res, rep, so)
	}
	h := w.Header()
	switch so.outcome(h, r, rep) {
	case sendNothing:
		for _, name := range [...]string{"Content-Type", "Content-Length", "Last-Modified"} {
			delete(h, name) // what the caller has set, as http.ServeContent does
		}
		rep.setFields(h, so, cacheFields)
		w.WriteHeader(http.StatusNotModified)
	case sendAll:
		rep.setFields(h, so, allFields)
		w.WriteHeader(so.status())
		if r.Method != http.MethodHead {
			// An error of the connection is the client's going away.
			_, _ = w.Write(rep.data)
		}
	case sendWhatIsAsked:
		return serveContent(w, r, res, rep, so, bytes.NewReader(rep.data))
	}
	return nil
}

// respondLarge does it for what is not in memory.
func (s *Server) respondLarge(w http.ResponseWriter, r *http.Request, res *resource, rep *representation, so ServeOptions) error {
	content, err := s.open(res, rep)
	if err == nil && r.Method != http.MethodHead {
		if err = content.probe(); err != nil {
			_ = content.close() // the error is known
		}
	}
	if err != nil {
		s.large.drop(res)
		return err
	}
	if !so.whole(r) {
		err = serveContent(w, r, res, rep, so, content)
	} else {
		rep.setFields(w.Header(), so, allFields)
		w.WriteHeader(so.status())
		if r.Method != http.MethodHead {
			// An error is the client's going away, or is told by close.
			_, _ = copyContent(w, content)
		}
	}
	if failure := content.close(); failure != nil {
		s.large.drop(res)
		s.log.LogAttrs(context.Background(), slog.LevelWarn, "the response was aborted, since the asset could not be read on",
			slog.String("asset", res.name), slog.Any("error", failure))
		panic(http.ErrAbortHandler)
	}
	return err
}

// negotiate finds the representation that the client likes best, or nil. A
// range is one of identity, unless the client refuses that.
func (s *Server) negotiate(h http.Header, r *http.Request, res *resource, so ServeOptions) *representation {
	if len(h["Content-Encoding"]) > 0 || len(h["Etag"]) > 0 {
		return res.identity()
	}
	accept := r.Header["Accept-Encoding"]
	if len(accept) == 0 {
		return res.identity()
	}
	p := parseAccept(accept)
	if len(r.Header["Range"]) > 0 && !so.NoRanges && p.accepts(identity) {
		return res.identity()
	}
	for _, c := range p.codings() {
		if c == identity {
			return res.identity()
		}
		if rep := s.variant(res, c); rep != nil {
			return rep
		}
	}
	return nil
}

// outcome is how a response from memory goes on.
type outcome int

const (
	sendAll         outcome = iota // the whole, whatever the request says
	sendNothing                    // 304
	sendWhatIsAsked                // as conditions and ranges say
)

// outcome decides the frequent cases, and leaves the rest to http.ServeContent.
func (so ServeOptions) outcome(h http.Header, r *http.Request, rep *representation) outcome {
	if so.whole(r) {
		return sendAll
	}
	in := r.Header
	switch {
	case len(in["Range"]) > 0, len(in["If-Match"]) > 0, len(in["If-Unmodified-Since"]) > 0:
		return sendWhatIsAsked
	case len(in["If-None-Match"]) == 1 && in["If-None-Match"][0] == rep.etag && !so.NoETag && len(h["Etag"]) == 0:
		return sendNothing
	case len(in["If-None-Match"]) > 0, len(in["If-Modified-Since"]) > 0:
		return sendWhatIsAsked
	}
	return sendAll
}

// whole reports whether conditions and ranges do not matter.
func (so ServeOptions) whole(r *http.Request) bool {
	return so.status() != http.StatusOK || !isReading(r)
}

// status returns the status code of a response that is neither partial nor empty.
func (so ServeOptions) status() int {
	if so.Status == 0 {
		return http.StatusOK
	}
	return so.Status
}

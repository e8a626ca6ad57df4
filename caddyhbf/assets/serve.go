package assets

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// ServeOptions say how one response differs from that to a request for a static
// file. The zero value is just that.
type ServeOptions struct {
	// OriginalPath is the decoded path that the client has asked for, if the
	// request's URL was rewritten since. Redirects to a canonical URL start from it.
	// Default: the path of the request's URL.
	OriginalPath string

	// FileOnly is for a file that the app itself chose: the request's URL and
	// method have nothing to do with it. So there are no redirects, a directory is
	// fs.ErrNotExist, and any method is served; with other methods than GET and
	// HEAD the whole file is sent, and conditions and ranges are not looked at.
	FileOnly bool

	// Status is the status code of the response. With any other than 200, the
	// default, the whole file is sent: conditions and ranges are not looked at.
	Status int

	// CacheControl is the header field Cache-Control, unless the response has
	// one already. Default: none.
	CacheControl string

	// NoETag, NoLastModified and NoRanges leave out the header field, and do not
	// look at conditions and ranges that need it.
	NoETag, NoLastModified, NoRanges bool
}

// HTTPError is an error that has a status code. Nothing has been written to the
// response, but header fields that belong to the error are set.
type HTTPError struct {
	Status int   // a status code of 400 or more
	Err    error // the cause, not for the client; may be nil
}

// Error implements error.
func (e *HTTPError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))
	}
	return fmt.Sprintf("%d %s: %v", e.Status, http.StatusText(e.Status), e.Err)
}

// Unwrap returns the cause.
func (e *HTTPError) Unwrap() error { return e.Err }

// Serve sends the member called name: a file, or a directory's index.html. Header
// fields that w already has are respected: Content-Type, ETag, Last-Modified and
// Cache-Control are not replaced, Vary is added to, and with a Content-Encoding or
// ETag of the caller's the member is sent as it is.
//
// It sends redirects to the canonical URL (308): with a slash at the end for a
// directory that has an index.html, without for a file.
//
// An error is always an [*HTTPError]: 404 with [fs.ErrNotExist] as the cause, so that
// the caller may go on with something else; 405, with Allow set, for methods
// other than GET and HEAD; 406 for a client that refuses identity and what else there
// is; 412 and 416 for conditions and ranges that cannot be met; 500 and 503.
//
// When the member is changed while it is sent, Serve panics with
// [http.ErrAbortHandler], so that the client does not take for complete what is not.
func (s *Server) Serve(w http.ResponseWriter, r *http.Request, name string, so ServeOptions) error {
	if !so.FileOnly && !isReading(r) {
		return s.refuseMethod(w, name)
	}
	for attempt := 1; ; attempt++ {
		err := s.serve(w, r, name, so)
		if err == nil {
			return nil
		}
		if !errors.Is(err, archive.ErrChanged) {
			return httpError(err)
		}
		if attempt == maxAttempts {
			return &HTTPError{Status: http.StatusServiceUnavailable, Err: err}
		}
		if err := s.src.Refresh(s.ctx); err != nil {
			return httpError(err)
		}
	}
}

// serve tries once. The error is archive.ErrChanged if another try may succeed.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, name string, so ServeOptions) error {
	res, err := s.resource(name)
	index := errors.Is(err, errDirectory) && !so.FileOnly
	if index {
		res, err = s.resource(indexName(name))
	}
	if errors.Is(err, errDirectory) {
		return notExist(name)
	}
	if err != nil {
		return err
	}
	defer res.release()
	if !so.FileOnly && redirect(w, r, so.OriginalPath, index) {
		return nil
	}
	return s.respond(w, r, res, so)
}

// isReading reports whether the request's method is one for which conditions and
// ranges have a meaning here.
func isReading(r *http.Request) bool {
	return r.Method == http.MethodGet || r.Method == http.MethodHead
}

// refuseMethod answers other methods than GET and HEAD.
func (s *Server) refuseMethod(w http.ResponseWriter, name string) error {
	_, err := s.file(name)
	if errors.Is(err, errDirectory) {
		_, err = s.file(indexName(name))
	}
	if errors.Is(err, errDirectory) {
		err = notExist(name)
	}
	if err != nil {
		return httpError(err)
	}
	w.Header().Set("Allow", "GET, HEAD")
	return &HTTPError{Status: http.StatusMethodNotAllowed}
}

// httpError gives a status code to an error that has none.
func httpError(err error) error {
	var e *HTTPError
	switch {
	case errors.As(err, &e):
		return err
	case errors.Is(err, fs.ErrNotExist):
		return &HTTPError{Status: http.StatusNotFound, Err: err}
	case errors.Is(err, archive.ErrChanged), errors.Is(err, fs.ErrClosed):
		return &HTTPError{Status: http.StatusServiceUnavailable, Err: err}
	}
	return &HTTPError{Status: http.StatusInternalServerError, Err: err}
}

// redirect sends the client to the canonical URL if it asked for another one.
// As Caddy's file_server does, it leaves a rewritten last element alone.
func redirect(w http.ResponseWriter, r *http.Request, original string, directory bool) bool {
	if original == "" {
		original = r.URL.Path
	} else if path.Base(original) != path.Base(r.URL.Path) {
		return false
	}
	if strings.HasSuffix(original, "/") == directory {
		return false
	}
	to := strings.TrimSuffix(original, "/")
	if directory {
		to += "/"
	}
	// Of two slashes at the beginning browsers would make a host.
	location := url.URL{Path: "/" + strings.TrimLeft(to, "/"), RawQuery: r.URL.RawQuery}
	http.Redirect(w, r, location.String(), http.StatusPermanentRedirect)
	return true
}

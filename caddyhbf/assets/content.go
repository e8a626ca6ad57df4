package assets

import (
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// serveContent lets http.ServeContent see to conditions and ranges. What is an
// error to the client becomes an [*HTTPError].
func serveContent(w http.ResponseWriter, r *http.Request, res *resource, rep *representation, so ServeOptions, content io.ReadSeeker) error {
	h := w.Header()
	modTime := res.modTime
	if so.NoLastModified || h["Last-Modified"] != nil {
		modTime = time.Time{}
	}
	rep.setFields(h, so, contentFields)
	if so.NoRanges && len(r.Header["Range"]) > 0 {
		r = r.Clone(r.Context())
		r.Header.Del("Range")
	}
	cw := &contentWriter{ResponseWriter: w, size: rep.size, noRanges: so.NoRanges}
	sniff := h["X-Content-Type-Options"]
	http.ServeContent(cw, r, res.name, modTime, content)
	if cw.failed == 0 {
		return nil
	}
	// What was said of the content, and what ServeContent says of its own message,
	// is not true of an error.
	for _, name := range [...]string{
		"Cache-Control", "Content-Type", "Content-Length", "Content-Encoding", "Etag", "Last-Modified", "X-Content-Type-Options",
	} {
		delete(h, name)
	}
	if sniff != nil {
		h["X-Content-Type-Options"] = sniff
	}
	return &HTTPError{Status: cw.failed}
}

// contentWriter stands between http.ServeContent and the response.
type contentWriter struct {
	http.ResponseWriter
	size     int64
	noRanges bool
	failed   int // a status code of 400 or more, which is not written
}

// WriteHeader keeps errors back, and adds what ServeContent leaves out when there
// is a Content-Encoding, so that Caddy's encode has nothing to add.
func (w *contentWriter) WriteHeader(status int) {
	h := w.Header()
	switch {
	case status >= http.StatusBadRequest:
		w.failed = status
		return
	case status == http.StatusOK:
		h["Content-Length"] = []string{strconv.FormatInt(w.size, 10)}
	}
	if w.noRanges {
		delete(h, "Accept-Ranges")
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write keeps the message of an error back.
func (w *contentWriter) Write(p []byte) (int, error) {
	if w.failed != 0 {
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}

// ReadFrom implements [io.ReaderFrom].
func (w *contentWriter) ReadFrom(r io.Reader) (int64, error) {
	return copyContent(w.ResponseWriter, r)
}

// Unwrap is for [http.ResponseController].
func (w *contentWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// copySize is how much is written at once, in bytes.
const copySize = 64 << 10

var copyBuffers = sync.Pool{New: func() any { return new([copySize]byte) }}

// copyContent is io.Copy with a buffer that is used again, whatever w and r can do
// themselves.
func copyContent(w io.Writer, r io.Reader) (int64, error) {
	buf := copyBuffers.Get().(*[copySize]byte)
	defer copyBuffers.Put(buf)
	return io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, buf[:])
}

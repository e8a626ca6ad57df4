package caddyhbf

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

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
	w.WriteHeader(response.Status)
	if r.Method == http.MethodHead || len(response.Body) == 0 {
		return nil
	}
	// An error of the connection is the client's going away.
	_, _ = w.Write(response.Body)
	return nil
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
	control := http.NewResponseController(w)
	if r.ProtoMajor == 1 && !x.BodyRead() {
		_ = control.EnableFullDuplex()
	}
	w.WriteHeader(x.Response.Status)
	_ = control.Flush()
	return control
}

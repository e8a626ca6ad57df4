package route

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
)

// Request is one request and the answer that it must have. The answer's status is 200.
type Request struct {
	Method  string
	Path    string // with its query
	Headers map[string]string
	Body    string

	// JSON is the value that the body must encode, whatever its spacing and the order of
	// its keys; nil if Text is what the body must be.
	JSON any
	Text []byte
}

// get is a request for a JSON value.
func get(path string, want any) Request {
	return Request{Method: http.MethodGet, Path: path, JSON: want}
}

// Check reads an answer to the end and returns an error unless it is the right one: its
// status, its media type, its encoding and its body.
func (r Request) Check(response *http.Response) error {
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("%s %s: reading the answer: %w", r.Method, r.Path, err)
	}
	if err := r.check(response, body); err != nil {
		return fmt.Errorf("%s %s: %w; the body is %.200q", r.Method, r.Path, err, body)
	}
	return nil
}

func (r Request) check(response *http.Response, body []byte) error {
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d, want 200", response.StatusCode)
	}
	zipped := r.Headers["Accept-Encoding"] == "gzip"
	if got := response.Header.Get("Content-Encoding"); zipped != (got == "gzip") {
		return fmt.Errorf("content encoding %q, but Accept-Encoding was %q", got, r.Headers["Accept-Encoding"])
	}
	if zipped {
		var err error
		if body, err = unzip(body); err != nil {
			return err
		}
	}
	if r.JSON == nil {
		if media := response.Header.Get("Content-Type"); !strings.HasPrefix(media, "text/") {
			return fmt.Errorf("content type %q, want text", media)
		}
		if !bytes.Equal(body, r.Text) {
			return fmt.Errorf("%d bytes, which are not the %d expected ones", len(body), len(r.Text))
		}
		return nil
	}
	if media := response.Header.Get("Content-Type"); !strings.HasPrefix(media, "application/json") {
		return fmt.Errorf("content type %q, want application/json", media)
	}
	return sameJSON(body, r.JSON)
}

func unzip(body []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("unzipping: %w", err)
	}
	body, err = io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("unzipping: %w", err)
	}
	return body, nil
}

// sameJSON compares a body with a value as JSON.
func sameJSON(body []byte, want any) error {
	var got, expected any
	if err := json.Unmarshal(body, &got); err != nil {
		return fmt.Errorf("decoding JSON: %w", err)
	}
	encoded, err := json.Marshal(want)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(encoded, &expected); err != nil {
		return err
	}
	if !reflect.DeepEqual(got, expected) {
		return fmt.Errorf("want JSON %.200s", encoded)
	}
	return nil
}

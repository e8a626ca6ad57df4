package route

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// asset is a static file.
type asset struct {
	name string
	size int
}

var (
	small = asset{"10k.txt", 10 << 10}
	large = asset{"1m.txt", 1 << 20}
)

// content is text that compresses about as well as HTML does, and always the same.
func (a asset) content() []byte {
	words := strings.Fields("the app is one file that holds code assets and data so that a backup is a copy and a deploy is a transaction")
	var b strings.Builder
	state := uint32(1)
	for b.Len() < a.size {
		state = state*1664525 + 1013904223 // Numerical Recipes' generator
		fmt.Fprintf(&b, "%s-%x ", words[state>>16%uint32(len(words))], state>>28)
		if state>>8%13 == 0 {
			b.WriteByte('\n')
		}
	}
	return []byte(b.String()[:a.size])
}

func file(a asset, encoding string) Request {
	headers := map[string]string{}
	if encoding != "" {
		headers["Accept-Encoding"] = encoding
	}
	return Request{Method: http.MethodGet, Path: "/static/" + a.name, Headers: headers, Text: a.content()}
}

// WriteFiles makes the files of the static routes in a directory, which it makes too.
func WriteFiles(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, a := range []asset{small, large} {
		if err := os.WriteFile(filepath.Join(dir, a.name), a.content(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

package isolation

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
)

// endpoint is the parent's hold on the socket. A child can't inherit one here: it makes its own.
type endpoint struct{ path string }

func newEndpoint(path string) (*endpoint, error) { return &endpoint{path}, nil }

func (e *endpoint) give(_ *exec.Cmd, h *hello) { h.Socket = e.path }

func (e *endpoint) close() { _ = os.Remove(e.path) }

// inherit is the child's listener.
func inherit(h *hello) (net.Listener, error) {
	if err := os.Remove(h.Socket); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return net.Listen("unix", h.Socket)
}

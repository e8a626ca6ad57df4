//go:build !windows

package isolation

import (
	"fmt"
	"net"
	"os"
	"os/exec"
)

// listenerDescriptor is the number of the inherited listener: the first after the standard ones.
const listenerDescriptor = 3

// endpoint is the parent's hold on the socket.
type endpoint struct {
	path     string
	listener *net.UnixListener // never accepted from
	file     *os.File          // what children inherit
}

func newEndpoint(path string) (*endpoint, error) {
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("making the app's socket: %w", err)
	}
	file, err := listener.File()
	if err != nil {
		_ = listener.Close()
		return nil, fmt.Errorf("making the app's socket: %w", err)
	}
	return &endpoint{path: path, listener: listener, file: file}, nil
}

// give lets a command inherit the listener.
func (e *endpoint) give(cmd *exec.Cmd, _ *hello) { cmd.ExtraFiles = []*os.File{e.file} }

func (e *endpoint) close() {
	_ = e.file.Close()
	_ = e.listener.Close() // removes the socket too
}

// inherit is the child's listener.
func inherit(*hello) (net.Listener, error) {
	file := os.NewFile(listenerDescriptor, "listener")
	defer file.Close()
	listener, err := net.FileListener(file)
	if err != nil {
		return nil, fmt.Errorf("taking over the listener: %w", err)
	}
	if l, ok := listener.(*net.UnixListener); ok {
		l.SetUnlinkOnClose(false) // it is the parent's
	}
	return listener, nil
}

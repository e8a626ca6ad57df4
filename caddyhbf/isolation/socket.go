package isolation

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// directoryPrefix begins the names of the runtime directories. In each is a socket, and a directory for the child's
// temporary files.
const (
	directoryPrefix = "hbf-instance-"
	socketName      = "s" // a socket's whole path has to fit into about a hundred bytes
	filesName       = "files"
)

// maxRoot bounds the path in which the runtime directories are made, so that a whole socket fits.
const maxRoot = 70

// runtimeRoot is where the runtime directories are made.
func runtimeRoot() string {
	if dir := os.TempDir(); len(dir) <= maxRoot || runtime.GOOS == "windows" {
		return dir
	}
	return "/tmp"
}

// makeDirectory makes a directory for a socket that only this user can enter. It first removes those of processes
// that were killed.
func makeDirectory() (string, error) {
	root := runtimeRoot()
	if old, err := filepath.Glob(filepath.Join(root, directoryPrefix+"*")); err == nil {
		for _, dir := range old {
			removeStale(dir)
		}
	}
	dir, err := os.MkdirTemp(root, directoryPrefix) // mode 0700
	if err != nil {
		return "", fmt.Errorf("making the directory of the app's socket: %w", err)
	}
	if err := os.Mkdir(filepath.Join(dir, filesName), 0o700); err != nil {
		return "", errors.Join(fmt.Errorf("making the directory of the app's temporary files: %w", err), os.Remove(dir))
	}
	return dir, nil
}

// removeStale removes a runtime directory whose socket nobody listens on any more. One that is new may not be listened on yet.
func removeStale(dir string) {
	if info, err := os.Stat(dir); err != nil || time.Since(info.ModTime()) < time.Minute {
		return
	}
	path := filepath.Join(dir, socketName)
	conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(context.Background(), "unix", path)
	if err == nil {
		_ = conn.Close()
		return
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		_ = os.RemoveAll(dir) // that it is another user's is no error
	}
}

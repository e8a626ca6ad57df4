package isolation

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// directoryPrefix begins the names of the runtime directories, and socketName is that of the socket in each.
const (
	directoryPrefix = "hbf-instance-"
	socketName      = "s" // a socket's whole path has to fit into about a hundred bytes
)

// runtimeRoot is where the runtime directories are made.
func runtimeRoot() string {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir
		}
	}
	return os.TempDir()
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
	return dir, nil
}

// removeStale removes a runtime directory whose socket nobody listens on any more. One that is new may not be listened on yet.
func removeStale(dir string) {
	if info, err := os.Stat(dir); err != nil || time.Since(info.ModTime()) < time.Minute {
		return
	}
	path := filepath.Join(dir, socketName)
	conn, err := net.Dial("unix", path)
	if err == nil {
		_ = conn.Close()
		return
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		_ = os.Remove(path)
		_ = os.Remove(dir) // that it is another user's is no error
	}
}

//go:build !linux

package isolation

import (
	"errors"
	"os"
	"os/exec"
)

// program is what a child executes.
func program() (string, error) { return os.Executable() }

func setAttributes(*exec.Cmd) {}

// dieWithParent does nothing here: a child sees the end of its standard input.
func dieWithParent(int) error { return nil }

// closeInherited does nothing here: what a program opens in Go is not inherited.
func closeInherited() error { return nil }

// memory is a process's, in bytes.
type memory struct{ anonymous, space int64 }

// memoryOf is not known here: the child's own limit on the Go heap is all there is.
func memoryOf(int) (memory, error) { return memory{}, errors.ErrUnsupported }

func limitSpace(int64) error { return errors.ErrUnsupported }

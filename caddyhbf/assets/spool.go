package assets

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// spool is a temporary file that nobody else can open. Where the system allows
// it, it has no name, and so nothing is left of it even if the process is killed.
type spool struct {
	*os.File
	size int64
	name string // to remove when it is closed; "" if it is gone already
}

// newSpool makes a file of what fill writes.
func newSpool(dir string, fill func(io.Writer) error) (*spool, error) {
	f, err := os.CreateTemp(dir, "hbf-asset-*")
	if err != nil {
		// Not wrapped: that a directory does not exist says nothing of the asset.
		return nil, fmt.Errorf("making a temporary file for an asset: %v", err) //nolint:errorlint // see above
	}
	s := &spool{File: f}
	if os.Remove(f.Name()) != nil {
		s.name = f.Name() // a system that keeps open files
	}
	if err := fill(f); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if s.size, err = f.Seek(0, io.SeekCurrent); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close closes the file, and removes it where that was not possible before.
func (s *spool) Close() error {
	err := s.File.Close()
	if s.name != "" {
		err = errors.Join(err, os.Remove(s.name))
	}
	return err
}

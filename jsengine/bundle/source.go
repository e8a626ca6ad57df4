package bundle

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sync"
)

// Bounds of an app's source, in bytes: of a single file, and of all files that are read. A small archive may hold compressed files
// that are much larger than it is.
const (
	maxSourceSize  = 16 << 20
	maxSourcesSize = 64 << 20
)

// sources reads an app's files, each at most once, and remembers what it read.
// It is safe for concurrent use.
type sources struct {
	fsys fs.FS // nil: only what was read before exists

	mu    sync.Mutex
	files map[string]source
	size  int64 // bytes of all files

	listed     bool // firstParty was called, and gave listing
	listing    []string
	unreadable bool // in what is frozen: some file could not be read
}

type source struct {
	text string
	err  error
}

func newSources(fsys fs.FS) *sources {
	return &sources{fsys: fsys, files: make(map[string]source)}
}

// read returns the text of a file; the error is or wraps fs.ErrNotExist when
// there is no regular file of that name.
func (s *sources) read(name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, known := s.files[name]
	switch {
	case known:
	case s.fsys == nil || !fs.ValidPath(name):
		return "", fs.ErrNotExist
	default:
		f.text, f.err = readSource(s.fsys, name, maxSourcesSize-s.size)
		s.size += int64(len(f.text))
		s.files[name] = f
	}
	return f.text, f.err
}

// readSource reads a file for which there are so many bytes left.
func readSource(fsys fs.FS, name string, left int64) (string, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", fs.ErrNotExist
	}
	if info.Size() > maxSourceSize {
		return "", fmt.Errorf("%s is larger than %d MiB", name, maxSourceSize>>20)
	}
	if info.Size() > left {
		return "", fmt.Errorf("%s is too much: the app's source files are larger than %d MiB together", name, maxSourcesSize>>20)
	}
	data, err := fs.ReadFile(fsys, name)
	return string(data), err
}

// exists tells whether name is a regular file. One that cannot be read exists,
// so that the error shows rather than another file being taken.
func (s *sources) exists(name string) bool {
	_, err := s.read(name)
	return !errors.Is(err, fs.ErrNotExist)
}

// frozen returns what was read so far, and what was found missing, without access to
// anything else.
func (s *sources) frozen() *sources {
	s.mu.Lock()
	defer s.mu.Unlock()
	frozen := &sources{files: make(map[string]source, len(s.files)), listed: s.listed, listing: s.listing}
	for name, f := range s.files {
		if f.err == nil || isNotExist(f.err) {
			frozen.files[name] = f
		} else {
			frozen.unreadable = true
		}
	}
	return frozen
}

// firstParty lists the app's own source files: those outside node_modules,
// hidden directories and the static directories at the root and in hbf/.
func (s *sources) firstParty() ([]string, error) {
	var names []string
	err := fs.WalkDir(s.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipped(name):
			return fs.SkipDir
		case d.Type().IsRegular() && isModuleName(name):
			names = append(names, name)
		}
		return nil
	})
	s.listed, s.listing = true, names
	return names, err
}

func skipped(dir string) bool {
	base := path.Base(dir)
	return base == "node_modules" || dir == "static" || dir == "hbf/static" || base != "." && base[0] == '.'
}

package assets

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// maxAttempts is how often a member is looked up again when it was changed
// since it was looked up.
const maxAttempts = 6

// errDirectory is the error of a name that is a directory.
var errDirectory = errors.New("it is a directory")

// resource returns the current version of the file called name, acquired. The
// error is fs.ErrNotExist, errDirectory or one of the archive.
func (s *Server) resource(name string) (*resource, error) {
	for {
		epoch := s.epoch.Load()
		if res := s.cached(name, epoch); res != nil {
			return res, nil
		}
		if _, err := s.file(name); err != nil {
			return nil, err
		}
		// A request that comes after Invalidate has another key, and so does not get
		// what was read before.
		var mine *resource
		v, err, _ := s.loads.Do(strconv.FormatUint(epoch, 36)+" "+name, func() (any, error) {
			var err error
			mine, err = s.load(name, epoch)
			return mine, err
		})
		if err != nil {
			return nil, err
		}
		if res := v.(*resource); res == mine || res.tryAcquire() {
			return res, nil
		}
	}
}

// cached returns what the cache has for name if it is of that epoch, acquired.
func (s *Server) cached(name string, epoch uint64) *resource {
	for _, c := range [...]*cache{s.small, s.large} {
		if res := c.get(name); res != nil {
			if res.epoch.Load() == epoch {
				return res
			}
			res.release()
		}
	}
	return nil
}

// file looks up a file, which costs little. The error is fs.ErrNotExist or
// errDirectory.
func (s *Server) file(name string) (archive.Entry, error) {
	if !fs.ValidPath(name) {
		return archive.Entry{}, notExist(name)
	}
	e, err := s.src.Entry(name)
	switch {
	case err != nil:
		return e, err
	case e.IsDir():
		return e, errDirectory
	case !e.Mode.IsRegular():
		return e, notExist(name)
	}
	return e, nil
}

func notExist(name string) error {
	return &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// load reads a file and puts it into the cache.
func (s *Server) load(name string, epoch uint64) (*resource, error) {
	defer s.working()()
	for attempt := 1; ; attempt++ {
		res, err := s.read(name, epoch)
		if !errors.Is(err, archive.ErrChanged) || attempt == maxAttempts {
			return res, err
		}
		if err := s.src.Refresh(s.ctx); err != nil {
			return nil, err
		}
	}
}

func (s *Server) read(name string, epoch uint64) (*resource, error) {
	if s.ctx.Err() != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrClosed}
	}
	e, err := s.file(name)
	switch {
	case err != nil:
		return nil, err
	case e.Size <= archive.LargeSize:
		return s.readSmall(name, e, epoch)
	case e.Deflated:
		return s.inflateLarge(name, e, epoch)
	}
	return s.openLarge(name, e, epoch)
}

// readSmall reads a file into memory. If it is what was known before, that
// is kept together with its variants.
func (s *Server) readSmall(name string, e archive.Entry, epoch uint64) (*resource, error) {
	data, err := s.src.Read(e)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	res := newResource(name, e, sum, epoch)
	if old := s.small.get(name); old != nil && old.sum == sum && old.lastModified == res.lastModified {
		old.epoch.Store(epoch)
		return old, nil
	}
	rep := res.represent(identity, int64(len(data)), sum)
	rep.data = data
	res.forms[identity].made.Store(rep)
	s.small.put(res, rep.size+overhead)
	return res, nil
}

// openLarge describes a file that is read from the archive for each request.
func (s *Server) openLarge(name string, e archive.Entry, epoch uint64) (*resource, error) {
	section, err := s.src.Section(s.ctx, e)
	if err != nil {
		return nil, err
	}
	sum := section.Sum()
	if err := section.Close(); err != nil {
		return nil, err
	}
	res := newResource(name, e, sum, epoch)
	res.forms[identity].made.Store(res.represent(identity, e.Size, sum))
	s.large.put(res, overhead)
	return res, nil
}

// inflateLarge copies a compressed file to a temporary one.
func (s *Server) inflateLarge(name string, e archive.Entry, epoch uint64) (*resource, error) {
	if e.Size > s.maxTemp {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fmt.Errorf(
			"its %d bytes are compressed, and temporary files are limited to %d bytes: pack the file again", e.Size, s.maxTemp)}
	}
	s.slow <- struct{}{}
	defer func() { <-s.slow }()
	hash := sha256.New()
	file, err := newSpool(s.tempDir, func(w io.Writer) error {
		return s.copyMember(io.MultiWriter(w, hash), e)
	})
	if err != nil {
		return nil, err
	}
	sum := archive.Sum(hash.Sum(nil))
	res := newResource(name, e, sum, epoch)
	rep := res.represent(identity, file.size, sum)
	rep.file = file
	res.forms[identity].made.Store(rep)
	s.large.put(res, file.size+overhead)
	return res, nil
}

// copyMember writes the content of e, which fails with archive.ErrChanged if
// there is another version by now.
func (s *Server) copyMember(w io.Writer, e archive.Entry) error {
	f, err := s.src.FS().Open(e.Name)
	if err != nil {
		return err
	}
	info, err := f.Stat() // its Sys is an archive.Entry
	if err == nil && info.Sys() != any(e) {
		err = &fs.PathError{Op: "open", Path: e.Name, Err: archive.ErrChanged}
	}
	if err == nil {
		_, err = io.Copy(w, f)
	}
	return errors.Join(err, f.Close())
}

// indexName is the name of the page of a directory.
func indexName(dir string) string {
	return path.Join(dir, "index.html")
}

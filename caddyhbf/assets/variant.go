package assets

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// variant returns the resource in a coding other than identity, or nil if
// there is none. It makes it when it is first asked for; others wait for that.
func (s *Server) variant(res *resource, c coding) *representation {
	if !res.compressible {
		return nil
	}
	f := &res.forms[c]
	rep := f.made.Load()
	if rep == nil {
		rep = s.makeVariant(res, c, f)
	}
	if rep == nil || rep.absent {
		return nil
	}
	return rep
}

func (s *Server) makeVariant(res *resource, c coding, f *form) *representation {
	f.mu.Lock()
	defer f.mu.Unlock()
	if rep := f.made.Load(); rep != nil {
		return rep
	}
	rep, err := s.encode(res, c)
	switch {
	case errors.Is(err, errNotSmaller):
		rep = &representation{absent: true}
	case errors.Is(err, archive.ErrChanged):
		return nil // the caller will find that out
	case err != nil:
		// The next request tries again; this one gets another coding.
		s.log.LogAttrs(context.Background(), slog.LevelWarn, "an asset could not be compressed",
			slog.String("asset", res.name), slog.String("coding", c.String()), slog.Any("error", err))
		return nil
	}
	f.made.Store(rep)
	if res.large {
		s.large.grow(res, rep.size)
	} else {
		s.small.grow(res, rep.size)
	}
	return rep
}

// encode makes the representation.
func (s *Server) encode(res *resource, c coding) (*representation, error) {
	defer s.working()()
	if res.large {
		return s.encodeLarge(res, c)
	}
	s.quick <- struct{}{}
	defer func() { <-s.quick }()
	var b bytes.Buffer
	content := res.identity().data
	if err := compress(c, &b, bytes.NewReader(content), int64(len(content))); err != nil {
		return nil, err
	}
	rep := res.represent(c, int64(b.Len()), sha256.Sum256(b.Bytes()))
	rep.data = bytes.Clone(b.Bytes())
	return rep, nil
}

// encodeLarge makes it in a temporary file.
func (s *Server) encodeLarge(res *resource, c coding) (*representation, error) {
	s.slow <- struct{}{}
	defer func() { <-s.slow }()
	content, err := s.open(res, res.identity())
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	file, err := newSpool(s.tempDir, func(w io.Writer) error {
		b := bufio.NewWriterSize(w, copySize)
		err := compress(c, io.MultiWriter(b, hash), content, content.size)
		return errors.Join(err, b.Flush())
	})
	if err := errors.Join(err, content.close()); err != nil {
		return nil, err
	}
	rep := res.represent(c, file.size, archive.Sum(hash.Sum(nil)))
	rep.file = file
	return rep, nil
}

package archive

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"time"
)

// FS returns the archive as a file system. Beside what it declares it
// implements [fs.StatFS], [fs.ReadFileFS], [fs.ReadDirFS] and [fs.ReadLinkFS].
// Symbolic links are followed inside the archive. Directories need no row.
//
// It is as live as the Archive is: the names are as of the last refresh. A file
// that was written since is looked up anew when it is read.
func (a *Archive) FS() fs.FS {
	return archiveFS{a}
}

type archiveFS struct{ a *Archive }

// lookup finds a member by a name that must be valid.
func (f archiveFS) lookup(op, name string, follow bool) (*member, error) {
	if !fs.ValidPath(name) {
		return nil, pathError(op, name, fs.ErrInvalid)
	}
	m, err := f.a.index.Load().lookup(name, follow)
	if err != nil {
		return nil, pathError(op, name, err)
	}
	return m, nil
}

// Open implements [fs.FS]. Contents are read on the first Read.
func (f archiveFS) Open(name string) (fs.File, error) {
	m, err := f.lookup("open", name, true)
	if err != nil {
		return nil, err
	}
	info := info{path.Base(name), m.Entry}
	if m.IsDir() {
		return &directory{info: info, fs: f, name: m.Name}, nil
	}
	return &file{info: info, archive: f.a}, nil
}

// Stat implements [fs.StatFS].
func (f archiveFS) Stat(name string) (fs.FileInfo, error) {
	m, err := f.lookup("stat", name, true)
	if err != nil {
		return nil, err
	}
	return info{path.Base(name), m.Entry}, nil
}

// Lstat implements [fs.ReadLinkFS].
func (f archiveFS) Lstat(name string) (fs.FileInfo, error) {
	m, err := f.lookup("lstat", name, false)
	if err != nil {
		return nil, err
	}
	return info{path.Base(name), m.Entry}, nil
}

// ReadLink implements [fs.ReadLinkFS].
func (f archiveFS) ReadLink(name string) (string, error) {
	m, err := f.lookup("readlink", name, false)
	if err != nil {
		return "", err
	}
	if m.Mode.Type() != fs.ModeSymlink {
		return "", pathError("readlink", name, fs.ErrInvalid)
	}
	return m.Target, nil
}

// retries is how often a file is looked up again because it was written between
// being looked up and being read.
const retries = 3

// ReadFile implements [fs.ReadFileFS].
func (f archiveFS) ReadFile(name string) ([]byte, error) {
	for try := 0; ; try++ {
		m, err := f.lookup("read", name, true)
		if err != nil {
			return nil, err
		}
		data, err := f.a.Read(m.Entry)
		if !errors.Is(err, ErrChanged) || try == retries {
			return data, err
		}
		if err := f.a.Refresh(context.Background()); err != nil {
			return nil, pathError("read", name, err)
		}
	}
}

// ReadDir implements [fs.ReadDirFS].
func (f archiveFS) ReadDir(name string) ([]fs.DirEntry, error) {
	m, err := f.lookup("readdir", name, true)
	if err != nil {
		return nil, err
	}
	if !m.IsDir() {
		return nil, pathError("readdir", name, errNotDir)
	}
	x := f.a.index.Load()
	bases := x.children[m.Name]
	list := make([]fs.DirEntry, 0, len(bases))
	for _, base := range bases {
		list = append(list, fs.FileInfoToDirEntry(info{base, x.members[path.Join(m.Name, base)].Entry}))
	}
	return list, nil
}

// errNotDir is the error of listing a file.
var errNotDir = errors.New("not a directory")

// info describes a member under the name by which it was looked up. Sys
// returns its [Entry].
type info struct {
	name  string
	entry Entry
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.entry.Size }
func (i info) Mode() fs.FileMode  { return i.entry.Mode }
func (i info) ModTime() time.Time { return i.entry.ModTime }
func (i info) IsDir() bool        { return i.entry.IsDir() }
func (i info) Sys() any           { return i.entry }

// file is an open regular file.
type file struct {
	info
	archive *Archive
	content io.Reader // nil before the first Read
	section *Section  // behind content, for large files
	closed  bool
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }

func (f *file) Read(p []byte) (int, error) {
	if f.closed {
		return 0, pathError("read", f.name, fs.ErrClosed)
	}
	if f.content == nil {
		if err := f.open(); err != nil {
			return 0, err
		}
	}
	return f.content.Read(p)
}

// open prepares the content: in memory, or in pieces where it is large.
func (f *file) open() error {
	if max(f.entry.Size, f.entry.Stored) <= LargeSize {
		data, err := f.archive.Read(f.entry)
		f.content = bytes.NewReader(data)
		return err
	}
	s, err := f.archive.stored(context.Background(), f.entry)
	if err != nil {
		return err
	}
	f.section = s
	f.content = io.NewSectionReader(s, 0, s.Size())
	if f.entry.Deflated {
		f.content, err = newInflater(f.content, f.entry.Stored, f.entry.Size)
	}
	return err
}

func (f *file) Close() error {
	if f.closed {
		return pathError("close", f.name, fs.ErrClosed)
	}
	f.closed = true
	if f.section == nil {
		return nil
	}
	return f.section.Close()
}

// directory is an open directory.
type directory struct {
	info
	fs   archiveFS
	name string
	list []fs.DirEntry // what is still to be returned
	read bool
}

func (d *directory) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *directory) Close() error               { return nil }

func (d *directory) Read([]byte) (int, error) {
	return 0, pathError("read", d.name, errNotFile)
}

// ReadDir implements [fs.ReadDirFile].
func (d *directory) ReadDir(n int) ([]fs.DirEntry, error) {
	if !d.read {
		list, err := d.fs.ReadDir(d.name)
		if err != nil {
			return nil, err
		}
		d.list, d.read = list, true
	}
	if n > 0 && len(d.list) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(d.list) {
		n = len(d.list)
	}
	list := d.list[:n:n]
	d.list = d.list[n:]
	return list, nil
}

var (
	_ fs.StatFS      = archiveFS{}
	_ fs.ReadFileFS  = archiveFS{}
	_ fs.ReadDirFS   = archiveFS{}
	_ fs.ReadLinkFS  = archiveFS{}
	_ fs.ReadDirFile = (*directory)(nil)
)

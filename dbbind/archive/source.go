package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// Ignored reports whether [Pack] leaves out files and directories of this base
// name: what version control keeps (.git, .hg, .svn), what editors write beside
// the file that they edit (Vim's *.swp and *~, Emacs's .#* and #*#, …), and
// the Finder's .DS_Store. A directory node_modules is packed: the app's imports are
// resolved in it.
func Ignored(base string) bool {
	switch base {
	case ".git", ".hg", ".svn", ".DS_Store", "4913": // Vim tries out a directory with 4913
		return true
	}
	return strings.HasSuffix(base, "~") ||
		strings.HasPrefix(base, ".#") ||
		strings.HasPrefix(base, "#") && strings.HasSuffix(base, "#") ||
		slices.Contains([]string{".swp", ".swo", ".swx", ".kate-swp"}, path.Ext(base)) ||
		strings.Contains(base, "___jb_")
}

// item is a file or a directory to be packed.
type item struct {
	name  string
	mode  int64 // st_mode
	mtime int64
	size  int64
	dir   bool
	sum   Sum    // of the content
	data  []byte // for the table; nil until it is known to be needed
}

// walker lists what is in a directory.
type walker struct {
	ctx     context.Context //nolint:containedctx // it lives for one call
	src     fs.FS
	exclude []fs.FileInfo // the files of the database itself
	now     time.Time     // for files that have no time
	omit    func(name string) bool
	items   []*item
	skipped []string
}

// walk lists the directory called name. above are the directories that it
// lies in, to notice links that go in a circle.
func (w *walker) walk(name string, above []fs.FileInfo) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	list, err := fs.ReadDir(w.src, name)
	if err != nil {
		return fmt.Errorf("reading the directory to pack: %w", err)
	}
	for _, entry := range list {
		file := path.Join(name, entry.Name())
		if Ignored(entry.Name()) || w.omit != nil && w.omit(file) {
			continue
		}
		if err := w.add(file, entry, above); err != nil {
			return err
		}
	}
	return nil
}

// add lists a file, or a directory and all in it.
func (w *walker) add(name string, entry fs.DirEntry, above []fs.FileInfo) error {
	if _, err := cleanName(name); err != nil {
		return fmt.Errorf("%q cannot be packed: %w; rename it", name, err)
	}
	info, err := fs.Stat(w.src, name)
	if err != nil {
		if entry.Type() == fs.ModeSymlink {
			return fmt.Errorf("%q cannot be packed: it is a symbolic link that leads nowhere or out of the directory; copy what it should lead to in its place: %w", name, err)
		}
		return fmt.Errorf("reading the directory to pack: %w", err)
	}
	same := func(other fs.FileInfo) bool { return os.SameFile(info, other) }
	if slices.ContainsFunc(w.exclude, same) {
		return nil
	}
	if info.IsDir() && slices.ContainsFunc(above, same) {
		return fmt.Errorf("%q cannot be packed: it is a symbolic link to a directory that it lies in; remove it", name)
	}
	if !info.IsDir() && !info.Mode().IsRegular() {
		w.skipped = append(w.skipped, name)
		return nil
	}
	w.items = append(w.items, w.item(name, info))
	if info.IsDir() {
		return w.walk(name, append(above, info))
	}
	return nil
}

// item describes a file. A source with no operating system behind it
// (embed.FS) calls everything read-only; its files become writable to their
// owner.
func (w *walker) item(name string, info fs.FileInfo) *item {
	mode := info.Mode()
	if info.Sys() == nil {
		mode |= 0o200
	}
	mtime := info.ModTime()
	if mtime.IsZero() {
		mtime = w.now
	}
	it := &item{name: name, mode: statMode(mode), mtime: mtime.Unix(), dir: info.IsDir()}
	if !it.dir {
		it.size = info.Size()
	}
	return it
}

// ownFiles describes the files of the database at path, those that exist.
func ownFiles(dbPath string) ([]fs.FileInfo, error) {
	var own []fs.FileInfo
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		info, err := os.Stat(dbPath + suffix)
		switch {
		case err == nil:
			own = append(own, info)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("looking for the database: %w", err)
		}
	}
	return own, nil
}

package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// UnpackOptions are the options of [Unpack].
type UnpackOptions struct {
	// Progress is called, if set, after each member that was written, with how
	// many were written and how many there are.
	Progress func(done, total int)
}

// Unpack writes all members of the archive in the database at path into the
// directory dir, which it creates when it is missing, with their permissions and
// times (that of a symbolic link apart). As sqlite3 -Ax does, it overwrites files
// that exist and leaves others alone; a file or link that is in the way of a
// file is replaced, not written through.
//
// Nothing is ever written outside dir. An archive with a row that is not a member
// (see [Entry.Problem]: "..", absolute names, …) or a symbolic link that leads
// out of dir is refused before anything is written. It leaves no trace beside the
// database, see [OpenUntouched].
func Unpack(ctx context.Context, path, dir string, o UnpackOptions) (err error) {
	u, err := openUntouched(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, u.close()) }()
	return u.snapshot(func() error {
		x, err := u.load(ctx)
		if err != nil {
			return err
		}
		if err := unpackable(x); err != nil {
			return fmt.Errorf("unpacking %s: %w", path, err)
		}
		return u.unpack(ctx, x.rowMembers(), dir, o)
	})
}

// unpackable checks that all rows are members that can be unpacked.
func unpackable(x *index) error {
	if len(x.problems) > 0 {
		e := x.problems[0]
		return fmt.Errorf("%q is refused: %w; nothing was unpacked", e.Name, e.Problem)
	}
	for _, m := range x.members {
		if m.Mode.Type() != fs.ModeSymlink {
			continue
		}
		if _, inside := linkTarget(m.Name, m.Target); !inside {
			return fmt.Errorf("%q is refused: it is a symbolic link that leads out of the directory, to %q; nothing was unpacked", m.Name, m.Target)
		}
	}
	return nil
}

func (s *store) unpack(ctx context.Context, members []*member, dir string, o UnpackOptions) (err error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("creating the directory to unpack into: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("opening the directory to unpack into: %w", err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()

	// Links come after files, so that no file is written through one; times and
	// permissions of directories come last, from the innermost.
	order := slices.Clone(members)
	slices.SortStableFunc(order, func(a, b *member) int {
		return cmp.Compare(a.Mode&fs.ModeSymlink, b.Mode&fs.ModeSymlink)
	})
	u := &unpacker{ctx: ctx, store: s, root: root, temp: tempName(members), written: make(map[string][]string)}
	for i, m := range order {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := u.write(m.Entry); err != nil {
			return fmt.Errorf("unpacking %q into %s: %w", m.Name, dir, err)
		}
		if o.Progress != nil {
			o.Progress(i+1, len(order))
		}
	}
	for _, m := range slices.Backward(members) {
		if !m.IsDir() {
			continue
		}
		if err := u.finish(m.Name, m.Entry); err != nil {
			return fmt.Errorf("unpacking %q into %s: %w", m.Name, dir, err)
		}
	}
	return nil
}

// unpacker writes the members of one archive.
type unpacker struct {
	ctx     context.Context //nolint:containedctx // it lives for one call
	store   *store
	root    *os.Root
	temp    string              // base name of a file that is being written
	written map[string][]string // names by their lower-case form
}

func (u *unpacker) write(e Entry) error {
	if err := u.distinct(e.Name); err != nil {
		return err
	}
	if e.IsDir() {
		return u.root.MkdirAll(e.Name, 0o777)
	}
	if dir := path.Dir(e.Name); dir != "." {
		if err := u.root.MkdirAll(dir, 0o777); err != nil {
			return err
		}
	}
	if e.Mode.Type() == fs.ModeSymlink {
		return u.writeLink(e)
	}
	return u.writeFile(e)
}

// distinct checks that e is not the same file here as one already written:
// archives tell upper from lower case, file systems may not.
func (u *unpacker) distinct(name string) error {
	lower := strings.ToLower(name)
	others := u.written[lower]
	u.written[lower] = append(others, name)
	if len(others) == 0 {
		return nil
	}
	info, err := u.root.Lstat(name)
	if err != nil {
		return nil //nolint:nilerr // there is nothing yet, or writing will tell
	}
	for _, other := range others {
		if written, err := u.root.Lstat(other); err == nil && os.SameFile(info, written) {
			return fmt.Errorf("it is the same file as %q here; unpack where upper and lower case are told apart", other)
		}
	}
	return nil
}

// tempName returns a name for files that are being written, which no member has.
func tempName(members []*member) string {
	name := ".hbf-unpack~"
	taken := func(m *member) bool { return path.Base(m.Name) == name }
	for slices.ContainsFunc(members, taken) {
		name += "~"
	}
	return name
}

// writeFile writes the file under another name, and then gives it its own.
func (u *unpacker) writeFile(e Entry) (err error) {
	temp := path.Join(path.Dir(e.Name), u.temp)
	if err := u.root.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := u.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, u.root.Remove(temp))
		}
	}()
	if err := errors.Join(u.copyContent(f, e), f.Close()); err != nil {
		return err
	}
	if err := u.finish(temp, e); err != nil {
		return err
	}
	return u.root.Rename(temp, e.Name)
}

func (u *unpacker) copyContent(w io.Writer, e Entry) (err error) {
	data := &blobReader{ctx: u.ctx, gate: u.store, row: e.row}
	defer func() { err = errors.Join(err, data.close()) }()
	var r io.Reader = io.NewSectionReader(data, 0, e.Stored)
	if e.Deflated {
		if r, err = newInflater(r, e.Stored, e.Size); err != nil {
			return err
		}
	}
	_, err = io.Copy(w, r)
	return err
}

// writeLink makes a symbolic link and checks where it leads, which also depends
// on links that were in the directory before.
func (u *unpacker) writeLink(e Entry) error {
	old, err := u.root.Lstat(e.Name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case old.IsDir():
		return fmt.Errorf("a directory is in the way: %w", fs.ErrExist)
	default:
		if err := u.root.Remove(e.Name); err != nil {
			return err
		}
	}
	if err := u.root.Symlink(e.Target, e.Name); err != nil {
		return err
	}
	if _, err := u.root.Stat(e.Name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("following the link to %q: %w", e.Target, err), u.root.Remove(e.Name))
	}
	return nil
}

// finish sets permissions and time.
func (u *unpacker) finish(name string, e Entry) error {
	if err := u.root.Chmod(name, e.Mode.Perm()); err != nil {
		return err
	}
	return u.root.Chtimes(name, time.Time{}, e.ModTime)
}

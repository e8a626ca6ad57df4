package archive

import (
	"context"
	"errors"
	"hash/maphash"
	"io/fs"
	"os"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// PackOptions are the options of [Pack].
type PackOptions struct {
	// Progress is called, if set, after each file that was read, with how many
	// were read and how many there are.
	Progress func(done, total int)

	// Omit tells, if set, which files and directories are left out, with all that is in
	// them, beside those that [Ignored] names.
	Omit func(name string) bool

	// Derived is what was made of the files that are packed. It is kept beside them, in
	// a table of its own, until the next Pack, and [Archive.Derived] returns it.
	Derived []byte
}

// PackResult lists what [Pack] did, by name, sorted.
type PackResult struct {
	Added     []string
	Updated   []string // content or mode
	Removed   []string // names as they stood in the table
	Unchanged []string
	Skipped   []string // devices, sockets and pipes
}

// Pack makes the archive in the database at path hold what is in src: it adds
// what is new, updates what has another content or mode, and removes what is
// gone. A time alone is no change. What [Ignored] names and the database's own
// files are left out. It touches nothing but the table sqlar, which it creates
// when it is missing, and the file too, as [Create] does; and the table for
// [PackOptions.Derived].
//
// All is written in one transaction, or nothing if nothing has changed. Files are
// read and compressed before it begins, except those above [LargeSize], which
// are stored uncompressed. So the lock is short, and a file that is being served
// can be packed. Pack waits up to ten seconds for another writer.
//
// Symbolic links are followed. Let src be the FS of an [os.Root], so that one that
// leads out of the directory is an error; [os.DirFS] would follow it.
func Pack(ctx context.Context, path string, src fs.FS, o PackOptions) (PackResult, error) {
	flags := sqlite3.ReadWrite
	if sqlite3.IsMemory(path) {
		flags = sqlite3.Create
	} else if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return create(ctx, path, src, o)
	}
	return packInto(ctx, path, flags, src, o)
}

// packInto packs into the database at path, opened with flags.
func packInto(ctx context.Context, path string, flags sqlite3.Flags, src fs.FS, o PackOptions) (result PackResult, err error) {
	s, err := openStore(path, nil, flags)
	if err != nil {
		return PackResult{}, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	return s.pack(ctx, src, o)
}

// pack makes the table hold what is in src. A nil src is an empty directory.
func (s *store) pack(ctx context.Context, src fs.FS, o PackOptions) (PackResult, error) {
	p := &packer{
		ctx:      ctx,
		store:    s,
		src:      src,
		progress: o.Progress,
		omit:     o.Omit,
		reader:   reader{gate: s, seed: maphash.MakeSeed(), inflated: make(map[inflatedKey]Sum)},
	}
	s.conn.SetBusyHandler(p.wait)
	var err error
	if p.derived, err = newDerived(o.Derived); err != nil {
		return PackResult{}, err
	}
	if err := p.list(); err != nil {
		return PackResult{}, err
	}
	x, err := p.index()
	if err != nil {
		return PackResult{}, err
	}
	if err := p.read(x); err != nil {
		return PackResult{}, err
	}
	kept, err := p.derived.isKept(s)
	if err != nil {
		return PackResult{}, err
	}
	plan := newPlan(x, p.items)
	if !plan.empty() || !x.table || !kept {
		if plan, err = p.write(x.version, plan); err != nil {
			return PackResult{}, explain("writing", s.path, err)
		}
	}
	plan.result.Skipped = p.skipped
	return plan.result, nil
}

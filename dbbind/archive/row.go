package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// rowColumns are the columns of a row that readRow reads. octet_length does not
// read the data itself. The number is modeType, the other modeLink.
const rowColumns = `rowid, name, typeof(name) = 'text', mode, mtime, sz, typeof(data),
	ifnull(octet_length(data), 0), CASE WHEN mode & 61440 = 40960 THEN substr(data, 1, 4097) END`

// row is a row of the table as it stands, without its data. Two reads of a
// row that was not written in between compare equal.
type row struct {
	id     int64
	name   string
	text   bool // name is TEXT
	mode   int64
	mtime  int64
	sz     int64
	class  string // storage class of data: null, blob, text, integer, real
	stored int64  // bytes of data
	target string // of a symbolic link
}

// readRow reads the current row of a statement that selects rowColumns.
func readRow(s *sqlite3.Stmt) row {
	return row{
		id:     s.ColumnInt64(0),
		name:   s.ColumnText(1),
		text:   s.ColumnInt64(2) != 0,
		mode:   s.ColumnInt64(3),
		mtime:  s.ColumnInt64(4),
		sz:     s.ColumnInt64(5),
		class:  s.ColumnText(6),
		stored: s.ColumnInt64(7),
		target: s.ColumnText(8),
	}
}

// Entry describes a member of an archive: a file, a directory or a symbolic
// link.
type Entry struct {
	// Name is the canonical name; "." is the archive's root. Where Problem is
	// set it is the name as it stands in the table.
	Name string

	// Mode has the type and the permissions: no type bits for a regular file,
	// [fs.ModeDir] or [fs.ModeSymlink].
	Mode fs.FileMode

	// ModTime is the time of the last modification, to the second. It is zero
	// for a directory that has no row of its own.
	ModTime time.Time

	// Size is the size of the content in bytes, not compressed.
	Size int64

	// Stored is the size in bytes of what the table holds.
	Stored int64

	// Deflated is whether the table holds the content compressed.
	Deflated bool

	// Target is where a symbolic link leads, relative to its directory.
	Target string

	// Problem says why a row is not a member and cannot be opened. Only [List]
	// returns such entries.
	Problem error

	row row
}

// IsDir reports whether the entry is a directory.
func (e Entry) IsDir() bool { return e.Mode.IsDir() }

// implicitDir is a directory that has no row but members below it.
func implicitDir(name string) Entry {
	return Entry{Name: name, Mode: fs.ModeDir | 0o755}
}

// The reasons why a row with a good name is not a member.
var (
	errNotText     = errors.New("the name is not TEXT")
	errSpecial     = errors.New("it is a device, socket or pipe")
	errNotBytes    = errors.New("the data is neither BLOB nor TEXT")
	errNoData      = errors.New("the data is missing")
	errTargetLong  = errors.New("the target of the link is longer than 4096 bytes")
	errRootNotDir  = errors.New("the archive's root can only be a directory")
	errShadowed    = errors.New("a later row has the same name")
	errBelowNonDir = errors.New("what it lies in is not a directory")
)

// entry interprets the row, by the rules of sqlite3's sqlar_uncompress and
// writefile.
func (r row) entry() Entry {
	e := Entry{
		Name:    r.name,
		Mode:    fileMode(r.mode),
		ModTime: time.Unix(r.mtime, 0),
		Stored:  r.stored,
		Target:  r.target,
		row:     r,
	}
	e.Problem = e.interpret()
	return e
}

func (e *Entry) interpret() error {
	r := e.row
	if !r.text {
		return errNotText
	}
	name, err := cleanName(r.name)
	if err != nil {
		return err
	}
	e.Name = name
	if name == "." && !e.IsDir() {
		return errRootNotDir
	}
	switch e.Mode.Type() {
	case fs.ModeDir:
		return nil
	case fs.ModeSymlink:
		e.Size = int64(len(r.target))
		if len(r.target) > maxName {
			return errTargetLong
		}
		return nil
	case 0:
		return e.interpretFile()
	default:
		return errSpecial
	}
}

// interpretFile finds out the size of a regular file: data is not compressed
// if sz is its size, or is no size.
func (e *Entry) interpretFile() error {
	r := e.row
	switch r.class {
	case "blob", "text":
	case "null":
		if r.sz > 0 {
			return errNoData
		}
	default:
		return errNotBytes
	}
	e.Size = r.stored
	if r.sz <= 0 || r.sz == r.stored {
		return nil
	}
	if r.sz > (r.stored+1)*maxRatio {
		return fmt.Errorf("%w: %d bytes cannot inflate to %d", ErrCorrupt, r.stored, r.sz)
	}
	e.Size = r.sz
	e.Deflated = true
	return nil
}

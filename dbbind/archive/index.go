package archive

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync/atomic"
)

// member is an entry of an index and, once it was read, its content's identity.
type member struct {
	Entry
	content atomic.Pointer[content]
}

// index is the tree of an archive's members at one time. It does not change,
// except for what is known about contents.
type index struct {
	version  uint32 // data_version of the connection
	table    bool   // the table exists
	members  map[string]*member
	children map[string][]string // base names by directory, sorted
	problems []Entry             // rows that are not members
	links    bool                // some member is a symbolic link
	rows     int
}

// newIndex arranges rows, which are in the order of their rowids.
func newIndex(rows []row) *index {
	x := &index{
		members:  map[string]*member{".": {Entry: implicitDir(".")}},
		children: make(map[string][]string),
		rows:     len(rows),
	}
	for _, r := range rows {
		e := r.entry()
		if e.Problem != nil {
			x.problems = append(x.problems, e)
			continue
		}
		if old, ok := x.members[e.Name]; ok && old.row.id != 0 {
			x.reject(old.Entry, errShadowed)
		}
		x.members[e.Name] = &member{Entry: e}
		x.links = x.links || e.Mode.Type() == fs.ModeSymlink
	}
	for _, name := range x.names() {
		if name != "." && !x.makeDir(path.Dir(name)) {
			x.reject(x.members[name].Entry, errBelowNonDir)
			delete(x.members, name)
		}
	}
	for _, name := range x.names() {
		if name != "." {
			dir, base := path.Split(name)
			dir = path.Clean(dir)
			x.children[dir] = append(x.children[dir], base)
		}
	}
	for _, list := range x.children {
		slices.Sort(list)
	}
	return x
}

// reject records why the row of e is not a member, under its name in the table.
func (x *index) reject(e Entry, why error) {
	e.Name, e.Problem = e.row.name, why
	x.problems = append(x.problems, e)
}

// makeDir makes sure that name and all above it are directories.
func (x *index) makeDir(name string) bool {
	if m, ok := x.members[name]; ok {
		return m.IsDir()
	}
	if !x.makeDir(path.Dir(name)) {
		return false
	}
	x.members[name] = &member{Entry: implicitDir(name)}
	return true
}

// names returns the names of all members, sorted, so that a directory comes
// before what is in it.
func (x *index) names() []string {
	names := make([]string, 0, len(x.members))
	for name := range x.members {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// rowMembers returns the members that have a row, without the root, sorted by
// name.
func (x *index) rowMembers() []*member {
	list := make([]*member, 0, len(x.members))
	for _, m := range x.members {
		if m.row.id != 0 && m.Name != "." {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b *member) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// maxLinks is how many symbolic links may lead to a member.
const maxLinks = 40

// lookup finds a member by a valid name, through symbolic links in the directories of its name
// and, if follow is set, also through a link of that name. The error is
// [fs.ErrNotExist] or [fs.ErrInvalid] for links that lead nowhere, out of the
// archive, or in a circle.
func (x *index) lookup(name string, follow bool) (*member, error) {
	for range maxLinks {
		m, ok := x.members[name]
		switch {
		case ok && (!follow || m.Mode.Type() != fs.ModeSymlink):
			return m, nil
		case ok:
			target, inside := linkTarget(m.Name, m.Target)
			if !inside {
				return nil, fs.ErrInvalid
			}
			name = target
		default:
			if name = x.throughLink(name); name == "" {
				return nil, fs.ErrNotExist
			}
		}
	}
	return nil, fs.ErrInvalid
}

// throughLink replaces the part of name that is a symbolic link by its target.
// It returns "" when no part is one.
func (x *index) throughLink(name string) string {
	if !x.links {
		return ""
	}
	for end := strings.LastIndexByte(name, '/'); end > 0; end = strings.LastIndexByte(name[:end], '/') {
		m, ok := x.members[name[:end]]
		if !ok {
			continue
		}
		if m.Mode.Type() != fs.ModeSymlink {
			return ""
		}
		target, inside := linkTarget(m.Name, m.Target)
		if !inside {
			return ""
		}
		return path.Join(target, name[end:])
	}
	return ""
}

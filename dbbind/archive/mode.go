package archive

import "io/fs"

// POSIX file types in st_mode, which the table's column mode holds on every
// system.
const (
	modeType    = 0o170000
	modeRegular = 0o100000
	modeDir     = 0o040000
	modeLink    = 0o120000
)

// fileMode translates st_mode. A mode without a type is that of a regular
// file, as for sqlite3 -Ax, and 0 says nothing about permissions; devices, sockets and pipes become
// [fs.ModeIrregular]. Permissions beyond 0777 (set-user-ID and the like) are
// ignored, as sqlite3 -Ax does.
func fileMode(st int64) fs.FileMode {
	if st == 0 {
		return 0o644
	}
	perm := fs.FileMode(st) & fs.ModePerm
	switch st & modeType {
	case 0, modeRegular:
		return perm
	case modeDir:
		return perm | fs.ModeDir
	case modeLink:
		return perm | fs.ModeSymlink
	default:
		return perm | fs.ModeIrregular
	}
}

// statMode is the st_mode of a regular file or a directory.
func statMode(m fs.FileMode) int64 {
	if m.IsDir() {
		return modeDir | int64(m.Perm())
	}
	return modeRegular | int64(m.Perm())
}

// Package archive reads and writes the files of an app inside its SQLite
// database: the table sqlar, as the sqlite3 command line's -A option makes it
// (https://www.sqlite.org/sqlar.html).
//
//	CREATE TABLE sqlar(
//	  name TEXT PRIMARY KEY,  -- name of the file
//	  mode INT,               -- access permissions
//	  mtime INT,              -- last modification time
//	  sz INT,                 -- original file size
//	  data BLOB               -- compressed content
//	)
//
// A regular file's data is a zlib stream (RFC 1950) if that is smaller than the
// content, else the content itself; sz is the content's size, and data of just
// that size is not compressed. A directory has data NULL and sz 0. A symbolic
// link has its target as TEXT and sz -1. mode is POSIX st_mode, mtime is in
// seconds since 1970.
//
// # Names
//
// Members are known by canonical names: relative, separated by single slashes,
// without "." and without a slash at the end. What sqlite3 stores for other ways to
// name a directory on its command line ("./a", "static//a", "static/") is read as
// the canonical name. When two rows come to the same name the row with the higher
// rowid counts, which is the one that sqlite3 -Ax writes last. Names differing
// only in case are different names.
//
// A row is not a member, cannot be opened and is never unpacked when its name is
// absolute, contains "..", a backslash or a NUL, is not UTF-8 or is longer than
// 4096 bytes, when it lies below something that is no directory, or when it is a
// device, socket or pipe. [List] shows such rows with their [Entry.Problem].
//
// # Reading and writing
//
// An [Archive] serves reads from a live file over a connection of its own. [Create],
// [Pack], [Unpack], [List] and [Backup] are single operations with a connection for
// just that time. All of them may run while other processes use the file.
package archive

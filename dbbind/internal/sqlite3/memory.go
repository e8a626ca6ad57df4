package sqlite3

import (
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// wordSize is the size of a C pointer.
const wordSize = unsafe.Sizeof(uintptr(0))

// at returns the C memory at p as a *T. p must not be 0 and must be memory of
// the C allocator, which never moves.
func at[T any](p uintptr) *T {
	return *(**T)(unsafe.Pointer(&p))
}

// view returns the n bytes of C memory at p without copying them.
func view(p uintptr, n int) []byte {
	if p == 0 || n == 0 {
		return nil
	}
	return unsafe.Slice(at[byte](p), n)
}

// fn returns the C function pointer of f, which must be a declared function,
// not a closure. A Go function value is a pointer to a word that holds the
// code's address (golang.org/s/go11func), and that pointer is what translated
// C code calls through.
func fn[T any](f T) uintptr {
	return *(*uintptr)(unsafe.Pointer(&f))
}

// malloc returns n bytes of SQLite's allocator.
func (c *Conn) malloc(n int) (uintptr, error) {
	p := lib.Xsqlite3_malloc64(c.tls, lib.Tsqlite3_uint64(n))
	if p == 0 {
		return 0, NewError(CodeNoMem, "out of memory")
	}
	return p, nil
}

// free releases memory of malloc. Freeing 0 does nothing.
func (c *Conn) free(p uintptr) {
	lib.Xsqlite3_free(c.tls, p)
}

// cString returns a NUL-terminated copy of s, to be released with free.
func (c *Conn) cString(s string) (uintptr, error) {
	p, err := c.malloc(len(s) + 1)
	if err != nil {
		return 0, err
	}
	b := view(p, len(s)+1)
	copy(b, s)
	b[len(s)] = 0
	return p, nil
}

// withString calls f with s as a C string.
func (c *Conn) withString(s string, f func(z uintptr) error) error {
	z, err := c.cString(s)
	if err != nil {
		return err
	}
	defer c.free(z)
	return f(z)
}

// goString returns the NUL-terminated C string at p, or "" for 0.
func goString(p uintptr) string {
	return libc.GoString(p)
}

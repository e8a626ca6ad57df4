package sqlite3

import (
	"bytes"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// likeWork is up to which product of the pattern's and the text's length, in bytes, SQLite's own LIKE and GLOB are used.
// Their time grows with that product, and nothing can stop them: at this one it is some 50 ms.
const likeWork = 1 << 25

type scalarFunction func(tls *libc.TLS, ctx uintptr, argc int32, argv uintptr)

// InterruptLike lets LIKE and GLOB be interrupted, by SQLITE_INTERRUPT, where the pattern and the text are so large that
// it matters. stop is asked now and then; it must not use the connection.
//
// SQLite's own functions stay, since only those use indexes; what their definitions call is exchanged.
func (c *Conn) InterruptLike(stop func() bool) error {
	// This defines LIKE for the connection, rather than for the process. Its meaning stays the same.
	if err := c.Exec("PRAGMA case_sensitive_like = 0"); err != nil {
		return err
	}
	for def := c.definition("like"); def != 0; def = at[lib.TFuncDef](def).FpNext {
		c.hooks.like = function[scalarFunction](at[lib.TFuncDef](def).FxSFunc)
		at[lib.TFuncDef](def).FxSFunc = fn(likeTrampoline)
	}
	if c.hooks.like == nil {
		return NewError(CodeError, "LIKE is missing")
	}
	c.hooks.stopLike = stop
	return c.defineGlob()
}

// defineGlob defines GLOB for the connection as SQLite does for the process.
func (c *Conn) defineGlob() error {
	info, err := c.malloc(4)
	if err != nil {
		return err
	}
	copy(view(info, 4), "*?[\x00")
	err = c.withString("glob", func(name uintptr) error {
		const flags = lib.SQLITE_UTF8 | lib.SQLITE_DETERMINISTIC | lib.SQLITE_INNOCUOUS
		if rc := lib.Xsqlite3_create_function_v2(c.tls, c.db, name, 2, flags, info, fn(likeTrampoline), 0, 0, fn(lib.Xsqlite3_free)); rc != lib.SQLITE_OK {
			return c.fail(rc)
		}
		return nil
	})
	if err != nil {
		return err
	}
	def := c.definition("glob")
	if def == 0 {
		return NewError(CodeError, "GLOB is missing")
	}
	at[lib.TFuncDef](def).FfuncFlags |= lib.SQLITE_FUNC_LIKE | lib.SQLITE_FUNC_CASE
	return nil
}

// definition returns the first of the connection's own definitions of an SQL function, or 0.
func (c *Conn) definition(name string) uintptr {
	for e := at[lib.Tsqlite3](c.db).FaFunc.Ffirst; e != 0; e = at[lib.THashElem](e).Fnext {
		if goString(at[lib.THashElem](e).FpKey) == name {
			return at[lib.THashElem](e).Fdata
		}
	}
	return 0
}

// likeTrampoline is like(PATTERN, TEXT), like(PATTERN, TEXT, ESCAPE) and glob(PATTERN, TEXT).
func likeTrampoline(tls *libc.TLS, ctx uintptr, argc int32, argv uintptr) {
	c := connOf(lib.Xsqlite3_context_db_handle(tls, ctx))
	call := Call{c: c, ctx: ctx, argv: argv, n: int(argc)}
	size := func(i int) int64 { return int64(lib.Xsqlite3_value_bytes(tls, call.value(i))) }
	if size(0)*size(1) <= likeWork {
		c.hooks.like(tls, ctx, argc, argv)
		return
	}
	matched, ok := call.like(*at[[4]byte](lib.Xsqlite3_user_data(tls, ctx)))
	switch {
	case !ok: // it does not get to a comparison
		c.hooks.like(tls, ctx, argc, argv)
	case matched == likeStopped:
		call.Fail(CodeInterrupt, "interrupted")
	case matched == likeMatch:
		call.Int64(1)
	default:
		call.Int64(0)
	}
}

// like compares the arguments; info is what SQLite's compareInfo is. ok is false if they are not to be compared.
func (f *Call) like(info [4]byte) (matched int, ok bool) {
	if f.Type(0) == TypeBlob || f.Type(1) == TypeBlob || len(f.Blob(0)) > int(lib.Xsqlite3_limit(f.c.tls, f.c.db, lib.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, -1)) {
		return 0, false
	}
	m := matcher{all: uint32(info[0]), one: uint32(info[1]), other: uint32(info[2]), sets: info[2] != 0, noCase: info[3] != 0, stop: f.c.hooks.stopLike}
	if f.n == 3 {
		escape, ok := f.Text(2)
		if !ok {
			return 0, false
		}
		c, rest := ReadCharacter(escape)
		if c == 0 || len(rest) > 0 {
			return 0, false
		}
		m.escape(c)
	}
	pattern, ok := f.Text(0)
	if !ok {
		return 0, false
	}
	text, ok := f.Text(1)
	if !ok {
		return 0, false
	}
	return m.match(untilNUL(pattern), untilNUL(text)), true
}

// untilNUL is text as C sees it.
func untilNUL(text []byte) []byte {
	if end := bytes.IndexByte(text, 0); end >= 0 {
		return text[:end]
	}
	return text
}

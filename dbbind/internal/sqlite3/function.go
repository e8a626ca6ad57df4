package sqlite3

import (
	"fmt"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// Function is an SQL function in Go. It is called with valid arguments only, leaves its result in the call (NULL if it
// leaves none), must not use the connection and must not panic.
type Function func(*Call)

// Call is one call of a [Function]. It and what it returns are valid only until the function returns.
type Call struct {
	c         *Conn
	ctx, argv uintptr
	n         int
}

// CreateFunction adds a deterministic scalar function of args arguments, or replaces the one of that name and number of
// arguments that there is. The schema may use it, in indexes and generated columns too: it must always give the
// same result for the same arguments.
func (c *Conn) CreateFunction(name string, args int, f Function) error {
	if c.db == 0 {
		return errMisuse("the connection")
	}
	// What the function is called with is its number: C memory can hold no Go pointer.
	c.hooks.functions = append(c.hooks.functions, f)
	number := uintptr(len(c.hooks.functions))
	const flags = lib.SQLITE_UTF8 | lib.SQLITE_DETERMINISTIC | lib.SQLITE_INNOCUOUS | lib.SQLITE_RESULT_SUBTYPE
	return c.withString(name, func(z uintptr) error {
		if rc := lib.Xsqlite3_create_function_v2(c.tls, c.db, z, int32(args), flags, number, fn(functionTrampoline), 0, 0, 0); rc != lib.SQLITE_OK {
			return fmt.Errorf("defining the SQL function %s: %w", name, c.fail(rc))
		}
		return nil
	})
}

func functionTrampoline(tls *libc.TLS, ctx uintptr, argc int32, argv uintptr) {
	c := connOf(lib.Xsqlite3_context_db_handle(tls, ctx))
	number := int(lib.Xsqlite3_user_data(tls, ctx))
	if c == nil || number < 1 || number > len(c.hooks.functions) {
		lib.Xsqlite3_result_error_code(tls, ctx, lib.SQLITE_INTERNAL)
		return
	}
	// Calls of functions don't nest: an argument is computed before. One struct serves them all.
	c.hooks.call = Call{c: c, ctx: ctx, argv: argv, n: int(argc)}
	c.hooks.functions[number-1](&c.hooks.call)
}

func (f *Call) value(i int) uintptr { return *at[uintptr](f.argv + uintptr(i)*wordSize) }

// Args returns the number of arguments.
func (f *Call) Args() int { return f.n }

// Type returns the storage class of argument i, which counts from 0.
func (f *Call) Type(i int) Type { return Type(lib.Xsqlite3_value_type(f.c.tls, f.value(i))) }

// Text returns argument i as text, whatever it is, without a copy; ok is false for NULL, and when memory is short.
func (f *Call) Text(i int) (text []byte, ok bool) {
	return f.text(f.value(i))
}

func (f *Call) text(value uintptr) (text []byte, ok bool) {
	p := lib.Xsqlite3_value_text(f.c.tls, value)
	if p == 0 {
		return nil, false
	}
	return view(p, int(lib.Xsqlite3_value_bytes(f.c.tls, value))), true
}

// WithText calls do with argument i as text and leaves the argument as it is, which Text does not if it is a BLOB.
func (f *Call) WithText(i int, do func(text []byte, ok bool)) {
	duplicate := lib.Xsqlite3_value_dup(f.c.tls, f.value(i))
	defer lib.Xsqlite3_value_free(f.c.tls, duplicate)
	if duplicate == 0 {
		do(nil, false)
		return
	}
	do(f.text(duplicate))
}

// Blob returns the bytes of argument i, a BLOB or text, without a copy.
func (f *Call) Blob(i int) []byte {
	p := lib.Xsqlite3_value_blob(f.c.tls, f.value(i))
	return view(p, int(lib.Xsqlite3_value_bytes(f.c.tls, f.value(i))))
}

// Int64 makes the result an INTEGER.
func (f *Call) Int64(v int64) { lib.Xsqlite3_result_int64(f.c.tls, f.ctx, v) }

// SetText makes the result a TEXT with a copy of v.
func (f *Call) SetText(v []byte) {
	if p, free, ok := f.copied(v); ok {
		lib.Xsqlite3_result_text64(f.c.tls, f.ctx, p, lib.Tsqlite3_uint64(len(v)), free, lib.SQLITE_UTF8)
	}
}

// SetBlob makes the result a BLOB with a copy of v.
func (f *Call) SetBlob(v []byte) {
	if p, free, ok := f.copied(v); ok {
		lib.Xsqlite3_result_blob64(f.c.tls, f.ctx, p, lib.Tsqlite3_uint64(len(v)), free)
	}
}

// copied copies v into C memory: short values into the scratch memory, from which SQLite copies.
func (f *Call) copied(v []byte) (p, free uintptr, ok bool) {
	p, free = f.c.scratch, transient
	if len(v) > scratchSize {
		if p, ok = f.malloc(len(v)); !ok {
			return 0, 0, false
		}
		free = fn(lib.Xsqlite3_free)
	}
	copy(view(p, len(v)), v)
	return p, free, true
}

// malloc returns n bytes of C memory. If that is more than a value may have, or memory is short, the result is that error.
func (f *Call) malloc(n int) (p uintptr, ok bool) {
	if n > int(lib.Xsqlite3_limit(f.c.tls, f.c.db, lib.SQLITE_LIMIT_LENGTH, -1)) {
		lib.Xsqlite3_result_error_toobig(f.c.tls, f.ctx)
		return 0, false
	}
	p, err := f.c.malloc(n)
	if err != nil {
		lib.Xsqlite3_result_error_nomem(f.c.tls, f.ctx)
		return 0, false
	}
	return p, true
}

// MakeText makes the result a TEXT of n bytes, which write fills in place.
func (f *Call) MakeText(n int, write func(text []byte)) {
	if p, ok := f.malloc(n + 1); ok {
		write(view(p, n+1)[:n])
		lib.Xsqlite3_result_text64(f.c.tls, f.ctx, p, lib.Tsqlite3_uint64(n), fn(lib.Xsqlite3_free), lib.SQLITE_UTF8)
	}
}

// MakeBlob makes the result a BLOB of up to n bytes, which write fills in place; it returns how many those are. If ok is
// false, the result is NULL.
func (f *Call) MakeBlob(n int, write func(blob []byte) (used int, ok bool)) {
	p, ok := f.malloc(n + 1)
	if !ok {
		return
	}
	used, ok := write(view(p, n+1)[:n])
	if !ok {
		f.c.free(p)
		return
	}
	lib.Xsqlite3_result_blob64(f.c.tls, f.ctx, p, lib.Tsqlite3_uint64(used), fn(lib.Xsqlite3_free))
}

// Return makes the result argument i.
func (f *Call) Return(i int) { lib.Xsqlite3_result_value(f.c.tls, f.ctx, f.value(i)) }

// JSON says that the result, which is a TEXT, is JSON to functions that are called with it.
func (f *Call) JSON() { lib.Xsqlite3_result_subtype(f.c.tls, f.ctx, 'J') }

// Fail makes the statement fail.
func (f *Call) Fail(code int, message string) {
	z, err := f.c.cString(message)
	if err != nil {
		lib.Xsqlite3_result_error_nomem(f.c.tls, f.ctx)
		return
	}
	defer f.c.free(z)
	lib.Xsqlite3_result_error(f.c.tls, f.ctx, z, -1)
	lib.Xsqlite3_result_error_code(f.c.tls, f.ctx, int32(code))
}

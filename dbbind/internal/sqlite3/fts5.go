package sqlite3

import (
	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// maxMatches is in how many places of a row a query may match for FTS5 to make a snippet of it: the time grows with the
// square of that, and nothing can stop it. At this number it is some 100 ms.
const maxMatches = 2500

// LimitSnippets puts that limit in front of FTS5's function snippet.
func (c *Conn) LimitSnippets() error {
	api, err := c.fts5()
	if err != nil {
		return err
	}
	original, err := c.auxiliary(api, "snippet")
	if err != nil {
		return err
	}
	return c.withString("snippet", func(name uintptr) error {
		create := function[func(_ *libc.TLS, api, name, data, f, destroy uintptr) int32](at[lib.Tfts5_api](api).FxCreateFunction)
		if rc := create(c.tls, api, name, original, fn(limitedSnippet), 0); rc != lib.SQLITE_OK {
			return c.fail(rc)
		}
		return nil
	})
}

// fts5 returns the connection's fts5_api, see https://www.sqlite.org/fts5.html#extending_fts5.
func (c *Conn) fts5() (api uintptr, err error) {
	s, _, err := c.Prepare("SELECT fts5(?1)", false)
	if err != nil {
		return 0, err
	}
	kind, err := c.cString("fts5_api_ptr")
	if err != nil {
		s.Finalize()
		return 0, err
	}
	defer c.free(kind)
	defer s.Finalize() // it holds kind
	*at[uintptr](c.out) = 0
	if rc := lib.Xsqlite3_bind_pointer(c.tls, s.p, 1, c.out, kind, 0); rc != lib.SQLITE_OK {
		return 0, c.fail(rc)
	}
	if _, err := s.Step(); err != nil {
		return 0, err
	}
	if api = *at[uintptr](c.out); api == 0 {
		return 0, NewError(CodeError, "FTS5 is missing")
	}
	return api, nil
}

// auxiliary returns the C function behind an auxiliary function of FTS5. The API, which has no way to ask for it, is the
// beginning of the structure with the list of them.
func (c *Conn) auxiliary(api uintptr, name string) (f uintptr, err error) {
	for a := at[lib.TFts5Global](api).FpAux; a != 0; a = at[lib.TFts5Auxiliary](a).FpNext {
		if goString(at[lib.TFts5Auxiliary](a).FzFunc) == name {
			return at[lib.TFts5Auxiliary](a).FxFunc, nil
		}
	}
	return 0, NewError(CodeError, "FTS5 has no function "+name)
}

func limitedSnippet(tls *libc.TLS, api, fts, ctx uintptr, n int32, values uintptr) {
	c := connOf(lib.Xsqlite3_context_db_handle(tls, ctx))
	extension := at[lib.TFts5ExtensionApi](api)
	*at[int32](c.out) = 0
	if rc := function[func(_ *libc.TLS, fts, count uintptr) int32](extension.FxInstCount)(tls, fts, c.out); rc != lib.SQLITE_OK {
		lib.Xsqlite3_result_error_code(tls, ctx, rc)
		return
	}
	if *at[int32](c.out) > maxMatches {
		call := Call{c: c, ctx: ctx}
		call.Fail(CodeTooBig, "snippet: the query matches a row in more than 2500 places: use highlight or substr")
		return
	}
	original := function[func(_ *libc.TLS, fts uintptr) uintptr](extension.FxUserData)(tls, fts)
	function[func(_ *libc.TLS, api, fts, ctx uintptr, n int32, values uintptr)](original)(tls, api, fts, ctx, n, values)
}

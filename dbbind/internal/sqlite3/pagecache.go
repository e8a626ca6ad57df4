package sqlite3

import (
	"fmt"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// pages is SQLite's own cache of pages. It is set once, before SQLite is in use.
var pages struct {
	create    func(tls *libc.TLS, page, extra, purgeable int32) uintptr
	cacheSize func(tls *libc.TLS, cache uintptr, pages int32)
	count     func(tls *libc.TLS, cache uintptr) int32
	fetch     func(tls *libc.TLS, cache uintptr, key uint32, create int32) uintptr
	unpin     func(tls *libc.TLS, cache, page uintptr, discard int32)
	rekey     func(tls *libc.TLS, cache, page uintptr, from, to uint32)
	truncate  func(tls *libc.TLS, cache uintptr, limit uint32)
	destroy   func(tls *libc.TLS, cache uintptr)
	shrink    func(tls *libc.TLS, cache uintptr)
}

// markedCache is in C memory and stands for a cache of SQLite's own. SQLite holds it for a cache.
type markedCache struct {
	cache  uintptr
	budget uintptr // of the connection whose pages don't count; 0 if they do
}

// markPages says in front of SQLite's page cache which allocations are of pages that don't count.
func markPages() error {
	tls := libc.NewTLS()
	defer tls.Close()
	p := libc.Xmalloc(tls, lib.Tsize_t(unsafe.Sizeof(lib.Tsqlite3_pcache_methods2{})))
	if p == 0 {
		return NewError(CodeNoMem, "out of memory")
	}
	defer libc.Xfree(tls, p)
	args := libc.NewVaList(p)
	defer libc.Xfree(tls, args)
	if rc := lib.Xsqlite3_config(tls, lib.SQLITE_CONFIG_GETPCACHE2, args); rc != lib.SQLITE_OK {
		return fmt.Errorf("counting memory: SQLite was in use already (%s)", CodeName(int(rc)))
	}
	m := at[lib.Tsqlite3_pcache_methods2](p)
	replace(&m.FxCreate, &pages.create, createCache)
	replace(&m.FxCachesize, &pages.cacheSize, sizeCache)
	replace(&m.FxPagecount, &pages.count, countPages)
	replace(&m.FxFetch, &pages.fetch, fetchPage)
	replace(&m.FxUnpin, &pages.unpin, unpinPage)
	replace(&m.FxRekey, &pages.rekey, rekeyPage)
	replace(&m.FxTruncate, &pages.truncate, truncateCache)
	replace(&m.FxDestroy, &pages.destroy, destroyCache)
	replace(&m.FxShrink, &pages.shrink, shrinkCache)
	if rc := lib.Xsqlite3_config(tls, lib.SQLITE_CONFIG_PCACHE2, args); rc != lib.SQLITE_OK {
		return fmt.Errorf("counting memory: SQLite was in use already (%s)", CodeName(int(rc)))
	}
	return nil
}

// replace puts f in the place of the C function at pointer, which original keeps.
func replace[F any](pointer *uintptr, original *F, f F) {
	*original = function[F](*pointer)
	*pointer = fn(f)
}

// enter says that what follows is about pages of the cache, until leave.
func (c *markedCache) enter() {
	if c.budget != 0 {
		at[budget](c.budget).paging++
	}
}

func (c *markedCache) leave() {
	if c.budget != 0 {
		at[budget](c.budget).paging--
	}
}

func createCache(tls *libc.TLS, page, extra, purgeable int32) uintptr {
	p := libc.Xmalloc(tls, lib.Tsize_t(unsafe.Sizeof(markedCache{})))
	if p == 0 {
		return 0
	}
	c := at[markedCache](p)
	*c = markedCache{}
	if conn := counted(tls); conn != nil && purgeable != 0 {
		c.budget = uintptr(unsafe.Pointer(conn.memory))
	}
	c.enter()
	c.cache = pages.create(tls, page, extra, purgeable)
	c.leave()
	if c.cache == 0 {
		libc.Xfree(tls, p)
		return 0
	}
	return p
}

func sizeCache(tls *libc.TLS, p uintptr, n int32) {
	c := at[markedCache](p)
	c.enter()
	pages.cacheSize(tls, c.cache, n)
	c.leave()
}

func countPages(tls *libc.TLS, p uintptr) int32 { return pages.count(tls, at[markedCache](p).cache) }

func fetchPage(tls *libc.TLS, p uintptr, key uint32, create int32) uintptr {
	c := at[markedCache](p)
	c.enter()
	page := pages.fetch(tls, c.cache, key, create)
	c.leave()
	return page
}

func unpinPage(tls *libc.TLS, p, page uintptr, discard int32) {
	c := at[markedCache](p)
	c.enter()
	pages.unpin(tls, c.cache, page, discard)
	c.leave()
}

func rekeyPage(tls *libc.TLS, p, page uintptr, from, to uint32) {
	pages.rekey(tls, at[markedCache](p).cache, page, from, to)
}

func truncateCache(tls *libc.TLS, p uintptr, limit uint32) {
	c := at[markedCache](p)
	c.enter()
	pages.truncate(tls, c.cache, limit)
	c.leave()
}

func destroyCache(tls *libc.TLS, p uintptr) {
	c := at[markedCache](p)
	c.enter()
	pages.destroy(tls, c.cache)
	c.leave()
	libc.Xfree(tls, p)
}

func shrinkCache(tls *libc.TLS, p uintptr) {
	c := at[markedCache](p)
	c.enter()
	pages.shrink(tls, c.cache)
	c.leave()
}

package sqlite3

import (
	"fmt"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// SQLite knows one limit of memory for the whole process, and when that is set, all connections lose cached pages
// whenever one is refused memory: it is not used. SQLite's allocator, however, is told the thread-local storage of
// whoever asks, and each connection has its own: so a connection's memory can be counted, and limited, by itself.

//
// All connections share one list of cached pages, from which they take each other's. So pages don't count, except those
// of tables in memory, which are never taken: how many a connection caches has a limit of its own.

// budget is what a connection has allocated, and what it may. It is in C memory and belongs to the goroutine that uses
// the connection.
type budget struct {
	used   int64 // bytes, since the connection was opened
	start  int64 // what used was when it was last reset
	limit  int64 // that used may grow by since then
	total  int64 // that used may be
	single int64 // that one allocation may have
	paging int64 // above 0 while cached pages are allocated and freed
}

// budgeted finds a connection, and so its budget, by its thread-local storage.
var budgeted sync.Map // *libc.TLS -> *Conn

// newBudget makes the connection's budget; freeBudget must follow when it is closed.
func (c *Conn) newBudget() error {
	p := libc.Xcalloc(c.tls, 1, lib.Tsize_t(unsafe.Sizeof(budget{})))
	if p == 0 {
		return NewError(CodeNoMem, "out of memory")
	}
	c.memory = at[budget](p)
	budgeted.Store(c.tls, c)
	return nil
}

func (c *Conn) freeBudget() {
	budgeted.Delete(c.tls)
	if c.memory != nil {
		libc.Xfree(c.tls, uintptr(unsafe.Pointer(c.memory)))
	}
}

// MemoryLimits bound what a connection may allocate, in bytes.
type MemoryLimits struct {
	Growth int64 // since [Conn.ResetMemory]
	Total  int64 // at any time: the schema, statements and temporary tables, too
	Single int64 // in one piece
}

// SetMemoryLimits limits the connection's memory. Beyond the limits, statements fail with SQLITE_NOMEM. What other
// connections of the process use does not count. It needs [Init] to have come in time.
func (c *Conn) SetMemoryLimits(l MemoryLimits) {
	if c.db != 0 {
		c.memory.limit, c.memory.total, c.memory.single = l.Growth, l.Total, l.Single
	}
}

// ResetMemory begins to count anew what [MemoryLimits] calls growth.
func (c *Conn) ResetMemory() {
	if c.db != 0 {
		c.memory.start = c.memory.used
	}
}

// Memory returns how much more memory the connection has than it had when it was last reset, in bytes.
func (c *Conn) Memory() int64 {
	if c.db == 0 {
		return 0
	}
	return c.memory.used - c.memory.start
}

// SetMemoryRefusal has refuse asked whether memory is to be refused, for what SQLite does without calling the progress
// handler: single functions, and compiling. n is how many bytes are wanted. It must not use the connection.
func (c *Conn) SetMemoryRefusal(refuse func(n int64) bool) { c.hooks.refuse = refuse }

// allows counts n more bytes, or refuses them.
func (c *Conn) allows(n int64) bool {
	b := c.memory
	if c.hooks.refuse != nil && c.hooks.refuse(n) {
		return false
	}
	if b.single > 0 && (n > b.single || b.used+n > b.total || b.used-b.start+n > b.limit) {
		return false
	}
	b.used += n
	return true
}

// allocator is SQLite's own one. It is set once, before SQLite is in use.
var allocator struct {
	malloc  func(*libc.TLS, int32) uintptr
	free    func(*libc.TLS, uintptr)
	realloc func(*libc.TLS, uintptr, int32) uintptr
	size    func(*libc.TLS, uintptr) int32
}

// countMemory puts the counting in front of SQLite's allocator.
func countMemory() error {
	tls := libc.NewTLS()
	defer tls.Close()
	m := libc.Xmalloc(tls, lib.Tsize_t(unsafe.Sizeof(lib.Tsqlite3_mem_methods{})))
	if m == 0 {
		return NewError(CodeNoMem, "out of memory")
	}
	defer libc.Xfree(tls, m)
	args := libc.NewVaList(m)
	defer libc.Xfree(tls, args)
	if rc := lib.Xsqlite3_config(tls, lib.SQLITE_CONFIG_GETMALLOC, args); rc != lib.SQLITE_OK {
		return fmt.Errorf("counting memory: SQLite was in use already (%s)", CodeName(int(rc)))
	}
	methods := at[lib.Tsqlite3_mem_methods](m)
	allocator.malloc = function[func(*libc.TLS, int32) uintptr](methods.FxMalloc)
	allocator.free = function[func(*libc.TLS, uintptr)](methods.FxFree)
	allocator.realloc = function[func(*libc.TLS, uintptr, int32) uintptr](methods.FxRealloc)
	allocator.size = function[func(*libc.TLS, uintptr) int32](methods.FxSize)
	methods.FxMalloc, methods.FxFree, methods.FxRealloc = fn(countedMalloc), fn(countedFree), fn(countedRealloc)
	if rc := lib.Xsqlite3_config(tls, lib.SQLITE_CONFIG_MALLOC, args); rc != lib.SQLITE_OK {
		return fmt.Errorf("counting memory: SQLite was in use already (%s)", CodeName(int(rc)))
	}
	return nil
}

// function is the inverse of fn.
func function[T any](p uintptr) T {
	return *(*T)(unsafe.Pointer(&p))
}

// counted returns the connection that the allocation counts for, or nil.
func counted(tls *libc.TLS) *Conn {
	v, _ := budgeted.Load(tls)
	if c, _ := v.(*Conn); c != nil && c.memory.paging == 0 {
		return c
	}
	return nil
}

func countedMalloc(tls *libc.TLS, n int32) uintptr {
	c := counted(tls)
	if c == nil {
		return allocator.malloc(tls, n)
	}
	if !c.allows(int64(n)) {
		return 0
	}
	p := allocator.malloc(tls, n)
	if p == 0 {
		c.memory.used -= int64(n)
	}
	return p
}

func countedFree(tls *libc.TLS, p uintptr) {
	if c := counted(tls); c != nil {
		c.memory.used -= int64(allocator.size(tls, p))
	}
	allocator.free(tls, p)
}

func countedRealloc(tls *libc.TLS, p uintptr, n int32) uintptr {
	c := counted(tls)
	if c == nil {
		return allocator.realloc(tls, p, n)
	}
	size := int64(allocator.size(tls, p))
	if int64(n) > size && !c.allows(int64(n)) { // as if there were two pieces for a moment
		return 0
	}
	moved := allocator.realloc(tls, p, n)
	switch {
	case moved == 0 && int64(n) > size:
		c.memory.used -= int64(n)
	case moved != 0 && int64(n) > size:
		c.memory.used -= size
	case moved != 0:
		c.memory.used += int64(n) - size
	}
	return moved
}

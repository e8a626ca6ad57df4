package dbbind

import (
	"strings"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// Bounds of the statement cache.
const (
	cacheSize   = 256      // statements
	cacheMaxSQL = 16 << 10 // bytes of text; longer ones are compiled each time
)

// keyState says how the properties of row objects are made.
type keyState uint8

const (
	keysUnknown keyState = iota
	keysAssign           // by assignment, which is cheaper
	keysDefine           // by definition, since assignment would be caught by a prototype
)

// compiled is a statement with all that is known about it.
type compiled struct {
	stmt       *sqlite3.Stmt
	sql        string
	readOnly   bool
	vacuum     bool
	ddl        bool           // it may change the schema
	edits      bool           // it changes rows of the archive
	params     []string       // names with prefix; "" for those without one
	paramIndex map[string]int // number of a parameter by its name with prefix
	bound      []bool         // scratch: which parameters have a value
	columns    []string
	forResults *columns // columns as results keep them; nil until one is made
	reprepares int      // value of stmt.Reprepares for which columns are right
	keys       keyState // for the run in progress

	eager               uint8 // for how many runs results are made at once, see eagerRuns
	cellsHint, textHint int   // how much the last lazy result took

	busy   bool   // running, or holding a cursor
	cached bool   // owned by the cache
	used   uint64 // the cache's clock at the last use
}

// usable reports whether the statement can be run now.
func (c *compiled) usable() bool {
	return c.stmt != nil && !c.busy
}

// describe reads what depends on the schema.
func (c *compiled) describe() {
	c.reprepares = c.stmt.Reprepares()
	c.keys = keysUnknown
	c.forResults = nil
	n := c.stmt.ColumnCount()
	c.columns = make([]string, n)
	for i := range n {
		c.columns[i] = c.stmt.ColumnName(i)
	}
}

func (c *compiled) describeParams() {
	n := c.stmt.ParamCount()
	if n == 0 {
		return
	}
	c.params = make([]string, n)
	c.bound = make([]bool, n)
	for i := range n {
		name := c.stmt.ParamName(i + 1)
		c.params[i] = name
		if name != "" {
			if c.paramIndex == nil {
				c.paramIndex = make(map[string]int)
			}
			c.paramIndex[name] = i + 1
		}
	}
}

func (c *compiled) finalize() {
	c.stmt.Finalize()
	c.stmt = nil
}

// cache keeps compiled statements by their text, the most recently used ones
// when there are too many.
type cache struct {
	conn   *sqlite3.Conn
	byText map[string]*compiled
	clock  uint64
}

// lookup claims the cached statement of the text. It returns nil if there is
// none or it is busy.
func (k *cache) lookup(sql string) *compiled {
	c := k.byText[sql]
	if c == nil || !c.usable() {
		return nil
	}
	k.claim(c)
	return c
}

// claim marks c as busy and as the most recently used.
func (k *cache) claim(c *compiled) {
	c.busy = true
	k.clock++
	c.used = k.clock
}

// add caches c unless its text is long or has a statement already. The least recently used
// statement makes room.
func (k *cache) add(c *compiled) {
	if len(c.sql) > cacheMaxSQL || k.byText[c.sql] != nil {
		return
	}
	if k.byText == nil {
		k.byText = make(map[string]*compiled, cacheSize)
	}
	if len(k.byText) >= cacheSize && !k.evict() {
		return
	}
	c.cached = true
	// The text may be a part of a far longer one.
	c.sql = strings.Clone(c.sql)
	k.byText[c.sql] = c
}

// evict drops the statement that was not used for the longest time.
func (k *cache) evict() bool {
	var oldest *compiled
	for _, c := range k.byText {
		if !c.busy && (oldest == nil || c.used < oldest.used) {
			oldest = c
		}
	}
	if oldest == nil {
		return false
	}
	delete(k.byText, oldest.sql)
	oldest.finalize()
	return true
}

// clear finalizes everything.
func (k *cache) clear() {
	for _, c := range k.byText {
		c.finalize()
	}
	clear(k.byText)
}

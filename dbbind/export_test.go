package dbbind

import (
	"fmt"
	"strings"

	"github.com/dop251/goja"
)

// Pragmas returns the values of the named pragmas, which the policy does not
// let an app read.
func Pragmas(d *Database, names ...string) string {
	defer d.policy.trust()()
	values := make([]string, len(names))
	for i, name := range names {
		s, _, err := d.conn.Prepare("PRAGMA "+name, false)
		if err != nil {
			return err.Error()
		}
		if _, err := s.Step(); err != nil {
			return err.Error()
		}
		values[i] = s.ColumnText(0)
		s.Finalize()
	}
	return strings.Join(values, " ")
}

// MakeEagerly decides for the cached statement of the text whether its next
// results are made at once or when they are touched.
func MakeEagerly(d *Database, sql string, eagerly bool) {
	c := d.cache.byText[sql]
	c.eager = 0
	if eagerly {
		c.eager = eagerRuns
	}
}

// Untouched reports whether v is an untouched result.
func Untouched(v goja.Value) bool {
	_, ok := resultOf(v)
	return ok
}

// AppendJSON is what an encoder makes of an untouched result.
func AppendJSON(v goja.Value) (json []byte, ok bool) {
	r, ok := resultOf(v)
	if !ok {
		return nil, false
	}
	return r.AppendJSON(nil)
}

func resultOf(v goja.Value) (*result, bool) {
	o, ok := v.(*goja.Object)
	if !ok || o.ExportType() != proxyType {
		return nil, false
	}
	r, ok := o.Export().(goja.Proxy).Handler().Export().(*result)
	return r, ok
}

// LimitPages bounds the file's size, as a full disk does, until undo is called.
func LimitPages(d *Database, pages int) (undo func()) {
	set := func(n int) {
		Pragmas(d, fmt.Sprintf("max_page_count = %d", n))
	}
	set(pages)
	return func() { set(1 << 30) }
}

// BreakCommit makes the COMMIT of the open batch fail: a deferred foreign key is broken behind its back.
func BreakCommit(d *Database) {
	defer d.policy.trust()()
	if err := d.conn.Exec(`CREATE TABLE broken(p REFERENCES sqlar DEFERRABLE INITIALLY DEFERRED); INSERT INTO broken VALUES ('none')`); err != nil {
		panic(err)
	}
}

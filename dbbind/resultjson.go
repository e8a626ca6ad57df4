package dbbind

import (
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/internal/jsontext"
)

// columns are the columns of a statement's results, shared by all of them.
type columns struct {
	names []string
	json  []string // what comes before a value in JSON: {"id": and ,"name":
	plain bool     // JSON.stringify gives the columns in their order, each one once
}

// shared returns the columns of c as results keep them.
func (c *compiled) shared() *columns {
	if c.forResults == nil {
		c.forResults = newColumns(c.columns)
	}
	return c.forResults
}

func newColumns(names []string) *columns {
	k := &columns{names: names, json: make([]string, len(names)), plain: true}
	seen := make(map[string]bool, len(names))
	for i, name := range names {
		k.plain = k.plain && !seen[name] && isPlainKey(name)
		seen[name] = true
		prefix := []byte{','}
		if i == 0 {
			prefix[0] = '{'
		}
		k.json[i] = string(append(jsontext.AppendString(prefix, name), ':'))
	}
	return k
}

// isPlainKey reports whether a property of this name stands where it was added, unlike integers, and means nothing to
// JSON.stringify.
func isPlainKey(name string) bool {
	isIndex := name != ""
	for i := range len(name) {
		isIndex = isIndex && '0' <= name[i] && name[i] <= '9'
	}
	return !isIndex && name != "toJSON" && utf8.ValidString(name)
}

// AppendJSON appends what JSON.stringify would give of the object. It is not ok if the object has been touched, or if
// only JSON.stringify can tell: BLOBs, BigInts, a toJSON on a prototype. It runs no code of the app.
func (r *result) AppendJSON(dst []byte) (out []byte, ok bool) {
	if r.touched || !r.plain || r.mode == rowObject && !r.columns.plain || r.b.hasToJSON() {
		return dst, false
	}
	if r.single {
		return r.appendRow(dst, r.cells), true
	}
	dst = append(dst, '[')
	for cells, n := r.cells, len(r.columns.names); len(cells) > 0; cells = cells[n:] {
		dst = append(r.appendRow(dst, cells[:n]), ',')
	}
	if len(r.cells) > 0 {
		dst = dst[:len(dst)-1]
	}
	return append(dst, ']'), true
}

// hasToJSON reports whether a toJSON may be on the prototypes of arrays or objects.
func (b *binding) hasToJSON() bool {
	if b.arrayProto.Prototype() != b.objectProto || b.objectProto.Prototype() != nil {
		return true
	}
	has, err := b.reflectHas(goja.Undefined(), b.arrayProto, b.toJSON)
	return err != nil || has.ToBoolean()
}

func (r *result) appendRow(dst []byte, cells []cell) []byte {
	if r.mode == rowArray {
		dst = append(dst, '[')
		for i := range cells {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = r.appendValue(dst, &cells[i])
		}
		return append(dst, ']')
	}
	for i := range cells {
		dst = r.appendValue(append(dst, r.columns.json[i]...), &cells[i])
	}
	return append(dst, '}')
}

func (r *result) appendValue(dst []byte, v *cell) []byte {
	switch v.kind {
	case kindInteger:
		return strconv.AppendInt(dst, int64(v.bits), 10)
	case kindFloat:
		return jsontext.AppendNumber(dst, math.Float64frombits(v.bits))
	case kindText:
		return jsontext.AppendString(dst, r.bytes(v))
	default:
		return append(dst, "null"...)
	}
}

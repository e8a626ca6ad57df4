package dbbind

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// kind is the storage class of a parameter.
type kind uint8

const (
	kindNull kind = iota
	kindInteger
	kindFloat
	kindText
	kindBlob
)

// param is a parameter's value, read from JavaScript before the statement is
// claimed: reading may run code of the app.
type param struct {
	kind  kind
	named bool   // it came from an object
	bits  uint64 // an INTEGER, or the IEEE 754 bits of a REAL
	text  string // a TEXT, valid UTF-8
	blob  []byte // a BLOB, in memory of JavaScript
	name  string // its key in that object
}

// bindTo binds the value to parameter n.
func (p *param) bindTo(c *compiled, n int) error {
	switch p.kind {
	case kindInteger:
		return c.stmt.BindInt64(n, int64(p.bits))
	case kindFloat:
		return c.stmt.BindFloat64(n, math.Float64frombits(p.bits))
	case kindText:
		return c.stmt.BindText(n, p.text)
	case kindBlob:
		return c.stmt.BindBlob(n, p.blob)
	default:
		return c.stmt.BindNull(n)
	}
}

// The types by which goja tells kinds of values apart without running code.
var (
	timeType        = reflect.TypeFor[time.Time]()
	bytesType       = reflect.TypeFor[[]byte]()
	bigIntType      = reflect.TypeFor[*big.Int]()
	proxyType       = reflect.TypeFor[goja.Proxy]()
	promiseType     = reflect.TypeFor[*goja.Promise]()
	arrayBufferType = reflect.TypeFor[goja.ArrayBuffer]()
)

// convert turns a JavaScript value into a parameter. It runs no code of the
// app. An error is a typeError or a rangeError.
func (b *binding) convert(v goja.Value) (param, error) {
	switch v := v.(type) {
	case *goja.Object:
		return b.convertObject(v)
	case goja.String:
		return param{kind: kindText, text: validUTF8(v.String())}, nil
	case *goja.Symbol:
		return param{}, typeErrorf("%s cannot be stored", describe(v))
	}
	switch t := v.ExportType(); {
	case t == nil:
		if goja.IsNull(v) {
			return param{}, nil
		}
		return param{}, typeErrorf("undefined cannot be stored: use null for NULL")
	case t.Kind() == reflect.Int64:
		return integer(v.ToInteger()), nil
	case t.Kind() == reflect.Float64:
		return convertFloat(v.ToFloat())
	case t.Kind() == reflect.Bool:
		if v.ToBoolean() {
			return integer(1), nil
		}
		return integer(0), nil
	case t == bigIntType:
		n := v.Export().(*big.Int)
		if !n.IsInt64() {
			return param{}, rangeErrorf("the BigInt does not fit into 64 bits: use a string")
		}
		return integer(n.Int64()), nil
	}
	return param{}, typeErrorf("%s cannot be stored", describe(v))
}

func integer(n int64) param {
	return param{kind: kindInteger, bits: uint64(n)}
}

// convertFloat stores integral numbers, -0 among them, as INTEGER.
func convertFloat(f float64) (param, error) {
	switch {
	case math.IsNaN(f):
		return param{}, typeErrorf("NaN cannot be stored: use null for NULL")
	case math.IsInf(f, 0) || f != math.Trunc(f):
		return param{kind: kindFloat, bits: math.Float64bits(f)}, nil
	case f < -1<<63 || f >= 1<<63:
		return param{}, rangeErrorf("the integral number does not fit into 64 bits: use a string")
	default:
		return integer(int64(f)), nil
	}
}

func (b *binding) convertObject(o *goja.Object) (param, error) {
	touch(o)
	switch o.ExportType() {
	case timeType:
		t, ok := o.Export().(time.Time)
		if !ok {
			return param{}, rangeErrorf("the Date is invalid")
		}
		return param{kind: kindText, text: isoDate(t)}, nil
	case bytesType:
		if _, err := b.typedAt(o); err != nil { // goja would give memory that is not the app's
			return param{}, typeErrorf("the ArrayBuffer is detached")
		}
		if blob, ok := o.Export().([]byte); ok {
			return param{kind: kindBlob, blob: blob}, nil
		}
	case arrayBufferType:
		if buffer, ok := o.Export().(goja.ArrayBuffer); ok {
			if buffer.Detached() {
				return param{}, typeErrorf("the ArrayBuffer is detached")
			}
			return param{kind: kindBlob, blob: buffer.Bytes()}, nil
		}
	}
	if b.isDataView(o) {
		if blob, ok := b.viewed(o); ok {
			return param{kind: kindBlob, blob: blob}, nil
		}
	}
	return param{}, typeErrorf("%s cannot be stored: JSON.stringify it, or take its parts", describe(o))
}

// viewed gives the bytes of a DataView. It has none where it is beyond the end of its buffer, which was detached: goja panics.
func (b *binding) viewed(o *goja.Object) (blob []byte, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	err := b.vm.ExportTo(o, &blob)
	return blob, err == nil
}

// isoDate formats a time as Date.prototype.toISOString does.
func isoDate(t time.Time) string {
	t = t.UTC()
	year := fmt.Sprintf("%04d", t.Year())
	switch {
	case t.Year() < 0:
		year = fmt.Sprintf("-%06d", -t.Year())
	case t.Year() > 9999:
		year = fmt.Sprintf("+%06d", t.Year())
	}
	return year + t.Format("-01-02T15:04:05.000Z")
}

// validUTF8 returns s with U+FFFD for each byte that is not part of UTF-8, as
// JavaScript sees such text. Strings that JavaScript made are valid: goja turns
// their lone surrogates into U+FFFD; strings that Go gave it may not be.
func validUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// describe names the kind of a value, with its article, never the value.
func describe(v goja.Value) string {
	switch {
	case v == nil, goja.IsUndefined(v):
		return "undefined"
	case goja.IsNull(v):
		return "null"
	}
	switch v := v.(type) {
	case goja.String:
		return "a string"
	case *goja.Symbol:
		return "a symbol"
	case *goja.Object:
		return describeObject(v)
	}
	switch t := v.ExportType(); {
	case t == bigIntType:
		return "a BigInt"
	case t != nil && t.Kind() == reflect.Bool:
		return "a boolean"
	default:
		return "a number"
	}
}

func describeObject(o *goja.Object) string {
	switch class := o.ClassName(); {
	case class == "Function":
		return "a function"
	case class != "Object" && strings.ContainsRune("AEIOU", rune(class[0])):
		return "an " + class
	case class != "Object" && class != "":
		return "a " + class
	}
	switch t := o.ExportType(); {
	case t == proxyType:
		return "a Proxy"
	case t == promiseType:
		return "a Promise"
	case t == arrayBufferType:
		return "an ArrayBuffer"
	case t != nil && t.Kind() == reflect.Slice:
		return "a typed array or collection"
	}
	return "an object"
}

// inParameter says which parameter the failure of convert is about.
func inParameter(which string, err error) error {
	var rng *rangeError
	if errors.As(err, &rng) {
		return rangeErrorf("parameter %s: %s", which, rng.message)
	}
	return typeErrorf("parameter %s: %s", which, err.Error())
}

package crypto

import (
	"bytes"
	"crypto"
	"math"

	"github.com/dop251/goja"
)

// dictionary reads the members of an algorithm's parameters, and throws where they are wrong.
type dictionary struct {
	m    *Module
	o    *goja.Object // nil when the app gave only a name
	name string       // the algorithm's
}

func (d *dictionary) member(name string) goja.Value {
	if d.o == nil {
		return goja.Undefined()
	}
	if v := d.o.Get(name); v != nil {
		return v
	}
	return goja.Undefined()
}

func (d *dictionary) required(name string) goja.Value {
	v := d.member(name)
	if goja.IsUndefined(v) {
		panic(d.m.kit.TypeError("%s: the parameter %s is missing", d.name, name))
	}
	return v
}

// bytes copies a required BufferSource.
func (d *dictionary) bytes(name string) []byte {
	return d.source(name, d.required(name))
}

// optionalBytes copies a BufferSource; nil if there is none.
func (d *dictionary) optionalBytes(name string) []byte {
	v := d.member(name)
	if goja.IsUndefined(v) {
		return nil
	}
	return d.source(name, v)
}

func (d *dictionary) source(name string, v goja.Value) []byte {
	data, ok := d.m.kit.Bytes(v)
	if !ok {
		panic(d.m.kit.TypeError("%s: the parameter %s must be an ArrayBuffer or a view of one", d.name, name))
	}
	return bytes.Clone(data)
}

func (d *dictionary) hash() crypto.Hash { return d.m.hash(d.required("hash")) }

// integer converts as WebIDL's [EnforceRange] does, to 0..limit.
func (d *dictionary) integer(name string, limit uint32) int {
	return d.m.integer(d.required(name), d.name+": the parameter "+name, limit)
}

// optionalInteger is integer, or missing if there is none.
func (d *dictionary) optionalInteger(name string, limit uint32, missing int) int {
	if goja.IsUndefined(d.member(name)) {
		return missing
	}
	return d.integer(name, limit)
}

// The limits of WebIDL's integers.
const (
	octet        = math.MaxUint8
	unsignedLong = math.MaxUint32
)

func (m *Module) integer(v goja.Value, what string, limit uint32) int {
	f := math.Trunc(v.ToFloat())
	if !(f >= 0 && f <= float64(limit)) { // NaN too
		panic(m.kit.TypeError("%s must be a number from 0 to %d", what, limit))
	}
	return int(f)
}

func (d *dictionary) text(name string) string { return d.required(name).String() }

// key reads a required CryptoKey.
func (d *dictionary) key(name string) *Key {
	key, ok := d.m.KeyOf(d.required(name))
	if !ok {
		panic(d.m.kit.TypeError("%s: the parameter %s must be a CryptoKey", d.name, name))
	}
	return key
}

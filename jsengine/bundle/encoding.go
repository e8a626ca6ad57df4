package bundle

import "encoding/binary"

// encoder writes numbers and texts one after the other, which a decoder reads in the
// same order.
type encoder struct{ data []byte }

func (e *encoder) number(n int) {
	e.data = binary.AppendUvarint(e.data, uint64(n)) //nolint:gosec // no number is negative
}

func (e *encoder) flag(set bool) {
	if set {
		e.number(1)
	} else {
		e.number(0)
	}
}

func (e *encoder) string(text string) {
	e.number(len(text))
	e.data = append(e.data, text...)
}

func (e *encoder) strings(texts []string) {
	e.number(len(texts))
	for _, text := range texts {
		e.string(text)
	}
}

// decoder reads what an encoder wrote. After something impossible failed is set, and
// all that is read is empty.
type decoder struct {
	rest   []byte
	failed bool
}

// number reads a number up to the number of bytes that are left. Nothing that counts
// or measures what follows can be more.
func (d *decoder) number() int {
	n, size := binary.Uvarint(d.rest)
	if size <= 0 || n > uint64(len(d.rest)-size) {
		d.rest, d.failed = nil, true
		return 0
	}
	d.rest = d.rest[size:]
	return int(n) //nolint:gosec // it is at most the length of a slice
}

// count reads how many elements follow, each of which takes a byte at least.
func (d *decoder) count() int { return d.number() }

func (d *decoder) flag() bool {
	n, size := binary.Uvarint(d.rest)
	if size <= 0 || n > 1 {
		d.rest, d.failed = nil, true
		return false
	}
	d.rest = d.rest[size:]
	return n == 1
}

func (d *decoder) bytes() []byte {
	n := d.number()
	data := d.rest[:n:n]
	d.rest = d.rest[n:]
	return data
}

func (d *decoder) string() string { return string(d.bytes()) }

func (d *decoder) strings() []string {
	n := d.count()
	texts := make([]string, 0, min(n, 1024))
	for range n {
		if d.failed {
			return nil
		}
		texts = append(texts, d.string())
	}
	return texts
}

package encoding

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// Decoder decodes one text after another, each in one piece or in several
// (https://encoding.spec.whatwg.org/#interface-textdecoder).
type Decoder struct {
	name             string
	fatal, ignoreBOM bool
	unicode          bool // the encoding is UTF-8 or UTF-16, in which a text may begin with a byte order mark
	part             partDecoder
	begun            bool // something of the text was decoded already
}

// partDecoder decodes the next part of a text. Between the calls it keeps what is incomplete; after the final one it is as new.
type partDecoder interface {
	// decode gives the text, with U+FFFD for what is wrong, and whether something was.
	decode(chunk []byte, final bool) (text string, wrong bool)
}

var errMalformed = errors.New("The encoded data was not valid")

// NewDecoder makes a decoder for the encoding that a label names (https://encoding.spec.whatwg.org/#names-and-labels),
// such as "utf-8" or "latin1". fatal makes an error of malformed data, which else becomes U+FFFD; ignoreBOM leaves a byte
// order mark in the text. The error names a label that is unknown; in JavaScript it is a RangeError.
func NewDecoder(label string, fatal, ignoreBOM bool) (*Decoder, error) {
	name, e, ok := lookup(label)
	if !ok {
		return nil, fmt.Errorf("The encoding label %q is not supported", label[:min(len(label), 50)])
	}
	d := &Decoder{name: name, fatal: fatal, ignoreBOM: ignoreBOM, unicode: true}
	switch name {
	case "utf-8":
		d.part = &utf8Decoder{}
	case "utf-16le", "utf-16be":
		d.part = &utf16Decoder{bigEndian: name == "utf-16be"}
	default:
		d.unicode = false
		if table, ok := e.(*charmap.Charmap); ok {
			d.part = singleByteDecoder{table}
			break
		}
		d.part = &legacyDecoder{transformer: e.NewDecoder(), hasReplacement: e == simplifiedchinese.GB18030}
	}
	return d, nil
}

// lookup finds the encoding and its name in lower case.
func lookup(label string) (name string, e encoding.Encoding, ok bool) {
	label = strings.Trim(label, "\t\n\f\r ")
	if label != strings.TrimSpace(label) || strings.ContainsFunc(label, func(r rune) bool { return r > 0x7e }) {
		return "", nil, false // the index takes more for blanks and letters than the standard does
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return "", nil, false
	}
	name, err = htmlindex.Name(e)
	if err != nil || name == "replacement" {
		return "", nil, false
	}
	if name == "gbk" {
		e = simplifiedchinese.GB18030 // the standard decodes both in the same way
	}
	return name, e, true
}

// Name is the name of the encoding, in lower case.
func (d *Decoder) Name() string { return d.name }

// Decode decodes the next part of a text. Without final what is incomplete at the end of chunk is kept for the next
// call; with final the text ends. The only error is that of malformed data, after which the decoder begins anew; in
// JavaScript it is a TypeError.
func (d *Decoder) Decode(chunk []byte, final bool) (string, error) {
	text, wrong := d.part.decode(chunk, final)
	if text != "" && !d.begun {
		d.begun = true
		if d.unicode && !d.ignoreBOM {
			text = strings.TrimPrefix(text, "\ufeff")
		}
	}
	if final {
		d.begun = false
	}
	if wrong && d.fatal {
		d.part.decode(nil, true)
		d.begun = false
		return "", errMalformed
	}
	return text, nil
}

// singleByteDecoder is https://encoding.spec.whatwg.org/#single-byte-decoder.
type singleByteDecoder struct{ table *charmap.Charmap }

func (d singleByteDecoder) decode(chunk []byte, _ bool) (text string, wrong bool) {
	var b strings.Builder
	b.Grow(len(chunk))
	for _, c := range chunk {
		r := d.table.DecodeByte(c)
		switch {
		case r != utf8.RuneError:
		case c < 0xa0: // a control character in the standard's tables, nothing in Go's
			r = rune(c)
		default:
			wrong = true
		}
		b.WriteRune(r)
	}
	return b.String(), wrong
}

// legacyDecoder decodes with golang.org/x/text.
type legacyDecoder struct {
	transformer transform.Transformer
	pending     []byte
	// hasReplacement: the encoding can encode U+FFFD.
	hasReplacement bool
}

// replacementInGB18030 is U+FFFD in GB 18030.
var replacementInGB18030 = []byte{0x84, 0x31, 0xa4, 0x37}

func (d *legacyDecoder) decode(chunk []byte, final bool) (string, bool) {
	source := slices.Concat(d.pending, chunk)
	d.pending = nil
	var out []byte
	buffer := make([]byte, 3*min(len(source), 4096)+64)
	rest := source
	for {
		written, read, err := d.transformer.Transform(buffer, rest, final)
		out = append(out, buffer[:written]...)
		rest = rest[read:]
		if !errors.Is(err, transform.ErrShortDst) {
			break
		}
	}
	allowed := 0
	if d.hasReplacement {
		allowed = bytes.Count(source, replacementInGB18030)
	}
	if final {
		d.transformer.Reset()
	} else {
		d.pending = bytes.Clone(rest)
	}
	text := string(out)
	return text, strings.Count(text, "\ufffd") > allowed
}

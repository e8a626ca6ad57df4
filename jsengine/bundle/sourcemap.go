package bundle

import (
	"encoding/json"
	"fmt"
	"strings"
)

// sourceMap is the part of a source map, version 3, that goja uses.
type sourceMap struct {
	Version  int      `json:"version"`
	Sources  []string `json:"sources"`
	Names    []string `json:"names"`
	Mappings string   `json:"mappings"`
}

// adaptMap prepares a source map made by esbuild for goja: it renames the
// sources, accounts for one line put before the generated code, attributes that line
// and the code before the first mapping to the source named helpers, drops the names,
// which goja ignores, and shifts all columns to be 1-based, since that is how goja
// asks and what it expects as an answer.
func adaptMap(data []byte, helpers string, rename func(source string) string) ([]byte, error) {
	var m sourceMap
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("reading a source map: %w", err)
	}
	sources := []string{helpers}
	for _, source := range m.Sources {
		sources = append(sources, rename(source))
	}
	m.Sources = sources
	mappings, err := shiftMappings(m.Mappings)
	if err != nil {
		return nil, err
	}
	// The consumer that goja uses finds nothing for places after the last
	// mapping: the semicolons at the end make it repeat that on lines beyond the code.
	m.Mappings = mappings + ";;;;"
	m.Names = []string{}
	return json.Marshal(m)
}

// shiftMappings puts a line that belongs to another, first source before the
// mappings, adds 1 to all columns and removes the fields for names.
//
// Generated columns are relative to the segment before in the same line, and all else
// to the segment before in the whole map, so that the first segments decide for the rest.
func shiftMappings(mappings string) (string, error) {
	var b strings.Builder
	b.Grow(len(mappings) + 16)
	for _, field := range []int{1, 0, 0, 1} {
		encodeVLQ(&b, field)
	}
	source := 1
	for line := range strings.SplitSeq(mappings, ";") {
		b.WriteByte(';')
		if line == "" {
			continue
		}
		generated, written := 1, false
		for segment := range strings.SplitSeq(line, ",") {
			fields, err := decodeVLQ(segment)
			if err != nil {
				return "", err
			}
			if len(fields) < 4 { // generated code without an origin
				generated += fields[0]
				continue
			}
			fields[0] += generated
			fields[1] += source
			generated, source = 0, 0
			if written {
				b.WriteByte(',')
			}
			written = true
			for _, field := range fields[:4] {
				encodeVLQ(&b, field)
			}
		}
	}
	return b.String(), nil
}

const vlqDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// decodeVLQ decodes a segment of base 64 variable-length quantities.
func decodeVLQ(segment string) ([]int, error) {
	var fields []int
	value, shift := 0, 0
	for i := range len(segment) {
		digit := strings.IndexByte(vlqDigits, segment[i])
		if digit < 0 || shift > 30 {
			return nil, fmt.Errorf("bad segment %q in a source map", segment)
		}
		value |= digit & 31 << shift
		if digit&32 != 0 {
			shift += 5
			continue
		}
		if value&1 != 0 {
			fields = append(fields, -(value >> 1))
		} else {
			fields = append(fields, value>>1)
		}
		value, shift = 0, 0
	}
	if shift != 0 || len(fields) == 0 {
		return nil, fmt.Errorf("bad segment %q in a source map", segment)
	}
	return fields, nil
}

func encodeVLQ(b *strings.Builder, n int) {
	v := n << 1
	if n < 0 {
		v = -n<<1 | 1
	}
	for {
		digit := v & 31
		v >>= 5
		if v > 0 {
			digit |= 32
		}
		b.WriteByte(vlqDigits[digit])
		if v == 0 {
			return
		}
	}
}

package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// choice is a value of package.json's exports or imports: a target, alternatives
// of which the first usable one counts, or an object, whose keys are in order
// and are either conditions or subpaths. The zero value is null.
type choice struct {
	target       string
	alternatives []choice
	keys         []string
	values       []choice // one for each key
	isTarget     bool
}

func (c choice) isNull() bool {
	return !c.isTarget && c.alternatives == nil && c.keys == nil
}

// maxChoiceDepth bounds the nesting of conditions.
const maxChoiceDepth = 32

var errChoiceDepth = errors.New("too deeply nested")

// parseChoice parses a value, keeping the order of keys; absent data is null.
func parseChoice(data []byte) (choice, error) {
	if len(data) == 0 {
		return choice{}, nil
	}
	return decodeChoice(json.NewDecoder(bytes.NewReader(data)), 0)
}

func decodeChoice(d *json.Decoder, depth int) (choice, error) {
	if depth > maxChoiceDepth {
		return choice{}, errChoiceDepth
	}
	token, err := d.Token()
	if err != nil {
		return choice{}, err
	}
	switch token := token.(type) {
	case string:
		return choice{target: token, isTarget: true}, nil
	case json.Delim:
		if token == '[' {
			return decodeAlternatives(d, depth)
		}
		return decodeKeys(d, depth)
	}
	return choice{}, nil
}

func decodeAlternatives(d *json.Decoder, depth int) (choice, error) {
	c := choice{alternatives: []choice{}}
	for d.More() {
		value, err := decodeChoice(d, depth+1)
		if err != nil {
			return choice{}, err
		}
		c.alternatives = append(c.alternatives, value)
	}
	_, err := d.Token()
	return c, err
}

func decodeKeys(d *json.Decoder, depth int) (choice, error) {
	c := choice{keys: []string{}}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return choice{}, err
		}
		value, err := decodeChoice(d, depth+1)
		if err != nil {
			return choice{}, err
		}
		c.keys = append(c.keys, fmt.Sprint(key))
		c.values = append(c.values, value)
	}
	_, err := d.Token()
	return c, err
}

// holds tells whether a condition applies.
func (k kind) holds(condition string) bool {
	switch condition {
	case "hbf", "workerd", "worker", "browser", "module", "default":
		return true
	case "import":
		return k == byImport
	case "require":
		return k == byRequire
	}
	return false
}

// pick returns the target that the conditions lead to, with '*' replaced by star.
// decided is false where the object has no condition that holds, so that the search
// goes on; a target of null is a decision against the subpath.
func (c choice) pick(star string, how kind) (target string, ok, decided bool) {
	switch {
	case c.isTarget:
		return strings.ReplaceAll(c.target, "*", star), true, true
	case c.alternatives != nil:
		for _, alternative := range c.alternatives {
			if target, ok, _ := alternative.pick(star, how); ok {
				return target, true, true
			}
		}
		return "", false, true
	case c.keys != nil:
		for i, key := range c.keys {
			if !how.holds(key) {
				continue
			}
			if target, ok, decided := c.values[i].pick(star, how); decided {
				return target, ok, true
			}
		}
		return "", false, false
	}
	return "", false, true
}

// subpath returns the target of a subpath, which is "." or begins with "./", of
// a package with the exports c.
func (c choice) subpath(subpath string, how kind) (target string, ok bool) {
	if !slices.ContainsFunc(c.keys, func(key string) bool { return strings.HasPrefix(key, ".") }) {
		if subpath != "." {
			return "", false
		}
		target, ok, _ = c.pick("", how)
		return target, ok
	}
	return c.match(subpath, how)
}

// match finds the key for name: the name itself or else the pattern with the
// longest part before its '*'.
func (c choice) match(name string, how kind) (target string, ok bool) {
	if i := slices.Index(c.keys, name); i >= 0 && !strings.Contains(name, "*") {
		target, ok, _ = c.values[i].pick("", how)
		return target, ok
	}
	best, star := -1, ""
	for i, key := range c.keys {
		prefix, suffix, isPattern := strings.Cut(key, "*")
		if !isPattern || len(name) <= len(prefix)+len(suffix) || !strings.HasPrefix(name, prefix) || !strings.HasSuffix(name, suffix) {
			continue
		}
		if best < 0 || moreSpecific(key, c.keys[best]) {
			best, star = i, name[len(prefix):len(name)-len(suffix)]
		}
	}
	if best < 0 {
		return "", false
	}
	target, ok, _ = c.values[best].pick(star, how)
	return target, ok
}

func moreSpecific(a, b string) bool {
	pa, pb := strings.IndexByte(a, '*'), strings.IndexByte(b, '*')
	if pa != pb {
		return pa > pb
	}
	return len(a) > len(b)
}

func isNotExist(err error) bool {
	return errors.Is(err, fs.ErrNotExist)
}

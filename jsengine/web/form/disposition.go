package form

import (
	"errors"
	"net/url"
	"strings"
)

// disposition is the Content-Disposition of a part.
type disposition struct {
	name, filename string
	isFile         bool
}

var errDisposition = errors.New("multipart/form-data: a part has no Content-Disposition of form-data with a name")

// unescapeName undoes what browsers do to names (https://html.spec.whatwg.org/#multipart-form-data).
var unescapeName = strings.NewReplacer("%0A", "\n", "%0D", "\r", "%22", `"`)

// parseDisposition reads the value of a part's Content-Disposition as browsers write it: within quotes a backslash is
// a backslash, so that paths of Windows survive. filename* (RFC 5987) is understood when it is in UTF-8.
func parseDisposition(value string) (disposition, error) {
	var d disposition
	kind, rest, _ := strings.Cut(value, ";")
	if !strings.EqualFold(strings.TrimSpace(kind), "form-data") {
		return d, errDisposition
	}
	named, extended := false, false
	for {
		key, v, after, ok := nextParameter(rest)
		if !ok {
			break
		}
		rest = after
		switch key {
		case "name":
			d.name, named = wellFormed(unescapeName.Replace(v)), true
		case "filename":
			if !extended {
				d.filename = wellFormed(unescapeName.Replace(v))
			}
			d.isFile = true
		case "filename*":
			if name, ok := extendedValue(v); ok {
				d.filename, d.isFile, extended = name, true, true
			}
		}
	}
	if !named {
		return d, errDisposition
	}
	return d, nil
}

// nextParameter takes a parameter, key=value or key="value", from the front of s.
func nextParameter(s string) (key, value, rest string, ok bool) {
	key, rest, ok = strings.Cut(strings.TrimLeft(s, "; \t"), "=")
	if !ok {
		return "", "", "", false
	}
	key = strings.ToLower(strings.TrimSpace(key))
	rest = strings.TrimLeft(rest, " \t")
	if quoted, isQuoted := strings.CutPrefix(rest, `"`); isQuoted {
		value, rest, ok = strings.Cut(quoted, `"`)
		return key, value, rest, ok
	}
	value, rest, _ = strings.Cut(rest, ";")
	return key, strings.TrimSpace(value), rest, true
}

// extendedValue decodes a value of RFC 5987, whose charset, language and text apostrophes divide.
func extendedValue(v string) (string, bool) {
	charset, rest, ok := strings.Cut(v, "'")
	if !ok || !strings.EqualFold(charset, "utf-8") {
		return "", false
	}
	_, encoded, ok := strings.Cut(rest, "'")
	if !ok {
		return "", false
	}
	text, err := url.PathUnescape(encoded)
	return wellFormed(text), err == nil
}

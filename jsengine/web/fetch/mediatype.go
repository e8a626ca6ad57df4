package fetch

import (
	"strings"

	"golang.org/x/net/http/httpguts"
)

// parseMediaType brings a media type into its canonical form: parsed and serialized again
// (https://mimesniff.spec.whatwg.org/#parsing-a-mime-type). ok is false where it is none.
func parseMediaType(text string) (canonical string, ok bool) {
	essence, rest, _ := strings.Cut(strings.Trim(text, httpSpace), ";")
	kind, subtype, ok := strings.Cut(essence, "/")
	subtype = strings.TrimRight(subtype, httpSpace)
	if !ok || !httpguts.ValidHeaderFieldName(kind) || !httpguts.ValidHeaderFieldName(subtype) {
		return "", false
	}
	var out strings.Builder
	out.WriteString(strings.ToLower(kind + "/" + subtype))
	seen := make(map[string]bool)
	for rest != "" {
		var name, value string
		var valid bool
		name, value, valid, rest = nextParameter(rest)
		if !valid || seen[name] || !httpguts.ValidHeaderFieldName(name) || strings.ContainsFunc(value, notQuotable) {
			continue
		}
		seen[name] = true
		out.WriteString(";" + name + "=")
		if httpguts.ValidHeaderFieldName(value) {
			out.WriteString(value)
		} else {
			out.WriteString(`"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`)
		}
	}
	return out.String(), true
}

const httpSpace = "\t\n\r "

// nextParameter takes one parameter from the front of what follows a semicolon.
func nextParameter(text string) (name, value string, valid bool, rest string) {
	end := strings.IndexAny(text, ";=")
	if end < 0 {
		return "", "", false, ""
	}
	name = strings.ToLower(strings.TrimLeft(text[:end], httpSpace))
	if text[end] == ';' {
		return "", "", false, text[end+1:]
	}
	text = text[end+1:]
	if strings.HasPrefix(text, `"`) {
		value, text = unquote(text[1:])
		_, rest, _ = strings.Cut(text, ";")
		return name, value, true, rest
	}
	value, rest, _ = strings.Cut(text, ";")
	value = strings.TrimRight(value, httpSpace)
	return name, value, value != "", rest
}

// unquote collects a quoted string up to its closing quote, or to the end where there is none
// (https://fetch.spec.whatwg.org/#collect-an-http-quoted-string).
func unquote(text string) (value, rest string) {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return out.String(), text[i+1:]
		case c == '\\' && i+1 < len(text):
			i++
			out.WriteByte(text[i])
		default:
			out.WriteByte(c)
		}
	}
	return out.String(), ""
}

// notQuotable reports what no quoted string may hold (https://mimesniff.spec.whatwg.org/#http-quoted-string-token-code-point).
func notQuotable(r rune) bool { return r != '\t' && r < ' ' || r == 0x7F || r > 0xFF }

package httpvalue

import (
	"strings"

	"golang.org/x/net/http/httpguts"
)

// ContentType is a media type with its parameters (RFC 9110 §8.3.1).
type ContentType struct {
	Type       string // in lower case; whatever stands before the first semicolon
	Parameters []Parameter
}

// Parameter is one parameter of a header value. Its name is in lower case.
type Parameter struct {
	Name, Value string
}

// ParseContentType reads a Content-Type header as the Node package content-type does: it never fails, the first of
// several parameters of one name wins, and what has no '=' is skipped.
func ParseContentType(header string) ContentType {
	ct, _ := parseParameterized(header, 0, noByte)
	ct.Type = strings.ToLower(ct.Type)
	return ct
}

// Parameter gives the value of a parameter, "" when it is not there.
func (c ContentType) Parameter(name string) string {
	for _, p := range c.Parameters {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// Format writes the header, quoting parameters where necessary. It fails with a [*ValueError] when the type or a
// parameter's name is not made of tokens or a value has control characters.
func (c ContentType) Format() (string, error) {
	mainType, subtype, ok := strings.Cut(c.Type, "/")
	if !ok || !isToken(mainType) || !isToken(subtype) {
		return "", errValue("Invalid type: %s", c.Type)
	}
	var b strings.Builder
	b.WriteString(c.Type)
	for _, p := range c.Parameters {
		if !isToken(p.Name) {
			return "", errValue("Invalid parameter name: %s", p.Name)
		}
		value := p.Value
		if !isToken(value) {
			if !httpguts.ValidHeaderFieldValue(value) {
				return "", errValue("Invalid parameter value: %s", value)
			}
			value = quote(value)
		}
		b.WriteString("; " + p.Name + "=" + value)
	}
	return b.String(), nil
}

// SetCharset replaces or adds the charset in a Content-Type header, as res.send does for strings. It fails as Format
// does.
func SetCharset(contentType, charset string) (string, error) {
	ct := ParseContentType(contentType)
	for i := range ct.Parameters {
		if ct.Parameters[i].Name == "charset" {
			ct.Parameters[i].Value = charset
			return ct.Format()
		}
	}
	ct.Parameters = append(ct.Parameters, Parameter{"charset", charset})
	return ct.Format()
}

// noByte is a stop byte that never occurs in a valid header.
const noByte = 0

// parseParameterized reads a value and its parameters from header[start:], up to stop outside quotes, and says where it
// stopped. The value keeps its case.
func parseParameterized(header string, start int, stop byte) (ct ContentType, end int) {
	start = skipSpace(header, start)
	i := skipTo(header, start, stop)
	ct.Type = strings.TrimRight(header[start:i], " \t")
	for i < len(header) && header[i] == ';' {
		begin := skipSpace(header, i+1)
		i = begin
		for i < len(header) && header[i] != ';' && header[i] != '=' && !(stop != noByte && header[i] == stop) {
			i++
		}
		if i == len(header) || header[i] != '=' {
			continue
		}
		p := Parameter{Name: strings.ToLower(strings.TrimRight(header[begin:i], " \t"))}
		i = skipSpace(header, i+1)
		if i < len(header) && header[i] == '"' {
			value, after, closed := unquote(header, i)
			i = after
			if !closed {
				break
			}
			p.Value = value
			i = skipTo(header, i, stop)
		} else {
			from := i
			i = skipTo(header, i, stop)
			p.Value = strings.TrimRight(header[from:i], " \t")
		}
		if !hasParameter(ct.Parameters, p.Name) {
			ct.Parameters = append(ct.Parameters, p)
		}
	}
	return ct, i
}

func hasParameter(list []Parameter, name string) bool {
	for _, p := range list {
		if p.Name == name {
			return true
		}
	}
	return false
}

// skipTo is the index of the next semicolon or stop byte, len(s) if there is none.
func skipTo(s string, i int, stop byte) int {
	for i < len(s) && s[i] != ';' && !(stop != noByte && s[i] == stop) {
		i++
	}
	return i
}

// skipSpace is the index of the next byte that is not optional white space (RFC 9110 §5.6.3).
func skipSpace(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	return i
}

// unquote reads the quoted string that begins at s[i] (RFC 9110 §5.6.4).
func unquote(s string, i int) (value string, end int, closed bool) {
	var b strings.Builder
	for i++; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), i + 1, true
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return "", len(s), false
}

// quote writes a quoted string.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func isToken(s string) bool { return httpguts.ValidHeaderFieldName(s) }

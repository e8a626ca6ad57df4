package httpvalue

import (
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Pair is a name with its value.
type Pair struct {
	Name, Value string
}

// ParseCookies reads a Cookie header as the Node package cookie does: values are decoded with decodeURIComponent where
// that works, quotes around them are taken off, of several cookies with one name the first counts, and what has no '='
// is skipped.
func ParseCookies(header string) []Pair {
	if len(header) < 2 {
		return nil // not even a name with its '='
	}
	var cookies []Pair
	seen := map[string]bool{}
	for part := range strings.SplitSeq(header, ";") {
		name, value, ok := strings.Cut(part, "=")
		name = strings.Trim(name, " \t")
		if !ok || seen[name] {
			continue
		}
		seen[name] = true
		value = strings.Trim(value, " \t")
		if value != "" && value[0] == '"' && value[len(value)-1] == '"' {
			value = strings.TrimSuffix(value[1:], `"`)
		}
		if decoded, ok := DecodeURIComponent(value); ok {
			value = decoded
		}
		cookies = append(cookies, Pair{name, value})
	}
	return cookies
}

// Cookie is a cookie to be set (RFC 6265 §4.1). The zero value of an attribute leaves it out.
type Cookie struct {
	Name        string
	Value       string
	Raw         bool     // Value is not to be escaped with encodeURIComponent
	MaxAge      *float64 // seconds, rounded down
	Domain      string
	Path        string
	Expires     time.Time
	HTTPOnly    bool
	Secure      bool
	Partitioned bool
	Priority    string // low, medium or high, in any case
	SameSite    string // strict, lax or none, in any case
}

var (
	cookieValue  = regexp.MustCompile(`^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]*$`)
	cookiePath   = regexp.MustCompile(`^[\x20-\x3A\x3D-\x7E]*$`)
	cookieDomain = regexp.MustCompile(`(?i)^[.]?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?([.][a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)
)

// Format writes the Set-Cookie header. The error, a [*ValueError], names what is not valid.
func (c Cookie) Format() (string, error) {
	if !isToken(c.Name) {
		return "", errValue("argument name is invalid")
	}
	value := c.Value
	if !c.Raw {
		value = EncodeURIComponent(value)
	}
	if !validCookieValue(value) {
		return "", errValue("argument val is invalid")
	}
	var b strings.Builder
	b.WriteString(c.Name + "=" + value)
	if c.MaxAge != nil {
		age := math.Floor(*c.MaxAge)
		if math.IsInf(age, 0) || math.IsNaN(age) {
			return "", errValue("option maxAge is invalid")
		}
		b.WriteString("; Max-Age=" + strconv.FormatFloat(age, 'f', 0, 64))
	}
	if c.Domain != "" {
		if !cookieDomain.MatchString(c.Domain) {
			return "", errValue("option domain is invalid")
		}
		b.WriteString("; Domain=" + c.Domain)
	}
	if c.Path != "" {
		if !cookiePath.MatchString(c.Path) {
			return "", errValue("option path is invalid")
		}
		b.WriteString("; Path=" + c.Path)
	}
	if !c.Expires.IsZero() {
		b.WriteString("; Expires=" + c.Expires.UTC().Format(http.TimeFormat))
	}
	for _, flag := range []struct {
		set  bool
		name string
	}{{c.HTTPOnly, "HttpOnly"}, {c.Secure, "Secure"}, {c.Partitioned, "Partitioned"}} {
		if flag.set {
			b.WriteString("; " + flag.name)
		}
	}
	for _, choice := range []struct {
		attribute, option, value string
		allowed                  []string
	}{
		{"Priority", "priority", c.Priority, []string{"Low", "Medium", "High"}},
		{"SameSite", "sameSite", c.SameSite, []string{"Strict", "Lax", "None"}},
	} {
		if choice.value == "" {
			continue
		}
		value := oneOf(choice.value, choice.allowed)
		if value == "" {
			return "", errValue("option %s is invalid", choice.option)
		}
		b.WriteString("; " + choice.attribute + "=" + value)
	}
	return b.String(), nil
}

// validCookieValue allows cookie-octets, with or without quotes around all of them.
func validCookieValue(v string) bool {
	if len(v) > 1 && v[0] == '"' && v[len(v)-1] == '"' {
		v = v[1 : len(v)-1]
	}
	return cookieValue.MatchString(v)
}

// oneOf finds s among the allowed words whatever its case, "" when it is none of them.
func oneOf(s string, allowed []string) string {
	for _, a := range allowed {
		if strings.EqualFold(a, s) {
			return a
		}
	}
	return ""
}

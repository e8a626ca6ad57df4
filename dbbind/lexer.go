package dbbind

import (
	"iter"
	"strings"
)

// token is one token of an SQL text. Names and strings are without their quotes.
type token struct {
	text   string
	name   bool // could name something: a word, or anything quoted
	quoted bool
}

// tokens yields the tokens of an SQL text without blanks and comments, as
// SQLite's own tokenizer divides them; see https://www.sqlite.org/lang.html.
// Text that SQLite would refuse yields something harmless.
func tokens(sql string) iter.Seq[token] {
	return func(yield func(token) bool) {
		for {
			sql = skipBlank(sql)
			if sql == "" {
				return
			}
			t, n := nextToken(sql)
			if !yield(t) {
				return
			}
			sql = sql[n:]
		}
	}
}

// skipBlank returns sql without the blanks and comments that it begins with.
func skipBlank(sql string) string {
	for {
		var end int
		switch {
		case sql == "":
			return sql
		case strings.IndexByte(" \t\n\f\r", sql[0]) >= 0:
			sql = strings.TrimLeft(sql, " \t\n\v\f\r") // a vertical tab is blank only after another blank
			continue
		case strings.HasPrefix(sql, "\ufeff"):
			end = len("\ufeff") - 1
		case strings.HasPrefix(sql, "--"):
			end = strings.IndexByte(sql, '\n')
		case strings.HasPrefix(sql, "/*") && len(sql) > 2: // "/*" at the very end is no comment
			if end = strings.Index(sql[2:], "*/"); end >= 0 {
				end += 3
			}
		default:
			return sql
		}
		if end < 0 {
			return ""
		}
		sql = sql[end+1:]
	}
}

// nextToken returns the token at the beginning of sql, which is neither empty
// nor blank, and its length in bytes.
func nextToken(sql string) (t token, n int) {
	switch c := sql[0]; {
	case c == '\'' || c == '"' || c == '`':
		text, n := unquote(sql, c)
		return token{text: text, name: true, quoted: true}, n
	case c == '[':
		end := strings.IndexByte(sql, ']')
		if end < 0 {
			return token{text: sql}, len(sql)
		}
		return token{text: sql[1:end], name: true, quoted: true}, end + 1
	case isWord(c):
		n := 1
		for n < len(sql) && isWord(sql[n]) {
			n++
		}
		return token{text: sql[:n], name: true}, n
	default:
		return token{text: sql[:1]}, 1
	}
}

// unquote returns what is between the quotes, doubled ones undone, and the
// length of the whole.
func unquote(sql string, quote byte) (text string, n int) {
	for n = 1; n < len(sql); n++ {
		if sql[n] != quote {
			continue
		}
		if n+1 == len(sql) || sql[n+1] != quote {
			q := string(quote)
			return strings.ReplaceAll(sql[1:n], q+q, q), n + 1
		}
		n++
	}
	return sql, len(sql)
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// firstWord returns what an SQL text begins with, in upper case: usually a
// keyword, such as "SELECT". ok is false when there is no statement.
func firstWord(sql string) (word string, ok bool) {
	for t := range tokens(sql) {
		if t.text != ";" || t.name {
			return strings.ToUpper(t.text), true
		}
	}
	return "", false
}

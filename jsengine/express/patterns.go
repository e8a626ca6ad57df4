package express

import (
	"errors"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/pathpattern"
)

// notPrefix is the length of a match that lies within the path and not at its start.
const notPrefix = -1

func itoa(i int) string { return strconv.Itoa(i) }

// patterns makes patterns of a path given by the app: a string, a regular expression, or an array of such. Anything
// else counts as its text. A pattern that can't be parsed is thrown as a TypeError.
func (m *Module) patterns(path goja.Value) []*pathpattern.Pattern {
	var list []*pathpattern.Pattern
	for _, p := range flatten(nil, path) {
		if re, ok := p.(*goja.Object); ok && re.ClassName() == "RegExp" {
			list = append(list, pathpattern.FromFunc(m.matchRegExp(re)))
			continue
		}
		pattern, err := pathpattern.Parse(p.String())
		if err != nil {
			m.throwType("%s", err)
		}
		list = append(list, pattern)
	}
	return list
}

// matchRegExp matches with a regular expression as Express does: named groups are parameters, others are numbered
// from 0.
func (m *Module) matchRegExp(re *goja.Object) pathpattern.MatchFunc {
	names := groupNames(re.Get("source").String())
	return func(path string) (params []pathpattern.Param, prefixLen int, ok bool, err error) {
		exec, ok := goja.AssertFunction(re.Get("exec"))
		if !ok {
			m.throwType("exec of a path's regular expression is not a function")
		}
		match, ok := must(exec(re, m.vm.ToValue(path))).(*goja.Object)
		if !ok {
			return nil, 0, false, nil
		}
		groups, _ := asArray(match)
		for i, g := range groups {
			if i == 0 || isUndefined(g) || i > len(names) {
				continue
			}
			value, err := pathpattern.DecodeParam(g.String())
			if err != nil {
				return nil, 0, false, err
			}
			params = append(params, pathpattern.Param{Name: names[i-1], Value: value})
		}
		if whole := groups[0].String(); strings.HasPrefix(path, whole) {
			return params, len(whole), true, nil
		}
		return params, notPrefix, true, nil
	}
}

// groupNames lists the capturing groups of a regular expression's source: their names, or numbers from 0 for those
// without. A parenthesis that is escaped or in a class is counted too, as Express does.
func groupNames(source string) []string {
	var names []string
	unnamed := 0
	for i := range len(source) {
		if source[i] != '(' {
			continue
		}
		after := source[i+1:]
		switch {
		case strings.HasPrefix(after, "?<"):
			if name, ok := groupName(after[2:]); ok {
				names = append(names, name)
			}
		case strings.HasPrefix(after, "?"):
		default:
			names = append(names, strconv.Itoa(unnamed))
			unnamed++
		}
	}
	return names
}

// groupName reads a name up to its closing bracket; a lookbehind assertion has none.
func groupName(s string) (string, bool) {
	for i, c := range s {
		if c == '>' {
			return s[:i], i > 0
		}
		if c == '=' || c == '!' {
			return "", false
		}
	}
	return "", false
}

// matchError makes the JavaScript error of a path that could not be matched.
func (m *Module) matchError(err error) goja.Value {
	var decode *pathpattern.DecodeError
	if !errors.As(err, &decode) {
		return m.newError(m.js.errorCtor, "%s", err)
	}
	e := m.newError(m.js.uriError, "%s", err)
	m.put(e, "status", m.vm.ToValue(decode.Status()))
	m.put(e, "statusCode", m.vm.ToValue(decode.Status()))
	return e
}

package bundle

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
)

// Evaluated prepares code for eval or a constructor of functions: in the literals of regular expressions \p{…} becomes
// what goja understands, as it does in an app's files. Nothing else changes, and code that goja can't parse stays as it
// is. The error is what a SyntaxError should say.
func Evaluated(source string) (string, error) {
	if !strings.Contains(source, `\p`) && !strings.Contains(source, `\P`) {
		return source, nil
	}
	program, err := parser.ParseFile(nil, "", source, 0, parser.WithDisableSourceMaps)
	if err != nil {
		return source, nil //nolint:nilerr // whoever compiles it says what is wrong
	}
	r := &rewriter{}
	r.statements(program.Body)
	if r.err != nil {
		return "", r.err
	}
	slices.SortFunc(r.expanded, func(a, b *ast.RegExpLiteral) int { return cmp.Compare(a.Idx, b.Idx) })
	var out strings.Builder
	rest := 0
	for _, literal := range r.expanded {
		start := int(literal.Idx) - program.File.Base()
		if start < rest || !strings.HasPrefix(source[start:], literal.Literal) {
			return "", errors.New(`Invalid regular expression: write \p{…} as new RegExp(…) in evaluated code`)
		}
		out.WriteString(source[rest:start])
		out.WriteString("/" + literal.Pattern + "/" + literal.Flags)
		rest = start + len(literal.Literal)
	}
	out.WriteString(source[rest:])
	return out.String(), nil
}

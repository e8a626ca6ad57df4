package bundle

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
)

// Evaluated prepares code for eval or a constructor of functions: in the literals of regular expressions \p{…} becomes
// what goja understands, as it does in an app's files. Nothing else changes, and code that goja can't parse stays as it
// is.
//
// Code with operators whose operands need a check is compiled: program is then what has to run in the place of the code, as
// a script. The error is what a SyntaxError should say.
func Evaluated(source string) (prepared string, program *goja.Program, err error) {
	if !strings.Contains(source, `\p`) && !strings.Contains(source, `\P`) && !hasOperators(source) {
		return source, nil, nil
	}
	parsed, err := parser.ParseFile(nil, "", source, 0, parser.WithDisableSourceMaps)
	if err != nil {
		return source, nil, nil //nolint:nilerr // whoever compiles it says what is wrong
	}
	r := &rewriter{}
	r.statements(parsed.Body)
	if r.err != nil {
		return "", nil, r.err
	}
	if r.checked {
		program, err = compileEvaluated(parsed)
		return source, program, err
	}
	prepared, err = replaceLiterals(source, parsed, r.expanded)
	return prepared, nil, err
}

// hasOperators tells whether code may have operators that need a check.
func hasOperators(source string) bool {
	return strings.Contains(source, "<<") || strings.Contains(source, ">>") || strings.Contains(source, "**")
}

// compileEvaluated compiles code that was rewritten. As a script, what it declares would not be its own.
func compileEvaluated(parsed *ast.Program) (*goja.Program, error) {
	for _, s := range parsed.Body {
		switch s := s.(type) {
		case *ast.LexicalDeclaration, *ast.ClassDeclaration:
			return nil, errDeclares
		case *ast.ExpressionStatement:
			if _, directive := s.Expression.(*ast.StringLiteral); directive && len(parsed.DeclarationList) > 0 {
				return nil, errDeclares
			}
		}
	}
	return compileParsed(parsed)
}

var errDeclares = errors.New("<<, >> and ** of what may be a BigInt can't stand in code for eval that declares variables of its own: write it as a function, with new Function")

// replaceLiterals puts the expanded literals in the place of those in the source.
func replaceLiterals(source string, program *ast.Program, expanded []*ast.RegExpLiteral) (string, error) {
	slices.SortFunc(expanded, func(a, b *ast.RegExpLiteral) int { return cmp.Compare(a.Idx, b.Idx) })
	var out strings.Builder
	rest := 0
	for _, literal := range expanded {
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

package bundle

import (
	"reflect"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/unistring"
)

// replaceImports has a script or a CommonJS file call the function name where
// its source has import(specifier). esbuild lowers that to
//
//	Promise.resolve().then(() => __toESM(require(specifier)))
//
// which gives a copy of an ES module's namespace, and no way to tell it from a
// require, which must not wait for modules that await at the top level.
func replaceImports(program *ast.Program, name string) {
	w := importWalker{name: unistring.NewFromString(name)}
	w.walk(reflect.ValueOf(program))
}

type importWalker struct {
	name unistring.String
}

var (
	callType = reflect.TypeFor[*ast.CallExpression]()
	fileType = reflect.TypeFor[*file.File]()
)

// walk visits all nodes, of which the syntax tree has no visitor of its own.
func (w importWalker) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			w.walk(v.Elem())
		}
	case reflect.Pointer:
		if v.IsNil() || v.Type() == fileType {
			return
		}
		if v.Type() == callType {
			if call, ok := v.Interface().(*ast.CallExpression); ok {
				w.replace(call)
			}
		}
		w.walk(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			w.walk(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && field.Name != "DeclarationList" { // which repeats parts of the body
				w.walk(v.Field(i))
			}
		}
	}
}

// replace changes Promise.resolve().then(() => __toESM(require(x))) to
// Promise.resolve().then(() => name(x)).
func (w importWalker) replace(then *ast.CallExpression) {
	if resolve := methodCall(then, "then"); resolve == nil || !isIdentifier(methodCall(resolve, "resolve"), "Promise") {
		return
	}
	if len(then.ArgumentList) != 1 {
		return
	}
	arrow, ok := then.ArgumentList[0].(*ast.ArrowFunctionLiteral)
	if !ok {
		return
	}
	body, ok := arrow.Body.(*ast.ExpressionBody)
	if !ok {
		return
	}
	convert, ok := body.Expression.(*ast.CallExpression)
	if !ok || !isIdentifier(convert.Callee, "__toESM") || len(convert.ArgumentList) == 0 {
		return
	}
	require, ok := convert.ArgumentList[0].(*ast.CallExpression)
	if !ok || !isIdentifier(require.Callee, "require") {
		return
	}
	if callee, ok := require.Callee.(*ast.Identifier); ok {
		callee.Name = w.name
		body.Expression = require
	}
}

// methodCall returns the object that a method is called on.
func methodCall(e ast.Expression, method unistring.String) ast.Expression {
	call, ok := e.(*ast.CallExpression)
	if !ok {
		return nil
	}
	dot, ok := call.Callee.(*ast.DotExpression)
	if !ok || dot.Identifier.Name != method {
		return nil
	}
	return dot.Left
}

func isIdentifier(e ast.Expression, name unistring.String) bool {
	identifier, ok := e.(*ast.Identifier)
	return ok && identifier.Name == name
}

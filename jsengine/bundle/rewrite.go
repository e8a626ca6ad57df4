package bundle

import (
	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"

	"github.com/caddyhbf/hbf/jsengine/asynccontext"
	"github.com/caddyhbf/hbf/jsengine/bounds"
	"github.com/caddyhbf/hbf/jsengine/ecma/pattern"
)

// rewrite changes in a syntax tree what goja would do wrong. It moves nothing: all places stay as they are.
//
// What is awaited and what async functions return goes through intrinsics, so that the context of asynchronous work
// follows it through thenables; package asynccontext explains it. \p{…} in regular expressions becomes the ranges of
// what it means; the error is an *Error that says which property is not supported, and where. Shifts and powers of BigInts
// are bounded.
func rewrite(program *ast.Program) error {
	r := &rewriter{}
	r.statements(program.Body)
	if r.err == nil {
		return nil
	}
	at := program.File.Position(int(r.bad.Idx) - program.File.Base())
	return &Error{Messages: []Message{{File: at.Filename, Line: at.Line, Column: at.Column, Text: "SyntaxError: " + r.err.Error()}}}
}

// provideIntrinsics defines the intrinsics in a runtime whose host has not done so.
func provideIntrinsics(vm *goja.Runtime) error {
	global := vm.GlobalObject()
	for _, name := range []string{asynccontext.AwaitName, asynccontext.ReturnName, bounds.ShiftName, bounds.BackName, bounds.PowerName} {
		if global.Get(name) != nil {
			continue
		}
		same := vm.ToValue(func(call goja.FunctionCall) goja.Value { return call.Argument(0) })
		if err := global.DefineDataProperty(name, same, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE); err != nil {
			return err
		}
	}
	return nil
}

// rewriter walks a syntax tree. The lists of declarations that functions have are not visited: they repeat parts of the
// body.
type rewriter struct {
	async    bool                 // within an async function
	checked  bool                 // an operator has got a check, without which the code must not run
	expanded []*ast.RegExpLiteral // that were changed
	bad      *ast.RegExpLiteral
	err      error // what is wrong with bad
}

// regExp expands the properties that a regular expression names.
func (r *rewriter) regExp(e *ast.RegExpLiteral) {
	expanded, err := pattern.Expand(e.Pattern, e.Flags)
	switch {
	case err == nil && expanded != e.Pattern:
		e.Pattern = expanded
		r.expanded = append(r.expanded, e)
	case err != nil && r.err == nil:
		r.bad, r.err = e, err
	}
}

// through makes the call of an intrinsic with the value of e; at is where it is.
func through(name string, at file.Idx, e ast.Expression) ast.Expression {
	if settled(e) {
		return e
	}
	return call(name, at, e)
}

// call makes the call of an intrinsic.
func call(name string, at file.Idx, args ...ast.Expression) ast.Expression {
	return &ast.CallExpression{
		Callee:           &ast.Identifier{Name: unistringOf(name), Idx: at},
		LeftParenthesis:  at,
		ArgumentList:     args,
		RightParenthesis: args[0].Idx1(),
	}
}

// settled tells whether the value of an expression can't be a thenable, or is given by an intrinsic already.
func settled(e ast.Expression) bool {
	switch e := e.(type) {
	case nil, *ast.NumberLiteral, *ast.StringLiteral, *ast.BooleanLiteral, *ast.NullLiteral, *ast.UnaryExpression:
		return true
	case *ast.BinaryExpression:
		return e.Comparison
	case *ast.TemplateLiteral:
		return e.Tag == nil
	case *ast.CallExpression:
		return isIdentifier(e.Callee, asynccontext.AwaitName) || isIdentifier(e.Callee, asynccontext.ReturnName)
	}
	return false
}

// function visits the parts of a function.
func (r *rewriter) function(async bool, parameters *ast.ParameterList, body func()) {
	outer := r.async
	r.async = async
	defer func() { r.async = outer }()
	if parameters != nil {
		r.bindings(parameters.List)
		r.expression(parameters.Rest)
	}
	body()
}

func (r *rewriter) literal(f *ast.FunctionLiteral) {
	if f != nil {
		r.function(f.Async, f.ParameterList, func() { r.block(f.Body) })
	}
}

func (r *rewriter) arrow(f *ast.ArrowFunctionLiteral) {
	r.function(f.Async, f.ParameterList, func() {
		switch body := f.Body.(type) {
		case *ast.BlockStatement:
			r.block(body)
		case *ast.ExpressionBody:
			r.expression(body.Expression)
			if f.Async {
				body.Expression = through(asynccontext.ReturnName, body.Expression.Idx0(), body.Expression)
			}
		}
	})
}

func (r *rewriter) class(c *ast.ClassLiteral) {
	if c == nil {
		return
	}
	r.expression(c.SuperClass)
	for _, element := range c.Body {
		switch e := element.(type) {
		case *ast.MethodDefinition:
			r.expression(e.Key)
			r.literal(e.Body)
		case *ast.FieldDefinition:
			r.expression(e.Key)
			r.function(false, nil, func() { r.expression(e.Initializer) })
		case *ast.ClassStaticBlock:
			r.function(false, nil, func() { r.block(e.Block) })
		}
	}
}

func (r *rewriter) bindings(list []*ast.Binding) {
	for _, b := range list {
		r.binding(b)
	}
}

func (r *rewriter) binding(b *ast.Binding) {
	if b != nil {
		r.expression(b.Target)
		r.expression(b.Initializer)
	}
}

func (r *rewriter) properties(list []ast.Property) {
	for _, p := range list {
		switch p := p.(type) {
		case *ast.PropertyShort:
			r.expression(p.Initializer)
		case *ast.PropertyKeyed:
			r.expression(p.Key)
			r.expression(p.Value)
		case *ast.SpreadElement:
			r.expression(p.Expression)
		}
	}
}

package bundle

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/unistring"

	"github.com/caddyhbf/hbf/jsengine/asynccontext"
)

func unistringOf(name string) unistring.String { return unistring.NewFromString(name) }

func (r *rewriter) statements(list []ast.Statement) {
	for _, s := range list {
		r.statement(s)
	}
}

func (r *rewriter) block(b *ast.BlockStatement) {
	if b != nil {
		r.statements(b.List)
	}
}

func (r *rewriter) statement(s ast.Statement) {
	switch s := s.(type) {
	case *ast.BlockStatement:
		r.block(s)
	case *ast.ExpressionStatement:
		r.expression(s.Expression)
	case *ast.VariableStatement:
		r.bindings(s.List)
	case *ast.LexicalDeclaration:
		r.bindings(s.List)
	case *ast.FunctionDeclaration:
		r.literal(s.Function)
	case *ast.ClassDeclaration:
		r.class(s.Class)
	case *ast.ReturnStatement:
		r.expression(s.Argument)
		if r.async {
			s.Argument = through(asynccontext.ReturnName, s.Return, s.Argument)
		}
	case *ast.IfStatement:
		r.expression(s.Test)
		r.statement(s.Consequent)
		r.statement(s.Alternate)
	case *ast.ThrowStatement:
		r.expression(s.Argument)
	case *ast.TryStatement:
		r.block(s.Body)
		if s.Catch != nil {
			r.expression(s.Catch.Parameter)
			r.block(s.Catch.Body)
		}
		r.block(s.Finally)
	case *ast.SwitchStatement:
		r.expression(s.Discriminant)
		for _, c := range s.Body {
			r.expression(c.Test)
			r.statements(c.Consequent)
		}
	case *ast.LabelledStatement:
		r.statement(s.Statement)
	default:
		r.loop(s)
	}
}

func (r *rewriter) loop(s ast.Statement) {
	switch s := s.(type) {
	case *ast.WhileStatement:
		r.expression(s.Test)
		r.statement(s.Body)
	case *ast.DoWhileStatement:
		r.expression(s.Test)
		r.statement(s.Body)
	case *ast.ForStatement:
		switch init := s.Initializer.(type) {
		case *ast.ForLoopInitializerExpression:
			r.expression(init.Expression)
		case *ast.ForLoopInitializerVarDeclList:
			r.bindings(init.List)
		case *ast.ForLoopInitializerLexicalDecl:
			r.bindings(init.LexicalDeclaration.List)
		}
		r.expression(s.Test)
		r.expression(s.Update)
		r.statement(s.Body)
	case *ast.ForInStatement:
		r.into(s.Into)
		r.expression(s.Source)
		r.statement(s.Body)
	case *ast.ForOfStatement:
		r.into(s.Into)
		r.expression(s.Source)
		r.statement(s.Body)
	case *ast.WithStatement:
		r.expression(s.Object)
		r.statement(s.Body)
	}
}

func (r *rewriter) into(target ast.ForInto) {
	switch target := target.(type) {
	case *ast.ForIntoVar:
		r.binding(target.Binding)
	case *ast.ForDeclaration:
		r.expression(target.Target)
	case *ast.ForIntoExpression:
		r.expression(target.Expression)
	}
}

func (r *rewriter) expressions(list []ast.Expression) {
	for _, e := range list {
		r.expression(e)
	}
}

func (r *rewriter) expression(e ast.Expression) {
	switch e := e.(type) {
	case *ast.AwaitExpression:
		r.expression(e.Argument)
		e.Argument = through(asynccontext.AwaitName, e.Await, e.Argument)
	case *ast.FunctionLiteral:
		r.literal(e)
	case *ast.ArrowFunctionLiteral:
		r.arrow(e)
	case *ast.ClassLiteral:
		r.class(e)
	case *ast.CallExpression:
		r.expression(e.Callee)
		r.expressions(e.ArgumentList)
	case *ast.NewExpression:
		r.expression(e.Callee)
		r.expressions(e.ArgumentList)
	case *ast.DotExpression:
		r.expression(e.Left)
	case *ast.PrivateDotExpression:
		r.expression(e.Left)
	case *ast.BracketExpression:
		r.expression(e.Left)
		r.expression(e.Member)
	case *ast.OptionalChain:
		r.expression(e.Expression)
	case *ast.Optional:
		r.expression(e.Expression)
	case *ast.AssignExpression:
		r.expression(e.Left)
		r.expression(e.Right)
		e.Right = r.operator(e.Operator, e.Left, e.Right)
	case *ast.BinaryExpression:
		r.expression(e.Left)
		r.expression(e.Right)
		e.Right = r.operator(e.Operator, e.Left, e.Right)
	case *ast.UnaryExpression:
		r.expression(e.Operand)
	case *ast.ConditionalExpression:
		r.expression(e.Test)
		r.expression(e.Consequent)
		r.expression(e.Alternate)
	case *ast.SequenceExpression:
		r.expressions(e.Sequence)
	default:
		r.primary(e)
	}
}

func (r *rewriter) primary(e ast.Expression) {
	switch e := e.(type) {
	case *ast.RegExpLiteral:
		r.regExp(e)
	case *ast.ArrayLiteral:
		r.expressions(e.Value)
	case *ast.ObjectLiteral:
		r.properties(e.Value)
	case *ast.ArrayPattern:
		r.expressions(e.Elements)
		r.expression(e.Rest)
	case *ast.ObjectPattern:
		r.properties(e.Properties)
		r.expression(e.Rest)
	case *ast.TemplateLiteral:
		r.expression(e.Tag)
		r.expressions(e.Expressions)
	case *ast.SpreadElement:
		r.expression(e.Expression)
	case *ast.YieldExpression:
		r.expression(e.Argument)
	case *ast.Binding:
		r.binding(e)
	case *ast.PropertyShort:
		r.expression(e.Initializer)
	case *ast.PropertyKeyed:
		r.expression(e.Key)
		r.expression(e.Value)
	}
}

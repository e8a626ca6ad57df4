package bundle

import (
	"math/big"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"github.com/caddyhbf/hbf/jsengine/bounds"
)

// smallShift and smallPower are what a literal on the right of << and ** may be without a check each time.
const (
	smallShift = 1 << 16
	smallPower = 2
)

// operator gives what stands on the right of an operator: of << and >> and ** it goes through an intrinsic where it could
// be a BigInt, of which a single such operation can take all memory there is.
func (r *rewriter) operator(operator token.Token, left, right ast.Expression) ast.Expression {
	var name string
	args := []ast.Expression{right}
	largest := int64(smallShift)
	switch operator {
	case token.SHIFT_LEFT:
		name = bounds.ShiftName
	case token.SHIFT_RIGHT:
		name = bounds.BackName
	case token.EXPONENT:
		name, largest = bounds.PowerName, smallPower
		switch left := left.(type) { // what can be looked at twice
		case *ast.Identifier:
			args = append(args, &ast.Identifier{Name: left.Name, Idx: left.Idx})
		case *ast.NumberLiteral:
			args = append(args, left)
		case *ast.UnaryExpression:
			if _, ok := left.Operand.(*ast.NumberLiteral); ok {
				args = append(args, left)
			}
		}
	default:
		return right
	}
	if isNumber(left) || isNumber(right) { // with a BigInt on the other side it throws
		return right
	}
	switch e := right.(type) {
	case *ast.NumberLiteral:
		if n, ok := e.Value.(*big.Int); ok && n.IsInt64() && n.Int64() <= largest {
			return right
		}
	case *ast.CallExpression:
		if isIdentifier(e.Callee, unistringOf(name)) {
			return right
		}
	}
	r.checked = true
	return call(name, right.Idx0(), args...)
}

// isNumber tells whether the value of an expression is certain not to be a BigInt, or an object that becomes one, if it has
// any.
func isNumber(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.NumberLiteral:
		_, isBig := e.Value.(*big.Int)
		return !isBig
	case *ast.UnaryExpression:
		switch e.Operator {
		case token.PLUS:
			return true
		case token.MINUS, token.BITWISE_NOT:
			return isNumber(e.Operand)
		}
	case *ast.BinaryExpression:
		switch e.Operator {
		case token.UNSIGNED_SHIFT_RIGHT:
			return true
		case token.PLUS:
			return isNumber(e.Left) && isNumber(e.Right)
		case token.MINUS, token.MULTIPLY, token.SLASH, token.REMAINDER, token.EXPONENT,
			token.AND, token.OR, token.EXCLUSIVE_OR, token.SHIFT_LEFT, token.SHIFT_RIGHT:
			return isNumber(e.Left) || isNumber(e.Right)
		}
	}
	return false
}

package bundle

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
	"github.com/go-sourcemap/sourcemap"

	"github.com/caddyhbf/hbf/jsengine/bounds"
)

// printed is what is compiled: a line that opens a function, or an empty line, then
// code that esbuild has printed, and then what closes the function.
type printed struct {
	name    string // of the program, for goja
	before  string
	code    string
	after   string
	mapping []byte                     // esbuild's source map of code
	rename  func(source string) string // gives a source's name, relative to the directory of name
	imports string                     // function that stands for import(); "" if none does
}

// code is a program as it can be kept: all that goja is given.
type code struct {
	name    string
	text    string
	mapping []byte // source map of text, as goja wants it
	imports string // as in printed

	program *goja.Program // nil until it is compiled
}

// compile compiles code so that places in errors and stacks are those of the original
// sources. The error is a *Error with such a place.
func compile(p printed) (*code, error) {
	adapted, err := adaptMap(p.mapping, modulesName, func(source string) string { return mapName(p.rename(source)) })
	if err != nil {
		return nil, err
	}
	c := &code{name: p.name, text: p.before + "\n" + p.code + "\n" + p.after + "\n", mapping: adapted, imports: p.imports}
	return c, c.compile()
}

// compile makes the program, unless it is there.
func (c *code) compile() error {
	if c.program != nil {
		return nil
	}
	if err := bounds.Source(c.text); err != nil { // the parser would take all of the stack
		return errorf("%s: %v", c.name, err)
	}
	// The source map takes nearly as long to read as the code.
	places := make(chan *sourcemap.Consumer, 1)
	go func() {
		consumer, err := sourcemap.Parse(c.name, c.mapping)
		if err != nil {
			consumer = nil // places are then those in text
		}
		places <- consumer
	}()
	parsed, err := parser.ParseFile(nil, c.name, c.text, 0, parser.WithDisableSourceMaps)
	consumer := <-places
	if parsed != nil && consumer != nil {
		parsed.File.SetSourceMap(consumer)
	}
	if err != nil {
		return syntaxError(parsed, c.text, err)
	}
	if c.imports != "" && strings.Contains(c.text, "__toESM(require(") {
		replaceImports(parsed, c.imports)
	}
	if err := rewrite(parsed); err != nil {
		return err
	}
	c.program, err = compileParsed(parsed)
	return err
}

// compileParsed compiles a syntax tree that was rewritten.
func compileParsed(parsed *ast.Program) (program *goja.Program, err error) {
	defer func() {
		if x := recover(); x != nil { // goja's compiler gives up on what it did not foresee by panicking
			err = errorf("The compiler failed on %s: %v", parsed.File.Name(), x)
		}
	}()
	program, err = goja.CompileAST(parsed, false)
	var syntax *goja.CompilerSyntaxError
	if errors.As(err, &syntax) && syntax.File != nil {
		at := syntax.File.Position(syntax.Offset)
		return nil, &Error{Messages: []Message{{File: at.Filename, Line: at.Line, Column: at.Column, Text: "SyntaxError: " + syntax.Message}}}
	}
	if err != nil {
		return nil, errorf("%v", err)
	}
	return program, nil
}

// syntaxError converts the first of the parser's errors, the others being its
// consequences. The parser does not know the source map.
func syntaxError(parsed *ast.Program, text string, err error) error {
	var list parser.ErrorList
	if !errors.As(err, &list) || len(list) == 0 || parsed == nil {
		return errorf("%v", err)
	}
	first := list[0]
	at := parsed.File.Position(lineOffset(text, first.Position.Line) + first.Position.Column - 1)
	return &Error{Messages: []Message{{File: at.Filename, Line: at.Line, Column: at.Column, Text: "SyntaxError: " + first.Message}}}
}

// programName returns the name for goja of a program whose source map has
// its sources relative to the directory of name. goja parses it as a URL.
func programName(name string) string {
	if u, err := url.Parse(name); err == nil && u.Path == name {
		return name
	}
	return (&url.URL{Path: path.Join("./", name)}).EscapedPath()
}

// mapName returns the name of a source for a source map. goja parses it as a URL.
func mapName(file string) string {
	return strings.NewReplacer("?", "%3F", "#", "%23").Replace(file)
}

// shownName returns what goja makes of the name of a source.
func shownName(file string) string {
	first, err := url.Parse(mapName(file))
	if err != nil || first.IsAbs() {
		return mapName(file)
	}
	second, err := url.Parse(path.Clean(first.Path))
	if err != nil {
		return mapName(file)
	}
	return fmt.Sprint(second)
}

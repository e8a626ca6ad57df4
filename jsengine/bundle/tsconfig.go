package bundle

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
)

// compilerOptions are the settings of tsconfig.json that matter to a bundler.
var compilerOptions = []string{
	"jsx", "jsxFactory", "jsxFragmentFactory", "jsxImportSource", "experimentalDecorators",
	"useDefineForClassFields", "target", "verbatimModuleSyntax", "preserveValueImports", "importsNotUsedAsValues",
}

// maxExtends bounds a chain of tsconfig.json files.
const maxExtends = 8

// readTSConfig returns the settings of the tsconfig.json nearest to the entry, as
// JSON. It follows "extends" within the archive; esbuild would follow it outside.
func readTSConfig(src *sources, entry string) (string, error) {
	options := map[string]any{}
	for dir := path.Dir(entry); ; dir = path.Dir(dir) {
		name := path.Join(dir, "tsconfig.json")
		if src.exists(name) {
			if err := addOptions(src, name, options, maxExtends); err != nil {
				return "", err
			}
			break
		}
		if dir == "." || dir == "/" {
			break
		}
	}
	if options["jsx"] == "preserve" || options["jsx"] == "react-native" {
		delete(options, "jsx") // left for another tool, and there is none
	}
	data, err := json.Marshal(map[string]any{"compilerOptions": options})
	return string(data), err
}

// addOptions adds the settings of a file and of those that it extends, which come last.
func addOptions(src *sources, name string, options map[string]any, depth int) error {
	text, err := src.read(name)
	if err != nil || depth == 0 {
		return err
	}
	config, err := parseJSONC(name, text)
	if err != nil {
		return err
	}
	own, _ := config["compilerOptions"].(map[string]any)
	for key, value := range own {
		if _, have := options[key]; !have && slices.Contains(compilerOptions, key) {
			options[key] = value
		}
	}
	base, _ := config["extends"].(string)
	if !isRelative(base) {
		return nil
	}
	base = path.Join(path.Dir(name), base)
	if !src.exists(base) && !strings.HasSuffix(base, ".json") {
		base += ".json"
	}
	if !src.exists(base) {
		return nil
	}
	return addOptions(src, base, options, depth-1)
}

// parseJSONC reads the strings, booleans and objects of JSON with comments and trailing
// commas, which is an expression of JavaScript.
func parseJSONC(name, text string) (map[string]any, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	parsed, err := parser.ParseFile(nil, name, "("+text+"\n)", 0, parser.WithDisableSourceMaps)
	if err != nil {
		return nil, syntaxError(parsed, "("+text, err)
	}
	if len(parsed.Body) == 1 {
		if statement, ok := parsed.Body[0].(*ast.ExpressionStatement); ok {
			if object, ok := constant(statement.Expression).(map[string]any); ok {
				return object, nil
			}
		}
	}
	return map[string]any{}, nil
}

// constant returns the value of a literal, or nil for what it does not know.
func constant(expression ast.Expression) any {
	switch e := expression.(type) {
	case *ast.StringLiteral:
		return e.Value.String()
	case *ast.BooleanLiteral:
		return e.Value
	case *ast.ObjectLiteral:
		object := make(map[string]any)
		for _, property := range e.Value {
			keyed, ok := property.(*ast.PropertyKeyed)
			if !ok {
				continue
			}
			if key, ok := keyed.Key.(*ast.StringLiteral); ok {
				object[key.Value.String()] = constant(keyed.Value)
			}
		}
		return object
	}
	return nil
}

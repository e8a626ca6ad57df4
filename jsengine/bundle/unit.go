package bundle

import (
	"path"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/caddyhbf/hbf/jsengine/bounds"
)

// unit is one source file, read on its own.
type unit struct {
	name   string
	loader api.Loader
	plain  string // the source without what is only for other tools
	text   string // what esbuild's linker is given: places as in the source

	computed bool // has require(…) or import(…) with a specifier that is computed
	context  bool // text refers to contextImport, contextRequire or contextMeta
	awaits   bool // awaits at the top level
}

// These identifiers stand, in an ES module's text, for what differs between
// modules: the import of import(specifier) and the require of require(specifier)
// where specifier is computed, and import.meta. The first two are as long as what
// they replace, so that all places stay as they are.
const (
	contextImport  = "$hbfim"
	contextRequire = "$hbfreq"
	contextMeta    = "$hbfmeta"
)

// IDs of esbuild's messages about computed specifiers.
const (
	computedImport  = "unsupported-dynamic-import"
	computedRequire = "unsupported-require-call"
	indirectRequire = "indirect-require"
)

// readUnit reads one file. It is left to the linker to find errors.
//
// esbuild's linker would look for computed relative specifiers such as './lib/' + name
// in the host's file system, and for source maps that comments name there too.
// Transform has no file system, so what it finds is taken out of the text.
func (b *builder) readUnit(name string, loader api.Loader) (*unit, error) {
	text, err := b.src.read(name)
	if err != nil {
		return nil, err
	}
	u := &unit{name: name, loader: loader, text: text}
	if loader != api.LoaderText {
		if err := bounds.Source(text); err != nil { // esbuild would take all of the stack
			return nil, &Error{Messages: []Message{{File: name, Text: err.Error()}}}
		}
	}
	if isData(loader) {
		return u, nil
	}
	u.text = strings.TrimPrefix(text, "\ufeff")
	if rest, ok := strings.CutPrefix(u.text, "#!"); ok {
		u.text = "//" + rest // it is only a comment at the beginning of what goja is given
	}
	if impliesAutomatic(u.text) {
		u.text += "\n/* @jsxRuntime automatic */" // at the end, where it moves nothing
	}
	if strings.Contains(u.text, mapComment) {
		printed := api.Transform(u.text, b.reading(u, 0))
		u.text = withoutMapComments(u.text, string(printed.Code))
	}
	u.plain = u.text
	failed := false
	if needsReading(u.text) {
		result := api.Transform(u.text, b.reading(u, 0))
		u.context = strings.Contains(string(result.Code), contextMeta)
		u.replace(result.Warnings)
		failed = len(result.Errors) > 0
	}
	if !failed && needsProbe(u.text) {
		b.probe(u)
	}
	return u, nil
}

// impliesAutomatic tells whether a comment such as @jsxImportSource hono/jsx says where a file's JSX comes from, by which
// TypeScript takes the automatic form; esbuild ignores that comment in the classic one.
func impliesAutomatic(text string) bool {
	return strings.Contains(text, "@jsxImportSource") && !strings.Contains(text, "@jsxRuntime")
}

// lowered returns the lowered form of a script or CommonJS file, and its source map.
func (b *builder) lowered(u *unit, attempt int) (code string, mapping []byte) {
	o := b.reading(u, attempt)
	o.Sourcemap, o.SourcesContent = api.SourceMapExternal, api.SourcesContentExclude
	result := api.Transform(u.plain, o)
	return string(result.Code), result.Map
}

// needsReading tells whether a file may have a computed import() or an import.meta, to
// save reading it for most files.
func needsReading(text string) bool {
	return importExpression.MatchString(text) || strings.Contains(text, "require")
}

// importExpression matches an import that is no declaration, and some that are.
var importExpression = regexp.MustCompile(`\bimport(?:\s|/\*|//)*[(.]|\bimport\s*/[*/]`)

// reading returns the options for a file on its own.
func (b *builder) reading(u *unit, attempt int) api.TransformOptions {
	return api.TransformOptions{
		Loader:        u.loader,
		Sourcefile:    u.name,
		Target:        target,
		Supported:     lowering(attempt),
		LegalComments: api.LegalCommentsNone,
		TsconfigRaw:   b.tsconfig,
		Define:        map[string]string{"import.meta": contextMeta},
		LogOverride: map[string]api.LogLevel{
			computedImport:  api.LogLevelWarning,
			computedRequire: api.LogLevelWarning,
		},
	}
}

// probe finds what esbuild tells only when it converts to CommonJS: computed
// arguments of require, and top-level await, which is then an error.
func (b *builder) probe(u *unit) {
	o := b.reading(u, 0)
	o.Format = api.FormatCommonJS
	result := api.Transform(u.text, o)
	u.awaits = len(result.Errors) > 0
	u.replace(result.Warnings)
}

// literalRequire matches what needs no probe.
var literalRequire = regexp.MustCompile(`\brequire\(\s*(?:"[^"\\\n]*"|'[^'\\\n]*')\s*\)`)

// needsProbe tells whether a probe may find something, to save it for most files.
func needsProbe(text string) bool {
	return strings.Contains(text, "await") ||
		strings.Count(text, "require") > len(literalRequire.FindAllStringIndex(text, -1))
}

// replace puts the names that stand for import and require in the places that
// messages about computed specifiers give.
func (u *unit) replace(messages []api.Message) {
	for _, m := range messages {
		switch m.ID {
		case computedImport:
			u.replaceAt(m.Location, "import", contextImport)
		case computedRequire:
			u.replaceAt(m.Location, "require", contextRequire)
		}
	}
}

// replaceAt puts name in the place of a word of the same length.
func (u *unit) replaceAt(at *api.Location, word, name string) {
	if at == nil {
		return
	}
	offset := lineOffset(u.text, at.Line) + at.Column
	if offset < len(u.text) && strings.HasPrefix(u.text[offset:], word) {
		u.text = u.text[:offset] + name + u.text[offset+len(word):]
		u.computed, u.context = true, true
	}
}

// lineOffset returns the offset of the beginning of a line, counted from 1.
func lineOffset(text string, line int) int {
	offset := 0
	for ; line > 1; line-- {
		end, size := lineEnd(text[offset:])
		offset += end + size
	}
	return offset
}

const mapComment = "sourceMappingURL"

// withoutMapComments makes comments that name a source map say nothing. printed
// is the code without its comments: what it still has is in strings, which are to
// stay, so then only what looks like a comment on a line of its own is changed.
func withoutMapComments(text, printed string) string {
	const mute = "sourceMappingurl"
	if !strings.Contains(printed, mapComment) {
		return strings.ReplaceAll(text, mapComment, mute)
	}
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimSpace(line), "//") {
			lines[i] = strings.ReplaceAll(line, mapComment, mute)
		}
	}
	return strings.Join(lines, "")
}

// linked returns the text for esbuild's linker, in which the names that differ
// between modules are imported from a virtual module. The import is at the end,
// where it moves nothing.
func (u *unit) linked() string {
	if !u.context {
		return u.text
	}
	return u.text + "\nimport { " + contextImport + ", " + contextRequire + ", " + contextMeta + " } from \"" +
		nsContext + ":" + u.name + "\";"
}

// dirname returns the directory of a file as scripts see it, with "/" for the
// archive's root.
func dirname(name string) string {
	return path.Join("/", path.Dir(name))
}

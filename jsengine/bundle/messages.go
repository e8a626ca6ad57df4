package bundle

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/evanw/esbuild/pkg/api"
)

// shown takes our namespaces off the paths that esbuild quotes.
var shown = strings.NewReplacer(`"`+nsApp+":", `"`, `"`+nsHost+":", `"`, `"`+nsCommonJS+":", `"`)

// messages converts esbuild's messages.
func (b *builder) messages(from []api.Message) []Message {
	to := make([]Message, 0, len(from))
	for _, m := range from {
		to = append(to, b.message(m))
	}
	return to
}

func (b *builder) message(m api.Message) Message {
	result := Message{Text: shown.Replace(m.Text)}
	if file := fileOf(m.Location); file != "" {
		result.File, result.Line, result.Column = file, m.Location.Line, columnOf(m.Location)
		b.addFrame(&result)
	}
	if specifier, ok := strings.CutPrefix(m.Text, "Could not resolve "); ok {
		// esbuild's notes are about its plugins; the resolver knows better.
		if hint := b.hint(result.File, strings.Trim(specifier, `"`)); hint != "" {
			result.Notes = append(result.Notes, "hint: "+hint)
		}
		return result
	}
	for _, note := range m.Notes {
		text := shown.Replace(note.Text)
		if file := fileOf(note.Location); file != "" {
			text = fmt.Sprintf("%s:%d:%d: %s", file, note.Location.Line, columnOf(note.Location), text)
		}
		result.Notes = append(result.Notes, "note: "+text)
	}
	return result
}

func (b *builder) hint(from, specifier string) string {
	for _, how := range []kind{byImport, byRequire} {
		if hint := b.graph.missing[link{from, specifier, how}]; hint != "" {
			return hint
		}
	}
	return ""
}

func (b *builder) addFrame(m *Message) {
	if text, err := b.src.read(m.File); err == nil {
		m.Frame = Frame(text, m.Line, m.Column)
	}
}

// columnOf converts esbuild's column, 0-based in bytes, to one that is 1-based in
// UTF-16 code units.
func columnOf(l *api.Location) int {
	column := 1
	for _, r := range l.LineText[:min(l.Column, len(l.LineText))] {
		column += max(utf16.RuneLen(r), 1)
	}
	return column
}

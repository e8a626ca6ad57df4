package jsengine

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

// programCounter is goja's suffix of a position: "server.js:3:7(12)".
var programCounter = regexp.MustCompile(`(:\d+:\d+)\(\d+\)`)

// stackLines keeps the "at ..." lines of an error's stack property, without goja's program counters.
func stackLines(stack string) string {
	var lines []string
	for line := range strings.Lines(stack) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "at ") {
			lines = append(lines, programCounter.ReplaceAllString(line, "$1"))
		}
	}
	return joinFrames(lines)
}

// renderFrames gives a captured stack the form of an error's stack property.
func renderFrames(frames []goja.StackFrame) string {
	lines := make([]string, len(frames))
	for i := range frames {
		name, pos := frames[i].FuncName(), frames[i].Position()
		switch {
		case frames[i].SrcName() == "<native>":
			lines[i] = fmt.Sprintf("at %s%s", name, nativeSuffix)
		case pos.Filename == "":
			lines[i] = fmt.Sprintf("at %s (<eval>:%d:%d)", name, pos.Line, pos.Column)
		case name == "<anonymous>":
			lines[i] = fmt.Sprintf("at %s:%d:%d", pos.Filename, pos.Line, pos.Column)
		default:
			lines[i] = fmt.Sprintf("at %s (%s:%d:%d)", name, pos.Filename, pos.Line, pos.Column)
		}
	}
	return joinFrames(lines)
}

// nativeSuffix ends the line of a function that is written in Go, and namelessNative is that of one without a name.
const (
	nativeSuffix   = " (native)"
	namelessNative = "at native"
)

// joinFrames leaves out what says nothing to the app's author: the engine's own JavaScript, and the functions in Go by
// which the engine called the app. Those that the app has called stay.
func joinFrames(lines []string) string {
	var kept []string
	for _, line := range lines {
		if !internalFrame(line) {
			kept = append(kept, line)
		}
	}
	for n := len(kept); n > 0 && (strings.HasSuffix(kept[n-1], nativeSuffix) || kept[n-1] == namelessNative); n-- {
		kept = kept[:n-1]
	}
	var b strings.Builder
	for n, line := range kept[:min(len(kept), maxStackFrames)] {
		if n > 0 {
			b.WriteByte('\n')
		}
		b.WriteString("    " + line)
	}
	return b.String()
}

// internalFrame says whether a line of a stack is of the engine's own JavaScript, whose files have names that begin
// with "hbf:".
func internalFrame(line string) bool {
	return strings.HasPrefix(line, "at hbf:") || strings.Contains(line, " (hbf:")
}

var position = regexp.MustCompile(`at (?:.*\()?([^()]+):(\d+):(\d+)\)?$`)

// innermost finds the first place of a stack that lies in the app's source. Code that the app has made of strings,
// such as a compiled template, counts only when there is nothing else.
func (rt *runtime) innermost(stack string) (file string, line, column int) {
	for text := range strings.Lines(stack) {
		m := position.FindStringSubmatch(strings.TrimRight(text, "\n"))
		if m == nil {
			continue
		}
		_, known := rt.bundle.Source(m[1])
		if file != "" && !known {
			continue
		}
		file = m[1]
		line, _ = strconv.Atoi(m[2])
		column, _ = strconv.Atoi(m[3])
		if known {
			break
		}
	}
	return file, line, column
}

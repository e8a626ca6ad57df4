package native_test

import (
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

func TestParseJSONBoundsNesting(t *testing.T) {
	k := native.New(goja.New())
	k.CaptureJSON()
	nested := func(n int, open, inside, end string) string {
		return strings.Repeat(open, n) + inside + strings.Repeat(end, n)
	}
	for name, c := range map[string]struct{ text, want string }{
		"arrays":             {nested(2000, "[", "", "]"), ""},
		"deeper arrays":      {nested(2001, "[", "", "]"), "RangeError: the JSON is nested more than 2000 deep"},
		"objects":            {nested(2000, `{"a":`, "1", "}"), ""},
		"deeper objects":     {nested(2001, `{"a":`, "1", "}"), "RangeError: the JSON is nested more than 2000 deep"},
		"no end":             {strings.Repeat("[", 5<<20), "RangeError: the JSON is nested more than 2000 deep"},
		"in a string":        {`"` + strings.Repeat(`[\"`, 5000) + `"`, ""},
		"beside each other":  {"[" + strings.Repeat("[],", 5000) + "1]", ""},
		"an open string":     {`"` + strings.Repeat("[", 5000), "SyntaxError"},
		"an escape at last":  {`"` + strings.Repeat("[", 5000) + `\`, "SyntaxError"},
		"ends of what not":   {strings.Repeat("]", 5000), "SyntaxError"},
		"strings in between": {strings.Repeat(`["a\\",`, 2001), "RangeError"},
	} {
		got := ""
		if exception := k.VM.Try(func() { k.ParseJSON(c.text) }); exception != nil {
			got = exception.Value().String()
		}
		if !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: got %.100q, want %q", name, got, c.want)
		}
	}
}

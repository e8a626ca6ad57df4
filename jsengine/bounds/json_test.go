package bounds_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/bounds"
	"github.com/caddyhbf/hbf/jsengine/native"
)

func TestParseJSONBoundsNesting(t *testing.T) {
	k := native.New(goja.New())
	bounds.Install(k, bounds.Options{})
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

// FuzzParseJSON: what is JSON to Go is JSON here too, unless it nests deeply, and the other way round; nothing ends the process.
func FuzzParseJSON(f *testing.F) {
	for _, text := range []string{`{"a":[1,-0.5e3,true,null,"\u00e9\n"]}`, `[[[]]]`, `"\"`, `{"__proto__":{"a":1}}`, "1 2", "", "\ufeff1", `{"a":1,"a":2}`, "\xff"} {
		f.Add(text, 1)
	}
	f.Add("[", 5000)
	f.Add(`{"":`, 3000)
	f.Add(`"[`, 1001)
	k := native.New(goja.New())
	bounds.Install(k, bounds.Options{})
	f.Fuzz(func(t *testing.T, text string, times int) {
		text = strings.Repeat(text, max(1, min(times, 1<<20/(len(text)+1))))
		exception := k.VM.Try(func() { k.ParseJSON(text) })
		if exception != nil && strings.HasPrefix(exception.Value().String(), "RangeError") {
			return
		}
		if exception != nil && strings.Contains(exception.Value().String(), "cannot unmarshal number") {
			return // goja takes no number that a float64 can't hold
		}
		if valid := json.Valid([]byte(text)); valid != (exception == nil) && utf8.ValidString(text) {
			t.Fatalf("%.200q: valid %v, %v", text, valid, exception)
		}
	})
}

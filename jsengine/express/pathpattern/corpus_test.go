package pathpattern_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/express/pathpattern"
)

// patternList is one pattern or several, as an Express layer takes them.
type patternList []string

func (p *patternList) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*p = patternList{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(p))
}

func readJSON(t testing.TB, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// firstResult is what the next layer of m gives, in the form in which generate.mjs writes it.
func firstResult(m *pathpattern.Matches) any {
	if !m.Next() {
		return nil
	}
	if err := m.Err(); err != nil {
		return err.Error()
	}
	r := []any{m.PrefixLen()}
	for _, p := range m.Params() {
		if p.Wildcard {
			r = append(r, [2]any{p.Name, p.Values})
		} else {
			r = append(r, [2]any{p.Name, p.Value})
		}
	}
	return r
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func parse(t testing.TB, patterns ...string) []*pathpattern.Pattern {
	t.Helper()
	parsed := make([]*pathpattern.Pattern, len(patterns))
	for i, p := range patterns {
		var err error
		if parsed[i], err = pathpattern.Parse(p); err != nil {
			t.Fatal(err)
		}
	}
	return parsed
}

func TestMatchesAsExpressDoes(t *testing.T) {
	var cases []struct {
		Pattern patternList
		Options string
		Results [][2]any
	}
	readJSON(t, "matches.json", &cases)
	results, positive := 0, 0
	var m pathpattern.Matches
	for _, c := range cases {
		options := pathpattern.Options{
			CaseSensitive: strings.Contains(c.Options, "C"),
			Strict:        strings.Contains(c.Options, "S"),
			End:           strings.Contains(c.Options, "E"),
		}
		var table pathpattern.Table
		table.Add(parse(t, c.Pattern...), options)
		for _, r := range c.Results {
			path := r[0].(string)
			table.Match(path, &m)
			if got, want := asJSON(t, firstResult(&m)), asJSON(t, r[1]); got != want {
				t.Errorf("%q %+v on %q:\n got %s\nwant %s", c.Pattern, options, path, got, want)
			}
			if m.Next() {
				t.Errorf("%q %+v on %q: a second match", c.Pattern, options, path)
			}
			results++
			if r[1] != nil {
				positive++
			}
		}
	}
	if results < 5000 || positive < 1500 {
		t.Errorf("the corpus shrank: %d results, %d of them positive", results, positive)
	}
}

package pathpattern_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/express/pathpattern"
)

var (
	route = pathpattern.Options{End: true}
	use   = pathpattern.Options{}
)

// layers lists the layers that match path, with their parameters.
func layers(m *pathpattern.Matches) []string {
	var got []string
	for m.Next() {
		s := fmt.Sprint(m.Layer())
		for _, p := range m.Params() {
			if p.Wildcard {
				s += fmt.Sprintf(" %s=%q", p.Name, p.Values)
			} else {
				s += fmt.Sprintf(" %s=%q", p.Name, p.Value)
			}
		}
		if m.Err() != nil {
			s += " " + m.Err().Error()
		}
		got = append(got, s)
	}
	return got
}

func match(table *pathpattern.Table, path string) []string {
	var m pathpattern.Matches
	table.Match(path, &m)
	return layers(&m)
}

func TestLayersComeInOrderOfRegistration(t *testing.T) {
	var table pathpattern.Table
	add := func(o pathpattern.Options, patterns ...string) { table.Add(parse(t, patterns...), o) }
	table.AddAll()                                                            // 0
	add(route, "/users/:id")                                                  // 1
	add(route, "/users/me")                                                   // 2
	add(use, "/users")                                                        // 3
	add(route, "/:kind/:name")                                                // 4
	add(route, "/users/:first-:last")                                         // 5, not in the trie
	table.AddFunc(func(path string) ([]pathpattern.Param, int, bool, error) { // 6
		return []pathpattern.Param{{Name: "0", Value: "u"}}, 2, strings.HasPrefix(path, "/u"), nil
	})
	add(route, "/*rest")            // 7
	add(use, "/")                   // 8
	add(route, "/x", "/users/:uid") // 9
	add(route, "/{users/}{:x}")     // 10
	table.AddAll()                  // 11
	if got := table.Len(); got != 12 {
		t.Errorf("Len() = %d, want 12", got)
	}
	for path, want := range map[string][]string{
		"/users/me":  {"0", `1 id="me"`, "2", "3", `4 kind="users" name="me"`, `6 0="u"`, `7 rest=["users" "me"]`, "8", `9 uid="me"`, `10 x="me"`, "11"},
		"/USERS/a-b": {"0", `1 id="a-b"`, "3", `4 kind="USERS" name="a-b"`, `5 first="a" last="b"`, `7 rest=["USERS" "a-b"]`, "8", `9 uid="a-b"`, `10 x="a-b"`, "11"},
		"/users/":    {"0", "3", `6 0="u"`, `7 rest=["users" ""]`, "8", "10", "11"},
		"/x":         {"0", `7 rest=["x"]`, "8", "9", `10 x="x"`, "11"},
		"/%zz/a":     {"0", "4 Failed to decode param '%zz'", "7 Failed to decode param '%zz'", "8", "11"},
		"":           {"0", "8", "11"},
		"*":          {"0", "8", "11"},
	} {
		if got := match(&table, path); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", path, got, want)
		}
	}
}

func TestPatternAndPrefix(t *testing.T) {
	var table pathpattern.Table
	table.Add(parse(t, "/a/:x", "/:y{/b}"), use)
	var m pathpattern.Matches
	for _, c := range []struct {
		path            string
		pattern, prefix int
		param           string
	}{
		{"/a/b/c", 0, 4, "x"},
		{"/c/b/d", 1, 4, "y"},
		{"/c/d", 1, 2, "y"},
		{"/c/", 1, 3, "y"},
	} {
		table.Match(c.path, &m)
		if !m.Next() || m.Pattern() != c.pattern || m.PrefixLen() != c.prefix || m.Params()[0].Name != c.param {
			t.Errorf("%s: pattern %d, prefix %d, params %v; want %+v", c.path, m.Pattern(), m.PrefixLen(), m.Params(), c)
		}
	}
}

func TestFunctionsAreAskedOnlyWhenReached(t *testing.T) {
	asked := 0
	var table pathpattern.Table
	table.AddAll()
	table.AddFunc(func(string) ([]pathpattern.Param, int, bool, error) { asked++; return nil, 0, true, nil })
	var m pathpattern.Matches
	table.Match("/", &m)
	m.Next()
	if asked != 0 {
		t.Error("the function was asked before its turn")
	}
	m.Next()
	if asked != 1 || m.Layer() != 1 {
		t.Errorf("asked %d times, at layer %d", asked, m.Layer())
	}
}

func TestFunctionsAmongPatterns(t *testing.T) {
	fail := errors.New("no")
	one := func(path string) ([]pathpattern.Param, int, bool, error) {
		if path == "/fail" {
			return nil, 0, false, fail
		}
		return []pathpattern.Param{{Name: "f", Value: "1"}}, 3, path == "/fn", nil
	}
	var table pathpattern.Table
	table.Add([]*pathpattern.Pattern{parse(t, "/a")[0], pathpattern.FromFunc(one), parse(t, "/:any")[0]}, route)
	for path, want := range map[string][]string{
		"/a":    {"0"},
		"/fn":   {`0 f="1"`},
		"/b":    {`0 any="b"`},
		"/fail": {"0 no"},
		"/b/c":  nil,
	} {
		if got := match(&table, path); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestLayersAddedDuringAWalkTakePart(t *testing.T) {
	var table pathpattern.Table
	table.Add(parse(t, "/a"), route)
	table.AddAll()
	var m pathpattern.Matches
	table.Match("/a", &m)
	if !m.Next() || m.Layer() != 0 {
		t.Fatal("layer 0 does not match")
	}
	table.Add(parse(t, "/:x"), route)
	table.AddAll()
	if got, want := layers(&m), []string{"1", `2 x="a"`, "3"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	table.AddAll()
	if got, want := layers(&m), []string{"4"}; !reflect.DeepEqual(got, want) {
		t.Errorf("after its end: got %q, want %q", got, want)
	}
}

func TestMatchFrom(t *testing.T) {
	var table pathpattern.Table
	table.AddAll()
	table.Add(parse(t, "/a"), route)
	table.Add(parse(t, "/:x"), route)
	table.Add(parse(t, "/:x-:y"), route)
	table.AddAll()
	var m pathpattern.Matches
	for from, want := range [][]string{{"0", "1", `2 x="a"`, "4"}, {"1", `2 x="a"`, "4"}, {`2 x="a"`, "4"}, {"4"}, {"4"}, nil, nil} {
		table.MatchFrom("/a", from, &m)
		if got := layers(&m); !reflect.DeepEqual(got, want) {
			t.Errorf("from %d: got %q, want %q", from, got, want)
		}
	}
}

func TestCaseSensitiveAndOtherLayersMix(t *testing.T) {
	var table pathpattern.Table
	table.Add(parse(t, "/A"), pathpattern.Options{End: true, CaseSensitive: true})
	table.Add(parse(t, "/a"), route)
	table.Add(parse(t, "/a/"), pathpattern.Options{End: true, Strict: true})
	for path, want := range map[string][]string{"/a": {"1"}, "/A": {"0", "1"}, "/A/": {"0", "1", "2"}} {
		if got := match(&table, path); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestZeroMatches(t *testing.T) {
	var m pathpattern.Matches
	if m.Next() {
		t.Error("a walk that was never begun has a match")
	}
	var table pathpattern.Table
	table.Match("/", &m)
	if m.Next() {
		t.Error("an empty table has a match")
	}
}

func TestParamsOfAFailedLayerAreNil(t *testing.T) {
	var table pathpattern.Table
	table.Add(parse(t, "/:a/:b"), route)
	var m pathpattern.Matches
	table.Match("/x/%", &m)
	if !m.Next() || m.Err() == nil || m.Params() != nil {
		t.Errorf("got %v, %v", m.Params(), m.Err())
	}
}

func TestEscapedSlashAtTheEndIsMeant(t *testing.T) {
	// Express takes the slash off before it reads the pattern and then fails for the backslash that is left.
	var table pathpattern.Table
	table.Add(parse(t, `/a\/`), route)
	if got := match(&table, "/a/"); len(got) != 1 {
		t.Errorf("got %q", got)
	}
}

func TestPatternString(t *testing.T) {
	if got := parse(t, "/a/:b")[0].String(); got != "/a/:b" {
		t.Errorf("got %q", got)
	}
}

func TestOneTableManyReaders(t *testing.T) {
	table := api(t, 50)
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for range 50 {
				if got := len(match(table, "/api/v1/resource3/1/items/2")); got != 3 {
					t.Errorf("%d layers match", got)
				}
			}
		})
	}
	readers.Wait()
}

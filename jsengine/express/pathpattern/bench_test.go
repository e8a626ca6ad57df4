package pathpattern_test

import (
	"fmt"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/express/pathpattern"
)

// api builds a router of n routes as they are found in applications, with a middleware before and after them.
func api(t testing.TB, n int) *pathpattern.Table {
	t.Helper()
	var table pathpattern.Table
	table.AddAll()
	for i := range n {
		pattern := fmt.Sprintf("/api/v1/resource%d", i/5)
		switch i % 5 {
		case 1:
			pattern += "/:id"
		case 2:
			pattern += "/:id/items"
		case 3:
			pattern += "/:id/items/:item"
		case 4:
			pattern += "/:id/export.:format"
		}
		table.Add(parse(t, pattern), pathpattern.Options{End: true})
	}
	table.AddAll()
	return &table
}

var benchPaths = []struct{ name, path string }{
	{"static", "/api/v1/resource%d"},
	{"param", "/api/v1/resource%d/42"},
	{"params", "/api/v1/resource%d/42/items/7"},
	{"mixed", "/api/v1/resource%d/42/export.csv"},
	{"miss", "/api/v1/resource%d/42/nothing/here"},
}

func BenchmarkMatch(b *testing.B) {
	for _, n := range []int{100, 1000} {
		table := api(b, n)
		for _, p := range benchPaths {
			path := fmt.Sprintf(p.path, n/5-1)
			b.Run(fmt.Sprintf("%d/%s", n, p.name), func(b *testing.B) {
				var m pathpattern.Matches
				b.ReportAllocs()
				for b.Loop() {
					table.Match(path, &m)
					for m.Next() {
					}
				}
			})
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := pathpattern.Parse("/api/v1/users/:user/files{/*path}"); err != nil {
			b.Fatal(err)
		}
	}
}

func TestMatchDoesNotAllocate(t *testing.T) {
	table := api(t, 100)
	var m pathpattern.Matches
	for _, p := range benchPaths {
		path := fmt.Sprintf(p.path, 19)
		got := testing.AllocsPerRun(50, func() {
			table.Match(path, &m)
			for m.Next() {
				if m.Err() != nil {
					t.Fatal(m.Err())
				}
			}
		})
		if got != 0 {
			t.Errorf("%s: %v allocations", path, got)
		}
	}
}

func ExampleTable() {
	var table pathpattern.Table
	table.AddAll() // a middleware
	for _, s := range []string{"/users/:id", "/files/*path", "/:lang{/:page}"} {
		pattern, err := pathpattern.Parse(s)
		if err != nil {
			fmt.Println(err)
			return
		}
		table.Add([]*pathpattern.Pattern{pattern}, pathpattern.Options{End: true})
	}
	var m pathpattern.Matches
	table.Match("/users/a%20b", &m)
	for m.Next() {
		fmt.Print(m.Layer())
		for _, p := range m.Params() {
			fmt.Printf(" %s=%s", p.Name, p.Value)
		}
		fmt.Println()
	}
	// Output:
	// 0
	// 1 id=a b
	// 3 lang=users page=a b
}

// Package route has the routes that the benchmark drives: what is sent and what must
// come back.
package route

import (
	"fmt"
	"net/http"
)

// Items is how many rows the table of the read routes has; their keys are 1 to Items.
const Items = 1000

// Route is a kind of work that is measured.
type Route struct {
	Name  string // for flags and results, such as "row"
	Title string // for people

	// Requests are sent in this order, again and again.
	Requests []Request

	// Full asks for the server whose database has synchronous=FULL; the others have NORMAL.
	Full bool
}

// Writes returns how many of n requests, sent in the route's order, insert a row. What
// each of several connections leaves unfinished makes it inexact by that many.
func (r Route) Writes(n int64) int64 {
	writes := int64(0)
	for _, request := range r.Requests {
		if request.Method == http.MethodPost {
			writes++
		}
	}
	return n * writes / int64(len(r.Requests))
}

// Baseline is the route to whose requests per second all ratios refer: Caddy's respond.
func Baseline() Request {
	return Request{Method: http.MethodGet, Path: "/hello", Text: []byte("hello")}
}

// Count asks how many rows the inserts have made.
func Count() Request {
	return Request{Method: http.MethodGet, Path: "/count"}
}

// Insert adds a row.
func Insert() Request {
	return Request{
		Method: http.MethodPost, Path: "/insert",
		Headers: map[string]string{"Content-Type": "application/json"},
		Body:    `{"name":"Ada","message":"A note that is neither short nor long."}`,
		JSON:    map[string]any{"changes": 1},
	}
}

// Row reads the item with a key.
func Row(id int) Request { return get(fmt.Sprintf("/row/%d", id), item(id)) }

// All returns the routes in the order in which reports show them.
func All() []Route {
	rows := make([]any, 50)
	for i := range rows {
		rows[i] = item(i + 1)
	}
	return []Route{
		{Name: "hello", Title: "hello, text", Requests: []Request{Baseline()}},
		{Name: "json", Title: "hello, JSON", Requests: []Request{get("/json", map[string]any{"message": "hello"})}},
		{Name: "user", Title: "/user/:id", Requests: []Request{get("/user/42", map[string]any{"id": "42", "name": "User 42"})}},
		{Name: "row", Title: "one row by key", Requests: everyRow()},
		{Name: "rows", Title: "50 rows", Requests: []Request{get("/rows", rows)}},
		{Name: "insert", Title: "INSERT, NORMAL", Requests: []Request{Insert()}},
		{Name: "insert-full", Title: "INSERT, FULL", Requests: []Request{Insert()}, Full: true},
		{Name: "mixed", Title: "90 % reads, 10 % writes", Requests: mixed()},
		{Name: "static-10k", Title: "10 KB file", Requests: []Request{file(small, "")}},
		{Name: "static-10k-gzip", Title: "10 KB file, gzip", Requests: []Request{file(small, "gzip")}},
		{Name: "static-1m", Title: "1 MB file", Requests: []Request{file(large, "")}},
		{Name: "static-1m-gzip", Title: "1 MB file, gzip", Requests: []Request{file(large, "gzip")}},
		{Name: "cpu", Title: "CPU-bound: fib(20)", Requests: []Request{get("/cpu", map[string]any{"fib": 6765})}},
	}
}

// item is a row of the table items as peers/schema.sql makes it.
func item(id int) map[string]any {
	return map[string]any{"id": id, "name": fmt.Sprint("Item ", id), "price": float64(id) + 0.5, "note": fmt.Sprint("A note about item ", id)}
}

// everyRow reads every item once, with no two neighbours in sequence.
func everyRow() []Request {
	requests := make([]Request, Items)
	for i := range requests {
		requests[i] = Row(i*387%Items + 1)
	}
	return requests
}

func mixed() []Request {
	requests := everyRow()
	for i := 9; i < len(requests); i += 10 {
		requests[i] = Insert()
	}
	return requests
}

// Ready is a request that any server with the static files answers.
func Ready() Request { return file(small, "") }

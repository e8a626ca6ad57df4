// Package express is the API of Express 5 as native objects of a goja runtime: applications and routers, requests and
// responses, body parsers and static files. It knows neither Caddy nor SQL. Requests come as an [Exchange] and answers
// go back in it; who reads the one and writes the other to a connection is the caller's business.
//
// Everything that JavaScript sees is made once per runtime by [New]: natives and accessors live on shared prototypes,
// and a request costs two objects. Routes are matched by a trie (package pathpattern) and handlers are called straight
// from Go. docs/express.md lists what is there and what is not; a test holds it to the live objects.
//
// Nothing here is safe for concurrent use: like the runtime, a [Module] and its exchanges belong to one goroutine at a
// time. Any method may run the application's code, and so belongs inside the caller's deadline and recovery.
package express

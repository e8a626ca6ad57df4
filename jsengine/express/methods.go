package express

import "strings"

// methodNames are the HTTP methods that applications, routers and routes have a function for: those of Node.js.
var methodNames = [...]string{
	"acl", "bind", "checkout", "connect", "copy", "delete", "get", "head", "link", "lock", "m-search", "merge",
	"mkactivity", "mkcalendar", "mkcol", "move", "notify", "options", "patch", "post", "propfind", "proppatch",
	"purge", "put", "query", "rebind", "report", "search", "source", "subscribe", "trace", "unbind", "unlink", "unlock",
	"unsubscribe",
}

// lowerMethod is strings.ToLower for a request's method, without work for the common ones.
func lowerMethod(method string) string {
	switch method {
	case "GET":
		return "get"
	case "HEAD":
		return "head"
	case "POST":
		return "post"
	case "PUT":
		return "put"
	case "PATCH":
		return "patch"
	case "DELETE":
		return "delete"
	case "OPTIONS":
		return "options"
	}
	return strings.ToLower(method)
}

// Package fetch is the function fetch() (https://fetch.spec.whatwg.org/#fetch-method) for requests that leave the
// server: to the hosts that the app's option allow_net lists, through package outbound, and to data: URLs.
//
// A request belongs to the scope in which fetch() was called and ends with it, and so does the response's body: as
// long as the request waits for its response, or somebody reads the body, the scope is not over; a body that nobody
// reads keeps nothing waiting, and is closed at the scope's end.
//
// Different from browsers, as on other servers:
//   - There is no origin and no base URL: no CORS, no Referer, no Sec-* fields, and URLs must be absolute.
//   - There are no cookies and no cache.
//   - The redirect mode "manual" gives the response that redirects itself, with status and Location.
//   - Header fields that browsers keep from scripts may be set; Host is the request's. Those of the connection, such as
//     Connection and Transfer-Encoding, are left out; see [outbound.Client.Do].
//   - integrity is not checked; blob: URLs are not known.
package fetch

// Package fetch is the function fetch() (https://fetch.spec.whatwg.org/#fetch-method) for requests that leave the
// server.
package fetch

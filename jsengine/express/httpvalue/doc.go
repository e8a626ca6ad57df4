// Package httpvalue reads and writes the values that HTTP puts into header fields, query strings and form bodies, with
// the results that Express applications get from the Node packages of the same trade: accepts, type-is, mime-types,
// cookie, range-parser, fresh, etag, content-disposition, vary, encodeurl, qs and body-parser. It knows neither
// JavaScript nor Caddy. Where a result depends on the order of keys, the order is part of the result.
//
// testdata holds answers of the Node packages, written by testdata/generate.mjs, and the tests compare with them.
package httpvalue

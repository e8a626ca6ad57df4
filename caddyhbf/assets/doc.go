// Package assets serves the members of an app's archive over HTTP, as users of
// Caddy's file_server expect: conditional and range requests, precompressed
// variants, a directory's index.html, canonical URLs. It knows net/http and the
// archive, but neither Caddy nor JavaScript.
//
// # Representations
//
// A member has up to four representations: its content as it is (identity) and,
// for a compressible media type, the content in the codings br, zstd and gzip.
// Each is made when it is first asked for, kept only if it is smaller, and has
// a strong ETag of its own, made of the SHA-256 of the very bytes that are sent.
//
// # Memory and files
//
// Members of up to [archive.LargeSize] are kept in a cache that is bounded in
// bytes, together with prepared header fields, so that a hit costs one small
// allocation. A larger member is never held in memory: it is sent from the
// database piece by piece, or, where the database has it compressed, from a
// temporary file without a name that all its readers share.
//
// # Versions
//
// A response never mixes versions. What the cache holds is immutable; what
// is sent piece by piece is verified by the archive, and when it was changed
// meanwhile the response is aborted. After [Server.Invalidate] a member is read again
// when it is next asked for. If its content is still the same, the variants made for
// it are kept.
package assets

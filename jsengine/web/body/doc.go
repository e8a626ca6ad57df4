// Package body is the classes Request and Response of the Fetch standard (https://fetch.spec.whatwg.org), with what
// they have in common, a body, and what the host needs of them: [Module.Incoming] makes the Request of a request that
// has arrived, [ResponseOf] and [Module.Payload] read what a handler answers, [Module.NewRequest] and
// [Module.Received] are the two ends of an outbound fetch.
//
// Everything is lazy: a request costs its Go side and an object until a script looks at its headers, signal or body,
// and bodies of text and bytes never touch a stream.
//
// Different from browsers, as on other servers, there are no forbidden headers and methods other than CONNECT, TRACE
// and TRACK, no base URL, and mode, credentials, cache and the like are kept but mean nothing.
package body

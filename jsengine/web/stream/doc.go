// Package stream is the classes of the Streams standard (https://streams.spec.whatwg.org), the streams of the Encoding
// and Compression standards, and what Go does with them: it makes streams of what it reads, and reads those that
// scripts make.
//
// The classes of the Streams standard are those of the npm package web-streams-polyfill, which is part of this package
// with its licence (see the directory ponyfill). It is evaluated in a runtime when the first of the classes is touched
// or the first stream is made; an app that uses none does not pay for it. A stream that [Module.FromReader] has made
// and that no script has read from can be taken back by [Module.Take], so that passing a body on needs no JavaScript.
package stream

// Package headers is the class Headers of the Fetch standard (https://fetch.spec.whatwg.org/#headers-class) over Go's
// http.Header.
//
// As on other servers, names that browsers keep from scripts, such as Cookie and Host, are ordinary here. Values are
// byte strings: a byte is a code unit, and text beyond Latin-1 is a TypeError.
package headers

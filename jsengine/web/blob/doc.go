// Package blob is the classes Blob and File of the File API (https://w3c.github.io/FileAPI), whose bytes are in memory
// or, when they came in a form, in a temporary file.
package blob

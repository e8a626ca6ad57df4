// Package form is the class FormData (https://xhr.spec.whatwg.org/#interface-formdata) and the two ways in which a form
// travels in a body: multipart/form-data and application/x-www-form-urlencoded.
package form

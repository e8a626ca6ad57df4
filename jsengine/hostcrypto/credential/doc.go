// Package credential makes and checks what an app knows its users by: hashes of passwords, signed cookies, and JSON Web
// Tokens. It knows no JavaScript.
package credential

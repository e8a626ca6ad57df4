// Package crypto is the Web Cryptography API (https://w3c.github.io/webcrypto/) over Go's standard library: the globals
// crypto, Crypto, SubtleCrypto and CryptoKey.
//
// There are SHA-1, SHA-256, SHA-384, SHA-512, HMAC, AES-CTR, AES-CBC, AES-GCM, PBKDF2, HKDF, RSASSA-PKCS1-v1_5, RSA-PSS,
// RSA-OAEP, ECDSA, ECDH, Ed25519 and X25519. What is small is done at once; what may take longer runs off the owner,
// no more of it at a time than there are processors.
//
// It deviates from the standard where Go's library or a bound on an app's work asks for it, always with a
// NotSupportedError that says so: RSA keys have 1024 to 8192 bits, generated ones at most 4096 and the exponent 65537;
// RSA-PSS has no salt of length 0; an AES-GCM tag shorter than 96 bits, or one shorter than 128 bits with an iv of other
// than 12 bytes, can't be decrypted; PBKDF2 makes at most [maxIterations] iterations. AES-KW and Ed448 are not there.
package crypto

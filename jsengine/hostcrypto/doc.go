// Package hostcrypto is the module hbf:crypto: hashes of passwords, JSON Web Tokens, signed cookies, and the small things
// that apps take from node:crypto, of which it has a part as well. Hashing a password never blocks the owner.
//
//	import { hashPassword, verifyPassword, jwt } from 'hbf:crypto'
//	const hash = await hashPassword(password)
//	if (await verifyPassword(password, hash)) token = await jwt.sign({ sub: user.id }, secret, { expiresIn: '1h' })
package hostcrypto

// Writes utf.json: what Node's TextDecoder makes of bytes in UTF-8 and UTF-16. To run it, with Node 20 or newer:
//
//	node generate.mjs
//
// Each case is an encoding, the bytes in hexadecimal, the text, and whether a fatal decoder takes them.
import { writeFileSync } from 'node:fs'

let seed = 7
const random = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n
const pieces = ['61', 'c3a9', 'e4bda0', 'f09f9880', 'ff', 'c3', 'e4', 'e4bd', 'f0', 'f09f', 'f09f98', '80', 'c080', 'eda080', 'f4908080', 'efbbbf', 'efbfbd', 'f8', 'c1bf', 'e08080', 'f08080', '00', 'd8', '3dd8', '00de', 'fffe', 'feff', '00dc', 'd83d', 'de00']
const cases = []
for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'])
  for (let i = 0; i < 400; i++) {
    let hex = ''
    for (let n = i < pieces.length ? 0 : 1 + random(6); n > 0; n--) hex += pieces[random(pieces.length)]
    hex += pieces[i % pieces.length]
    const bytes = Buffer.from(hex, 'hex')
    const text = new TextDecoder(encoding).decode(bytes)
    let valid = true
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      valid = false
    }
    cases.push([encoding, hex, text, valid])
  }
writeFileSync('utf.json', '[\n' + cases.map((c) => JSON.stringify(c)).join(',\n') + '\n]\n')

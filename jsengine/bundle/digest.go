package bundle

import "crypto/sha256"

// Digest identifies the code: bundles of the same entry and the same sources have
// the same digest, so that a change of other files can be told from one of the code.
func (b *Bundle) Digest() [sha256.Size]byte {
	h := hasher{sha256.New()}
	h.string(b.entry)
	h.string(b.router)
	for _, name := range b.src.names() {
		h.string(name)
		h.string(b.src.files[name].text)
	}
	var digest [sha256.Size]byte
	h.Sum(digest[:0])
	return digest
}

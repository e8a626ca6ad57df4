package bundle

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"
)

// Digest identifies the code: bundles of the same entry and the same sources have
// the same digest, so that a change of other files can be told from one of the code.
func (b *Bundle) Digest() [sha256.Size]byte {
	h := sha256.New()
	write := func(text string) {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(text)))
		h.Write(size[:])
		h.Write([]byte(text))
	}
	write(b.entry)
	write(b.router)
	for _, name := range slices.Sorted(maps.Keys(b.src.files)) {
		if f := b.src.files[name]; f.err == nil {
			write(name)
			write(f.text)
		}
	}
	var digest [sha256.Size]byte
	h.Sum(digest[:0])
	return digest
}

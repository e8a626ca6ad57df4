package archive

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// Fingerprint identifies everything in an archive: the names, modes, link
// targets and contents of its members. Archives of equal fingerprints are equal,
// whoever wrote them, however they compress, and whenever they were packed.
type Fingerprint [sha256.Size]byte

// identifyAll reads the contents of all files of x and returns its
// fingerprint.
func (r *reader) identifyAll(ctx context.Context, x *index) (Fingerprint, error) {
	h := fingerprinter{sha256.New()}
	for _, m := range x.rowMembers() {
		if err := ctx.Err(); err != nil {
			return Fingerprint{}, err
		}
		h.string(m.Name)
		h.number(uint64(m.Mode))
		h.string(m.Target)
		if !m.Mode.IsRegular() {
			continue
		}
		c, err := r.identify(ctx, m.Entry)
		if err != nil {
			return Fingerprint{}, pathError("read", m.Name, err)
		}
		m.content.Store(c)
		h.content(c, m.Size)
	}
	var f Fingerprint
	h.Sum(f[:0])
	return f, nil
}

// fingerprinter hashes values so that no two sequences of values look alike.
type fingerprinter struct{ hash.Hash }

func (h fingerprinter) string(s string) {
	h.number(uint64(len(s)))
	h.Write([]byte(s))
}

func (h fingerprinter) number(n uint64) {
	h.Write(binary.BigEndian.AppendUint64(nil, n))
}

// content adds a file's content, or what stands for it where it is damaged.
func (h fingerprinter) content(c *content, size int64) {
	if c.err != nil {
		h.string("damaged")
		h.number(uint64(size))
		h.Write(c.stored[:])
		return
	}
	h.Write(c.sum[:])
}

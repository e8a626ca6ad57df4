package bundle

import (
	"slices"
	"sync"
	"weak"
)

// Cache finds bundles that are in use, so that the same app is not compiled twice: when
// a configuration is checked and then started, or when a file is served twice. It holds
// on to none: a bundle that nobody else refers to is forgotten. The zero value is an
// empty cache; it is safe for concurrent use.
type Cache struct {
	mu      sync.Mutex
	bundles []weak.Pointer[Bundle]
}

// Find returns the bundle that [Build] would make, or nil if there is none. It reads
// the files that the bundle was built from, and looks whether those that were missing
// still are.
func (c *Cache) Find(o Options) *Bundle {
	wanted := o.key()
	now := newSources(o.FS) // reads each file once for all candidates
	entry, err := findEntry(now, o.Entry)
	if err != nil {
		return nil
	}
	for _, b := range c.alive() {
		if b.key == wanted && b.entry == entry && b.src.same(now, entry) {
			return b
		}
	}
	return nil
}

// Add makes a bundle known.
func (c *Cache) Add(b *Bundle) {
	if alive := c.alive(); slices.Contains(alive, b) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bundles = append(c.bundles, weak.Make(b))
}

// alive returns the bundles that are still in use, and forgets the others.
func (c *Cache) alive() []*Bundle {
	c.mu.Lock()
	defer c.mu.Unlock()
	var alive []*Bundle
	c.bundles = slices.DeleteFunc(c.bundles, func(p weak.Pointer[Bundle]) bool {
		b := p.Value()
		if b != nil {
			alive = append(alive, b)
		}
		return b == nil
	})
	return alive
}

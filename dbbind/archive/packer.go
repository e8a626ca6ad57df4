package archive

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// lockTimeout is how long Pack waits for its turn to write.
const lockTimeout = 10 * time.Second

// packer does one Pack.
type packer struct {
	ctx        context.Context //nolint:containedctx // it lives for one call
	store      *store
	src        fs.FS
	progress   func(done, total int)
	omit       func(name string) bool
	derived    derived
	items      []*item
	skipped    []string
	reader     reader
	compressor compressor
	waiting    time.Time // since when a lock is waited for
}

// wait is the busy handler: it waits for a lock, but not too long.
func (p *packer) wait(attempt int) bool {
	if attempt == 0 {
		p.waiting = time.Now()
	}
	if time.Since(p.waiting) > lockTimeout {
		return false
	}
	pause := time.NewTimer(5 * time.Millisecond)
	defer pause.Stop()
	select {
	case <-pause.C:
		return true
	case <-p.ctx.Done():
		return false
	}
}

// list lists what is to be packed.
func (p *packer) list() error {
	if p.src == nil {
		return nil
	}
	w := walker{ctx: p.ctx, src: p.src, now: time.Now(), omit: p.omit}
	if !sqlite3.IsMemory(p.store.path) {
		own, err := ownFiles(p.store.path)
		if err != nil {
			return err
		}
		w.exclude = own
	}
	root, err := fs.Stat(p.src, ".")
	if err != nil {
		return fmt.Errorf("reading the directory to pack: %w", err)
	}
	if err := w.walk(".", []fs.FileInfo{root}); err != nil {
		return err
	}
	p.items, p.skipped = w.items, w.skipped
	return nil
}

// index reads what is in the table, contents included.
func (p *packer) index() (x *index, err error) {
	err = p.store.snapshot(func() error {
		x, err = p.indexNow()
		return err
	})
	return x, err
}

func (p *packer) indexNow() (*index, error) {
	x, err := p.store.load(p.ctx)
	if err != nil {
		return nil, err
	}
	_, err = p.reader.identifyAll(p.ctx, x)
	return x, err
}

// read reads the files to be packed, and prepares the data of those that x does
// not have.
func (p *packer) read(x *index) error {
	for i, it := range p.items {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		if err := p.readItem(x, it); err != nil {
			return fmt.Errorf("reading a file to pack: %w", err)
		}
		if p.progress != nil {
			p.progress(i+1, len(p.items))
		}
	}
	return nil
}

func (p *packer) readItem(x *index, it *item) error {
	if it.dir {
		return nil
	}
	if it.size > LargeSize {
		return p.hashLarge(it)
	}
	content, err := fs.ReadFile(p.src, it.name)
	if err != nil {
		return err
	}
	it.size = int64(len(content))
	it.sum = sha256.Sum256(content)
	if m, ok := x.members[it.name]; !ok || !unchanged(m, it) {
		it.data = p.encode(content)
	}
	return nil
}

func (p *packer) hashLarge(it *item) (err error) {
	f, err := p.src.Open(it.name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	hash := sha256.New()
	if it.size, err = io.Copy(hash, f); err != nil {
		return err
	}
	hash.Sum(it.sum[:0])
	return nil
}

// encode returns what the table holds for a file.
func (p *packer) encode(content []byte) []byte {
	if len(content) > LargeSize {
		return content
	}
	return p.compressor.compress(content)
}

package caddyhbf

import (
	"fmt"
	"io"
	"time"

	"github.com/dustin/go-humanize"
)

// progressInterval is how long a command is silent, and how often it then says how
// far it has come.
const progressInterval = time.Second

// progress reports how far a command has come, once a second.
type progress struct {
	out  io.Writer
	what string // what is being done: "packing app.db"
	now  func() time.Time
	last time.Time
}

func newProgress(out io.Writer, what string) *progress {
	return &progress{out: out, what: what, now: time.Now, last: time.Now()}
}

// files reports numbers of files.
func (p *progress) files(done, total int) {
	if p.due() {
		fmt.Fprintf(p.out, "%s: %d of %d files\n", p.what, done, total)
	}
}

// bytes reports sizes.
func (p *progress) bytes(done, total int64) {
	if p.due() {
		fmt.Fprintf(p.out, "%s: %s of %s\n", p.what, humanSize(done), humanSize(total))
	}
}

func (p *progress) due() bool {
	now := p.now()
	if now.Sub(p.last) < progressInterval {
		return false
	}
	p.last = now
	return true
}

// humanSize writes a number of bytes for people: 4.2 MiB.
func humanSize(n int64) string {
	return humanize.IBytes(uint64(max(n, 0)))
}

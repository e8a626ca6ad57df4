package assets

import (
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// resource is a member at one version, in all its representations. A small
// one is just memory. A large one has files: it is closed by whoever releases it last.
type resource struct {
	name         string
	entry        archive.Entry
	contentType  string
	compressible bool
	modTime      time.Time // zero if there is no useful one
	lastModified string    // the same for the header; "" if there is none
	sum          archive.Sum
	epoch        atomic.Uint64 // the server's when this was last known to be the current version

	forms [codings]form // that of identity is there from the start

	large bool
	refs  atomic.Int64 // users of a large one; the cache is one of them
}

// form is a place for a representation that may not have been made yet.
type form struct {
	mu   sync.Mutex // held while it is made
	made atomic.Pointer[representation]
}

// representation is the member in one coding. It does not change.
type representation struct {
	etag   string
	size   int64
	data   []byte // of a small resource
	file   *spool // of a large one; nil for what is read from the archive
	fields [fields]string
	absent bool // there is no such representation, since it would not be smaller
}

// overhead is roughly what a resource takes in memory, in bytes, beside the data.
const overhead = 2048

// newResource describes e without any representation. Whoever calls it has it
// acquired.
func newResource(name string, e archive.Entry, sum archive.Sum, epoch uint64) *resource {
	res := &resource{
		name:        name,
		entry:       e,
		contentType: contentType(name),
		sum:         sum,
		large:       e.Size > archive.LargeSize,
	}
	res.compressible = e.Size >= minCompress && e.Size <= maxCompress && isCompressible(res.contentType)
	if usefulTime(e.ModTime) {
		res.modTime = e.ModTime
		res.lastModified = e.ModTime.UTC().Format(http.TimeFormat)
	}
	res.epoch.Store(epoch)
	res.refs.Store(1)
	return res
}

// usefulTime reports whether a time of modification says something. Build tools
// set it to zero or one for builds that can be reproduced.
func usefulTime(t time.Time) bool {
	return !t.IsZero() && t.Unix() > 1
}

// represent makes the representation in a coding whose bytes have the hash sum.
func (res *resource) represent(c coding, size int64, sum archive.Sum) *representation {
	etag := entityTag(sum)
	rep := &representation{etag: etag, size: size}
	rep.fields = [fields]string{
		fieldContentType:   res.contentType,
		fieldETag:          etag,
		fieldLastModified:  res.lastModified,
		fieldAcceptRanges:  "bytes",
		fieldContentLength: strconv.FormatInt(size, 10),
	}
	if res.compressible {
		rep.fields[fieldVary] = "Accept-Encoding"
	}
	if c != identity {
		rep.fields[fieldContentEncoding] = c.String()
	}
	return rep
}

// entityTag makes a strong ETag of 130 bits of a hash. It does not end in the name
// of a coding after a hyphen, which Caddy's encode would take for its own.
func entityTag(sum [sha256.Size]byte) string {
	return `"` + strings.ToLower(base32.HexEncoding.EncodeToString(sum[:])[:26]) + `"`
}

// identity returns the representation that is always there.
func (res *resource) identity() *representation {
	return res.forms[identity].made.Load()
}

// acquire adds a user. The caller is one already, or knows one that stays.
func (res *resource) acquire() {
	if res.large {
		res.refs.Add(1)
	}
}

// tryAcquire adds a user unless the last one has gone.
func (res *resource) tryAcquire() bool {
	if !res.large {
		return true
	}
	for {
		n := res.refs.Load()
		if n == 0 {
			return false
		}
		if res.refs.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// release takes a user away; the last one closes the files.
func (res *resource) release() {
	if !res.large || res.refs.Add(-1) > 0 {
		return
	}
	for i := range res.forms {
		if rep := res.forms[i].made.Load(); rep != nil && rep.file != nil {
			// The file was only read since it was complete: closing it loses nothing.
			_ = rep.file.Close()
		}
	}
}

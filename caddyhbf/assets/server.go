package assets

import (
	"context"
	"io/fs"
	"log/slog"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/singleflight"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// Source is where the members come from: an [archive.Archive], whose methods
// have the documentation.
type Source interface {
	Entry(name string) (archive.Entry, error)
	Read(e archive.Entry) ([]byte, error)
	Section(ctx context.Context, e archive.Entry) (*archive.Section, error)
	Refresh(ctx context.Context) error
	FS() fs.FS
}

// Defaults of [Options].
const (
	DefaultMaxCacheBytes = 64 << 20
	DefaultMaxTempBytes  = 1 << 30
)

// Options configure a [Server]. The zero value has good defaults.
type Options struct {
	// MaxCacheBytes bounds the memory of the cache: members and their variants.
	// Default: [DefaultMaxCacheBytes].
	MaxCacheBytes int64

	// MaxTempBytes bounds the temporary files that are kept for large members
	// and their variants. A compressed member that inflates to more is refused.
	// Default: [DefaultMaxTempBytes].
	MaxTempBytes int64

	// TempDir is where temporary files are made. Default: [os.TempDir].
	TempDir string

	// Working, which may be nil, is called when the server begins to read or compress a member, and what it returns when
	// it has done so.
	Working func() (done func())

	// Logger gets what cannot be told to the client any more. Default: none.
	Logger *slog.Logger
}

// Server serves the members of one archive. It is safe for concurrent use and
// has no goroutine.
type Server struct {
	src     Source
	working func() (done func())
	tempDir string
	maxTemp int64
	log     *slog.Logger

	// epoch counts invalidations. A cached resource is good while its epoch is
	// the server's.
	epoch atomic.Uint64
	small *cache // costs are bytes of memory
	large *cache // costs are bytes of temporary files
	loads singleflight.Group

	// A token is held by whoever compresses or inflates, so that others get their
	// share of the processors. What is quick does not wait for what is slow.
	quick, slow chan struct{}

	// ctx ends when the server is closed.
	ctx   context.Context // loads are shared by requests and outlive each of them
	close context.CancelFunc
}

// New makes a server for what src holds. It must be closed.
func New(src Source, o Options) *Server {
	if o.MaxCacheBytes <= 0 {
		o.MaxCacheBytes = DefaultMaxCacheBytes
	}
	if o.MaxTempBytes <= 0 {
		o.MaxTempBytes = DefaultMaxTempBytes
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Working == nil {
		o.Working = func() (done func()) { return func() {} }
	}
	s := &Server{
		src:     src,
		working: o.Working,
		tempDir: o.TempDir,
		maxTemp: o.MaxTempBytes,
		log:     o.Logger,
		small:   newCache(o.MaxCacheBytes),
		large:   newCache(o.MaxTempBytes),
		quick:   make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)),
		slow:    make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)),
	}
	s.ctx, s.close = context.WithCancel(context.Background())
	return s
}

// Invalidate makes the server read every member again before it serves it to a
// request that comes after this call. Responses under way are not touched.
func (s *Server) Invalidate() {
	s.epoch.Add(1)
	s.large.clear()
}

// Close lets go of all that is cached. Requests under way end as they would
// have; the last reader of a temporary file closes it. Later requests fail.
func (s *Server) Close() error {
	s.close()
	s.small.close()
	s.large.close()
	return nil
}

package caddyhbf

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/caddyhbf/hbf/dbbind/archive"
	"github.com/caddyhbf/hbf/jsengine"
)

// pollInterval is how often an instance looks whether its file was changed or replaced. A look is two stat calls
// while nothing is written.
const pollInterval = 250 * time.Millisecond

// liveUpdates lets an instance follow its file: changed assets and code are taken over, and a file that was replaced
// by another is exchanged. Between two looks it is only a timer, so that an idle instance has no goroutine.
type liveUpdates struct {
	in     *instance
	ctx    context.Context
	cancel context.CancelFunc
	timer  *time.Timer
	source *sourceWatcher // nil without the option watch

	mu          sync.Mutex // held while a look is under way
	stopped     bool
	seen        [2]fileState // of the database and its write-ahead log
	version     dataVersion
	fingerprint archive.Fingerprint
	lost        bool // the file is missing, and the log says so
}

// dataVersion changes when the archive may have changed.
type dataVersion struct {
	others uint32 // the connection's data version: what other connections have committed
	edits  uint64 // what the app itself has done
}

// readVersion reads the versions between two batches of the app.
func (l *liveUpdates) readVersion(r *running) (v dataVersion, err error) {
	var failure error
	err = r.exclusively(l.ctx, func() {
		v.edits = r.db.ArchiveEdits()
		v.others, failure = r.db.DataVersion()
	})
	return v, errors.Join(err, failure)
}

// fileState is what changes when a file is written or replaced.
type fileState struct {
	size  int64
	mtime time.Time
}

func startLiveUpdates(in *instance) (*liveUpdates, error) {
	l := &liveUpdates{in: in}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	if err := l.remember(in.current); err != nil {
		l.cancel()
		return nil, err
	}
	if in.options.development() {
		source, err := startSourceWatcher(in.options.WatchDir, in.logger, l.packSource)
		if err != nil {
			l.cancel()
			return nil, optionError("watch", err)
		}
		l.source = source
	}
	if !in.options.inMemory() {
		l.mu.Lock() // poll reads timer
		l.timer = time.AfterFunc(pollInterval, l.poll)
		l.mu.Unlock()
	}
	return l, nil
}

// remember notes the state of what was just opened.
func (l *liveUpdates) remember(r *running) error {
	fingerprint, err := r.archive.Fingerprint(l.ctx)
	if err != nil {
		return err
	}
	l.fingerprint = fingerprint
	l.version, err = l.readVersion(r)
	return err
}

// stop ends the updates; a look that is under way ends first.
func (l *liveUpdates) stop() {
	l.cancel()
	if l.source != nil {
		l.source.stop()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stopped = true
	if l.timer != nil {
		l.timer.Stop()
	}
}

func (l *liveUpdates) poll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped {
		return
	}
	if err := l.look(); err != nil && l.ctx.Err() == nil {
		l.in.logger.Error("following the app's file failed", slog.Any("error", err))
	}
	l.timer.Reset(pollInterval)
}

// look compares the file with what is open and takes over what has changed.
func (l *liveUpdates) look() error {
	info, err := os.Stat(l.in.location)
	if errors.Is(err, fs.ErrNotExist) {
		if !l.lost {
			l.lost = true
			l.in.logger.Error("the app's database file is gone: writes are refused until a file is there again",
				slog.String("database", l.in.options.Database))
		}
		return nil
	}
	if err != nil {
		return err
	}
	r := l.running()
	if r == nil || !os.SameFile(info, r.file) {
		return l.exchange(r)
	}
	if l.lost {
		l.lost = false
		l.in.logger.Info("the app's database file is back", slog.String("database", l.in.options.Database))
	}
	seen := [2]fileState{{info.Size(), info.ModTime()}, {}}
	if wal, err := os.Stat(l.in.location + "-wal"); err == nil {
		seen[1] = fileState{wal.Size(), wal.ModTime()}
	}
	if seen == l.seen {
		return nil
	}
	version, err := l.readVersion(r)
	if errors.Is(err, jsengine.ErrUnavailable) { // it was switched off, which is in the log
		return nil
	}
	if err != nil {
		return err
	}
	if version != l.version {
		if err := l.update(r); err != nil {
			return err
		}
	}
	l.seen, l.version = seen, version
	return nil
}

// running is what the instance has open, nil when a former exchange failed.
func (l *liveUpdates) running() *running {
	l.in.mu.RLock()
	defer l.in.mu.RUnlock()
	return l.in.current
}

// update takes over what was changed in the archive. Data is no concern of it.
func (l *liveUpdates) update(r *running) error {
	fingerprint, err := r.archive.Fingerprint(l.ctx)
	if err != nil || fingerprint == l.fingerprint {
		return err
	}
	l.fingerprint = fingerprint
	r.assets.Invalidate()
	l.note(r, l.reload(r))
	return nil
}

// reload lets changed code take the place of the running code.
func (l *liveUpdates) reload(r *running) error {
	if compiling := l.in.host.compiling; compiling != nil {
		defer compiling()()
	}
	b, err := build(l.ctx, l.in.options, r.archive)
	if err != nil || b == nil || b.Digest() == r.digest {
		return err
	}
	if err := r.run(l.ctx, b); err != nil {
		return err
	}
	l.in.logger.Info("the app's code was reloaded")
	return nil
}

// note keeps why the code in the archive doesn't run, for clients in development, and logs it.
func (l *liveUpdates) note(r *running, err error) {
	if err == nil {
		r.failure.Store(nil)
		return
	}
	if l.ctx.Err() != nil {
		return
	}
	r.failure.Store(&err)
	l.in.logger.Error("the changed code can't be started; the code before it goes on serving",
		slog.Any("error", err), slog.String("detail", detail(err)))
}

// exchange closes a file that was replaced and opens the one that is in its place now, by the order of design §6: the
// old file's write-ahead log belongs to the old file and must be gone before the new one is opened.
func (l *liveUpdates) exchange(r *running) error {
	in := l.in
	if r != nil {
		in.logger.Error("the app's database file was replaced by another one: what was written to the old file since is lost; use `caddy hbf pack`, sqlite3's .restore, or stop the app first",
			slog.String("database", in.options.Database))
		in.take()
		ctx, cancel := context.WithTimeout(context.Background(), in.options.drainTime())
		defer cancel()
		if err := r.abandon(ctx); err != nil {
			in.put(r)
			return fmt.Errorf("closing the file that was replaced: %w", err)
		}
		if in.host.replaced != nil {
			in.host.replaced()
			return nil
		}
		if err := removeLog(in.location); err != nil {
			return err
		}
	}
	next, err := open(l.ctx, in)
	if err != nil {
		return fmt.Errorf("opening the new file: %w", err)
	}
	l.seen = [2]fileState{}
	if err := l.remember(next); err != nil || !in.put(next) {
		next.close(context.WithoutCancel(l.ctx), false)
		return err
	}
	l.lost = false
	in.logger.Info("the new database file is being served", slog.String("database", in.options.Database))
	return nil
}

// removeLog removes the write-ahead log of a database that is not there any more.
func removeLog(location string) error {
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(location + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing the old file's log: %w", err)
		}
	}
	return nil
}

// packSource packs the watched directory into the archive and takes over the result at once.
func (l *liveUpdates) packSource() {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.running()
	if l.stopped || r == nil {
		return
	}
	_, err := archive.Pack(l.ctx, l.in.location, os.DirFS(l.in.options.WatchDir), archive.PackOptions{})
	if err == nil {
		err = l.update(r)
	}
	if err != nil && l.ctx.Err() == nil {
		r.failure.Store(&err)
		l.in.logger.Error("packing the watched directory failed", slog.Any("error", err))
	}
}

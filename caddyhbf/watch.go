package caddyhbf

import (
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// watchDelay is how long a watched directory must be quiet before it is packed: editors write a file in several steps.
const watchDelay = 80 * time.Millisecond

// sourceWatcher calls changed after files below a directory have changed. Its goroutine ends with stop.
type sourceWatcher struct {
	watcher *fsnotify.Watcher
	changed func()
	logger  *slog.Logger
	done    chan struct{}
}

func startSourceWatcher(dir string, logger *slog.Logger, changed func()) (*sourceWatcher, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	s := &sourceWatcher{watcher: w, changed: changed, logger: logger, done: make(chan struct{})}
	if err := s.add(dir); err != nil {
		_ = w.Close()
		return nil, fmt.Errorf("watching %s: %w", dir, err)
	}
	go s.run()
	return s, nil
}

// add watches a directory and all below it.
func (s *sourceWatcher) add(dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if path != dir && archive.Ignored(filepath.Base(path)) {
			return filepath.SkipDir
		}
		return s.watcher.Add(path)
	})
}

func (s *sourceWatcher) run() {
	defer close(s.done)
	quiet := time.NewTimer(time.Hour)
	quiet.Stop()
	defer quiet.Stop()
	for {
		select {
		case event, open := <-s.watcher.Events:
			if !open {
				return
			}
			if archive.Ignored(filepath.Base(event.Name)) {
				continue
			}
			if event.Has(fsnotify.Create) {
				// A new directory may hold files already. That it is none, or is gone again, is no error.
				_ = s.add(event.Name)
			}
			quiet.Reset(watchDelay)
		case err, open := <-s.watcher.Errors:
			if !open {
				return
			}
			s.logger.Error("watching the app's directory failed", slog.Any("error", err))
			quiet.Reset(watchDelay) // events may have been lost
		case <-quiet.C:
			s.changed()
		}
	}
}

// stop ends the watching and waits for the goroutine.
func (s *sourceWatcher) stop() {
	_ = s.watcher.Close()
	<-s.done
}

package caddyhbf

import (
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
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
		if path != dir && ignoredSource(path) {
			return filepath.SkipDir
		}
		return s.watcher.Add(path)
	})
}

// ignoredSource says whether a change of a file is of no interest: what editors write beside a file while it is
// edited, and directories of version control.
func ignoredSource(path string) bool {
	name := filepath.Base(path)
	switch {
	case name == ".git", name == ".hg", name == ".svn", name == ".DS_Store", name == "4913":
		return true
	case strings.HasPrefix(name, ".#"), strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#"), strings.HasSuffix(name, "~"):
		return true
	case strings.HasPrefix(name, ".") && (strings.HasSuffix(name, ".swp") || strings.HasSuffix(name, ".swx") || strings.HasSuffix(name, ".swo")):
		return true
	}
	return strings.HasSuffix(name, ".tmp") || strings.HasSuffix(name, "___jb_tmp___") || strings.HasSuffix(name, "___jb_old___")
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
			if ignoredSource(event.Name) {
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

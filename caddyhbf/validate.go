package caddyhbf

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/caddyhbf/hbf/jsengine/web/fetch/outbound"
)

// The least values of the options that are bounds: below them an app could answer
// nothing, so that a smaller value is most likely a missing unit.
const (
	minTimeout     = time.Millisecond
	minMemoryLimit = 1 << 20 // bytes
	maxQueueSize   = 1 << 20 // requests
	maxNameLength  = 100     // bytes
)

// optionNames are the directive's options in the order of the documentation.
func optionNames() []string {
	return []string{
		"database", "create", "name", "entry", "static", "env", "synchronous", "database_write_archive", "timeout", "memory_limit",
		"max_body_size", "queue_size", "queue_timeout", "max_requests", "allow_net", "health", "watch", "pass_thru", "isolation",
	}
}

// validateOptions checks every option and what they mean together; the error names
// the option. What a placeholder stands for is checked by instanceOptions.
func (h *Handler) validateOptions() error {
	if h.Database == "" {
		return errors.New("database: the path of the app's SQLite file is missing")
	}
	for _, option := range optionNames() {
		if err := h.validateOption(option); err != nil {
			return optionError(option, err)
		}
	}
	switch {
	case h.Database == memoryDatabase && h.Create == "" && h.Watch == nil:
		return errors.New("database: :memory: is empty at first: add create starter, create empty or watch <dir>")
	case h.Database == memoryDatabase && h.Watch != nil && *h.Watch == "":
		return errors.New("watch: a directory is needed, since the database :memory: has no path")
	}
	return nil
}

// validateOption checks one option by itself. The zero value, which stands for the
// default, is valid.
func (h *Handler) validateOption(option string) error {
	switch option {
	case "database":
		return checkLiteral(h.Database, checkDatabase)
	case "create":
		return checkWord(h.Create, createStarter, createEmpty)
	case "name":
		return checkLiteral(h.Name, checkName)
	case "entry":
		return checkLiteral(h.Entry, checkArchivePath)
	case "static":
		return checkStatic(h.Static)
	case "env":
		for name := range h.Env {
			if err := checkEnvName(name); err != nil {
				return err
			}
		}
		return nil
	case "synchronous":
		return checkWord(h.Synchronous, syncFull, syncNormal)
	case "timeout":
		return checkDuration(time.Duration(h.Timeout))
	case "memory_limit":
		return checkRange(h.MemoryLimit, minMemoryLimit, math.MaxInt64, "bytes")
	case "max_body_size":
		return checkRange(h.MaxBodySize, 1, math.MaxInt64, "bytes")
	case "queue_size":
		return checkRange(int64(h.QueueSize), 1, maxQueueSize, "requests")
	case "queue_timeout":
		return checkDuration(time.Duration(h.QueueTimeout))
	case "max_requests":
		return checkRange(int64(h.MaxRequests), 1, math.MaxInt32, "requests")
	case "allow_net":
		_, err := outbound.ParseList(h.AllowNet)
		return err
	case "health":
		return checkHealth(h.Health)
	case "watch", "pass_thru", "database_write_archive":
		return nil // any value is valid
	case "isolation":
		return checkWord(h.Isolation, isolationInProcess, isolationProcess)
	default:
		return errors.New("unknown option")
	}
}

// checkLiteral checks value if it is set and has no placeholder in it.
func checkLiteral(value string, check func(string) error) error {
	if value == "" || strings.ContainsAny(value, "{}") {
		return nil
	}
	return check(value)
}

func checkDatabase(database string) error {
	switch {
	case database == memoryDatabase:
		return nil
	case strings.HasPrefix(database, ":memory:"), strings.HasPrefix(database, "file:"):
		return fmt.Errorf("%q is neither :memory: nor a plain path", database)
	case strings.ContainsRune(database, 0):
		return errors.New("the path contains a NUL character")
	}
	return nil
}

func checkWord(value string, words ...string) error {
	if value == "" || slices.Contains(words, value) {
		return nil
	}
	return fmt.Errorf("%q is not one of: %s", value, strings.Join(words, ", "))
}

// checkName checks a name that appears in log fields, metric labels and URL paths.
func checkName(name string) error {
	if len(name) > maxNameLength {
		return fmt.Errorf("longer than %d bytes", maxNameLength)
	}
	if strings.ContainsFunc(name, func(r rune) bool { return r == '/' || !unicode.IsPrint(r) }) {
		return fmt.Errorf("%q contains a slash or a character that can't be printed", name)
	}
	return nil
}

func checkArchivePath(name string) error {
	if name == "." || !fs.ValidPath(name) {
		return fmt.Errorf("%q is not a path in the archive: it must be relative, as in hbf/server.js, without . and .. in it", name)
	}
	return nil
}

func checkStatic(routes []StaticRoute) error {
	seen := make(map[string]bool, len(routes))
	for _, route := range routes {
		if err := checkStaticPrefix(route.Prefix); err != nil {
			return err
		}
		if seen[route.Prefix] {
			return fmt.Errorf("the prefix %s is given twice", route.Prefix)
		}
		seen[route.Prefix] = true
		if route.Dir == "" && route.Prefix == "/" {
			return errors.New("the prefix / needs a directory")
		}
		if route.Dir != "" {
			if err := checkArchivePath(route.Dir); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkStaticPrefix(prefix string) error {
	if !strings.HasPrefix(prefix, "/") || !strings.HasSuffix(prefix, "/") {
		return fmt.Errorf("the prefix %q must begin and end with a slash, as in /static/", prefix)
	}
	if clean := strings.TrimSuffix(path.Clean(prefix), "/") + "/"; clean != prefix {
		return fmt.Errorf("the prefix %q must be written as %q", prefix, clean)
	}
	return checkURLPath(prefix)
}

func checkHealth(health string) error {
	switch {
	case health == "" || health == healthOff:
		return nil
	case !strings.HasPrefix(health, "/"):
		return fmt.Errorf("%q is neither off nor a path that begins with a slash", health)
	}
	return checkURLPath(health)
}

// checkURLPath refuses what can't be in a URL's decoded path or is not meant to be one.
func checkURLPath(urlPath string) error {
	if strings.ContainsAny(urlPath, "?#*{}") || strings.ContainsFunc(urlPath, unicode.IsControl) {
		return fmt.Errorf("%q must be a plain path, without ? # * { } or control characters", urlPath)
	}
	return nil
}

func checkEnvName(name string) error {
	for i, r := range name {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return fmt.Errorf("%q is not a name: letters, digits and _ only, and no digit first", name)
		}
	}
	if name == "" {
		return errors.New("the name is empty")
	}
	return nil
}

func checkDuration(d time.Duration) error {
	if d != 0 && d < minTimeout {
		return fmt.Errorf("%s is less than %s", d, minTimeout)
	}
	return nil
}

func checkRange(n, least, most int64, unit string) error {
	switch {
	case n == 0:
		return nil
	case n < least:
		return fmt.Errorf("%d %s is less than the least possible, %d", n, unit, least)
	case n > most:
		return fmt.Errorf("%d %s is more than the most possible, %d", n, unit, most)
	}
	return nil
}

package caddyhbf

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The defaults of the options, for JSON and Caddyfile alike.
const (
	defaultSynchronous  = syncFull
	defaultTimeout      = 5 * time.Second
	defaultMemoryLimit  = 64 << 20 // bytes
	defaultMaxBodySize  = 10 << 20 // bytes
	defaultQueueSize    = 1024     // requests
	defaultQueueTimeout = 10 * time.Second
	defaultHealth       = "/health"
	defaultIsolation    = isolationInProcess
)

// The words that options take.
const (
	createStarter      = "starter"
	createEmpty        = "empty"
	syncFull           = "full"
	syncNormal         = "normal"
	isolationInProcess = "in_process"
	isolationProcess   = "process"
	healthOff          = "off"
	memoryDatabase     = ":memory:"
)

// instanceOptions are the options that decide how an app runs: every handler of a
// configuration that names the same database must give the same ones. All defaults
// are filled in and all placeholders are resolved.
type instanceOptions struct {
	// Database is the absolute path of the file, or `:memory:`.
	Database string
	// File is Database with all symbolic links followed: it tells whether two paths
	// are of one file.
	File string

	Create       string // "" (a missing file is an error), createStarter or createEmpty
	Name         string
	Entry        string // path in the archive; "" is the first default entry found
	Env          map[string]string
	Synchronous  string
	WriteArchive bool
	Timeout      time.Duration
	MemoryLimit  int64 // bytes
	QueueSize    int   // requests
	QueueTimeout time.Duration
	MaxRequests  int      // 0 is off
	AllowNet     []string // sorted, without duplicates
	Isolation    string
	WatchDir     string // absolute path of a directory; "" is off
}

// identity is the same for all options of one database, however its path is written.
func (o instanceOptions) identity() string { return o.File }

// inMemory reports whether the database is not a file.
func (o instanceOptions) inMemory() bool { return o.Database == memoryDatabase }

// development reports whether clients may see errors and source code.
func (o instanceOptions) development() bool { return o.WatchDir != "" }

// drainTime bounds how long requests in flight may keep an instance open that is not in use any more.
func (o instanceOptions) drainTime() time.Duration {
	return o.QueueTimeout + 2*o.Timeout + 5*time.Second
}

// key is the same for options of one database that do not differ. It is a digest,
// since the options hold the app's secrets.
func (o instanceOptions) key() instanceKey {
	o.Database = ""                                  // only another way to write File
	return sha256.Sum256(fmt.Appendf(nil, "%#v", o)) // fmt sorts a map's keys
}

// instanceKey identifies an instance: a database and the options it runs with.
type instanceKey [sha256.Size]byte

// handlerOptions are the options that each handler has for itself, with all defaults
// filled in.
type handlerOptions struct {
	Static      []StaticRoute // longest prefix first; empty is off
	Health      string        // path; "" is off
	MaxBodySize int64         // bytes
	PassThru    bool
}

// handlerOptions returns the handler's own options. The options must be valid.
func (h *Handler) handlerOptions() handlerOptions {
	o := handlerOptions{
		Static:      slices.Clone(h.Static),
		Health:      orDefault(h.Health, defaultHealth),
		MaxBodySize: orDefault(h.MaxBodySize, defaultMaxBodySize),
		PassThru:    h.PassThru,
	}
	if h.Static == nil {
		o.Static = []StaticRoute{{Prefix: "/static/"}}
	}
	for i, route := range o.Static {
		o.Static[i].Dir = orDefault(route.Dir, strings.Trim(route.Prefix, "/"))
	}
	slices.SortStableFunc(o.Static, func(a, b StaticRoute) int { return len(b.Prefix) - len(a.Prefix) })
	if o.Health == healthOff {
		o.Health = ""
	}
	return o
}

// instanceOptions returns the options of the handler's instance: it resolves the
// placeholders and checks what they stand for. It reads the environment, the files
// that `{file.*}` names and the links on the way to the database; it changes nothing.
func (h *Handler) instanceOptions() (instanceOptions, error) {
	o := instanceOptions{
		Create:       h.Create,
		Synchronous:  orDefault(h.Synchronous, defaultSynchronous),
		WriteArchive: h.DatabaseWriteArchive,
		Timeout:      orDefault(time.Duration(h.Timeout), defaultTimeout),
		MemoryLimit:  orDefault(h.MemoryLimit, defaultMemoryLimit),
		QueueSize:    orDefault(h.QueueSize, defaultQueueSize),
		QueueTimeout: orDefault(time.Duration(h.QueueTimeout), defaultQueueTimeout),
		MaxRequests:  h.MaxRequests,
		AllowNet:     slices.Compact(slices.Sorted(slices.Values(h.AllowNet))),
		Isolation:    orDefault(h.Isolation, defaultIsolation),
	}
	for _, step := range []func(*instanceOptions) error{
		h.resolveDatabase, h.resolveName, h.resolveEntry, h.resolveEnv, h.resolveWatch,
	} {
		if err := step(&o); err != nil {
			return instanceOptions{}, err
		}
	}
	return o, nil
}

func (h *Handler) resolveDatabase(o *instanceOptions) error {
	database, err := resolvePlaceholders(h.Database)
	if err == nil {
		err = checkDatabase(database)
	}
	if err != nil {
		return optionError("database", err)
	}
	if database == memoryDatabase {
		o.File, o.Database = memoryDatabase, memoryDatabase
		return nil
	}
	if o.Database, err = filepath.Abs(database); err != nil {
		return optionError("database", err)
	}
	if o.File, err = followLinks(o.Database); err != nil {
		return optionError("database", err)
	}
	return nil
}

func (h *Handler) resolveName(o *instanceOptions) error {
	name, err := resolvePlaceholders(h.Name)
	if err == nil && name == "" {
		name = filepath.Base(o.Database)
		if o.Database == memoryDatabase {
			name = "memory"
		}
	}
	if err == nil {
		err = checkName(name)
	}
	o.Name = name
	return optionError("name", err)
}

func (h *Handler) resolveEntry(o *instanceOptions) error {
	entry, err := resolvePlaceholders(h.Entry)
	if err == nil && entry != "" {
		err = checkArchivePath(entry)
	}
	o.Entry = entry
	return optionError("entry", err)
}

func (h *Handler) resolveEnv(o *instanceOptions) error {
	o.Env = make(map[string]string, len(h.Env))
	for _, name := range slices.Sorted(maps.Keys(h.Env)) {
		value, err := resolvePlaceholders(h.Env[name])
		if err != nil {
			return optionError("env "+name, err)
		}
		o.Env[name] = value
	}
	return nil
}

func (h *Handler) resolveWatch(o *instanceOptions) error {
	if h.Watch == nil {
		return nil
	}
	dir, err := resolvePlaceholders(*h.Watch)
	if err != nil {
		return optionError("watch", err)
	}
	if dir == "" {
		dir = strings.TrimSuffix(o.Database, filepath.Ext(o.Database))
		if dir == o.Database || filepath.Base(o.Database) == filepath.Ext(o.Database) {
			return optionError("watch", fmt.Errorf("a directory is needed, since %q has no extension to leave off", o.Database))
		}
	}
	o.WatchDir, err = filepath.Abs(dir)
	return optionError("watch", err)
}

// diff returns the names of the options in which o and other differ, in the order of
// the documentation; `env` comes with the variable's name and never with a value. The
// database itself is not compared.
func (o instanceOptions) diff(other instanceOptions) []string {
	var names []string
	add := func(name string, same bool) {
		if !same {
			names = append(names, name)
		}
	}
	add("create", o.Create == other.Create)
	add("name", o.Name == other.Name)
	add("entry", o.Entry == other.Entry)
	for _, name := range slices.Compact(slices.Sorted(slices.Values(
		slices.AppendSeq(slices.Collect(maps.Keys(o.Env)), maps.Keys(other.Env))))) {
		a, inA := o.Env[name]
		b, inB := other.Env[name]
		add("env "+name, a == b && inA == inB)
	}
	add("synchronous", o.Synchronous == other.Synchronous)
	add("database_write_archive", o.WriteArchive == other.WriteArchive)
	add("timeout", o.Timeout == other.Timeout)
	add("memory_limit", o.MemoryLimit == other.MemoryLimit)
	add("queue_size", o.QueueSize == other.QueueSize)
	add("queue_timeout", o.QueueTimeout == other.QueueTimeout)
	add("max_requests", o.MaxRequests == other.MaxRequests)
	add("allow_net", slices.Equal(o.AllowNet, other.AllowNet))
	add("watch", o.WatchDir == other.WatchDir)
	add("isolation", o.Isolation == other.Isolation)
	return names
}

// warning returns a sentence for the log if the options are valid but hardly meant
// so, or the empty string.
func (o instanceOptions) warning() string {
	if o.WatchDir != "" && o.Env["NODE_ENV"] == "production" {
		return "watch is for development, yet NODE_ENV is production: clients see error messages and source code while it is on"
	}
	return ""
}

// orDefault returns value, or fallback if value is the zero value.
func orDefault[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}

// optionError wraps err with the option's name; it returns nil if err is nil.
func optionError(option string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", option, err)
}

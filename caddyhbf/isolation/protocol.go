package isolation

import (
	"encoding/json"
	"io"
	"log/slog"
	"sync"
	"time"
)

// Both directions are lines of JSON. The parent's first line is a hello, all others are commands.

// hello is what the child is to do.
type hello struct {
	App         json.RawMessage `json:"app"`
	MemoryLimit int64           `json:"memory_limit"`     // bytes
	LogLevel    slog.Level      `json:"log_level"`        // below it the parent logs nothing
	TimeZone    string          `json:"time_zone"`        // the parent's TZ
	Socket      string          `json:"socket,omitempty"` // where no listener can be inherited: its path
	Files       string          `json:"files"`            // the directory for temporary files
	Parent      int             `json:"parent"`           // its process id
}

// What the parent asks for.
const (
	doEndStreams = "end_streams"
	doStop       = "stop"
	doLogLevel   = "log_level"
)

type command struct {
	Do      string     `json:"do"`
	Exiting bool       `json:"exiting,omitempty"`
	Level   slog.Level `json:"level,omitempty"`
}

// What the child reports.
const (
	reportReady    = "ready"    // requests are served from now on
	reportFailed   = "failed"   // it could not be started, or not be stopped cleanly
	reportBaseline = "baseline" // the app's memory counts from now on
	reportExtend   = "extend"   // it needs more memory for a while
	reportReduce   = "reduce"   // not any more
	reportBeat     = "beat"     // it lives
	reportRestart  = "restart"  // it ends, and wants to be started again at once
	reportRecycled = "recycled" // what it runs had a fresh start within it
	reportEnds     = "ends"     // it is of no use any more, and ends when it has answered what it can
	reportLog      = "log"
)

type report struct {
	Kind   string  `json:"kind"`
	Error  string  `json:"error,omitempty"`
	Memory int64   `json:"memory,omitempty"` // bytes
	Log    *record `json:"log,omitempty"`
	Reason string  `json:"reason,omitempty"` // of a fresh start
	Stuck  int     `json:"stuck,omitempty"`  // with a beat, what [App.Stuck] says
}

// beatInterval is how often a child says that it lives, and beatPatience how long its parent waits for that. It is long,
// since a machine may be so busy that neither gets to run.
const (
	beatInterval = time.Second
	beatPatience = 20 * time.Second
)

// lastTime is how long a child that is of no use any more may take to answer what it can, and lastPatience how long its
// parent waits for its end.
const (
	lastTime     = time.Second
	lastPatience = 3 * time.Second
)

// maxLine bounds a line from the child, in bytes.
const maxLine = 4 << 20

// beginning is what a child writes to its standard error first. What was there before is the program's, and does not say
// why a child dies that has come so far.
const beginning = "\f\n"

// lines writes values as lines of JSON, one at a time.
type lines struct {
	mu  sync.Mutex
	out io.Writer
}

func (l *lines) write(value any) error {
	line, err := json.Marshal(value)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err = l.out.Write(append(line, '\n'))
	return err
}

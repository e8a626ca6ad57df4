package proc

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// stat is what is needed of a line in /proc/<pid>/stat.
type stat struct {
	pid, parent int
	cpu         time.Duration // its own and that of children that it has waited for
}

// parseStat reads a line as proc_pid_stat(5) describes it. The second field, the program's
// name in parentheses, may hold anything, blanks and parentheses included.
func parseStat(line string) (stat, error) {
	open, end := strings.IndexByte(line, '('), strings.LastIndexByte(line, ')')
	if open < 0 || end < open {
		return stat{}, fmt.Errorf("no program name in %.100q", line)
	}
	fields := strings.Fields(line[end+1:]) // from the third field on
	const parent, utime, cstime = 4 - 3, 14 - 3, 17 - 3
	if len(fields) <= cstime {
		return stat{}, fmt.Errorf("too few fields in %.100q", line)
	}
	var s stat
	var err error
	if s.pid, err = strconv.Atoi(strings.TrimSpace(line[:open])); err != nil {
		return stat{}, fmt.Errorf("process id: %w", err)
	}
	if s.parent, err = strconv.Atoi(fields[parent]); err != nil {
		return stat{}, fmt.Errorf("parent's id: %w", err)
	}
	for _, field := range fields[utime : cstime+1] { // utime, stime, cutime, cstime
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return stat{}, fmt.Errorf("CPU time: %w", err)
		}
		s.cpu += time.Duration(n) * (time.Second / ticks)
	}
	return s, nil
}

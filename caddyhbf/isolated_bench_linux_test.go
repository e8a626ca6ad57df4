package caddyhbf_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkIsolation measures what a request costs with the app in process and in a process of its own: the same
// requests, from clients that keep their connections. The processor time is that of all processes, clients included.
func BenchmarkIsolation(b *testing.B) {
	for _, isolation := range []string{"in_process", "process"} {
		b.Run(isolation, func(b *testing.B) {
			s := newServer(b)
			s.app("app.db", "server.js", `
				db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO t VALUES (1, \'one\')');
				app.get('/hello', (req, res) => res.send('hello'));
				app.get('/row', (req, res) => res.json(db.get('SELECT * FROM t WHERE id = ?', [1])));`)
			text := s.caddyfile("hbf * $DIR/app.db {\n isolation " + isolation + "\n }")
			s.runCaddyfile(strings.Replace(text, "level DEBUG", "level INFO", 1))
			for _, path := range []string{"/hello", "/row"} {
				b.Run(path[1:], func(b *testing.B) {
					b.SetParallelism(8)
					before := s.cpuTime()
					b.RunParallel(func(pb *testing.PB) {
						for pb.Next() {
							response, err := s.client.Get(s.url + path)
							if err != nil {
								b.Error(err)
								return
							}
							_, err = io.Copy(io.Discard, response.Body)
							response.Body.Close()
							if err != nil || response.StatusCode != http.StatusOK {
								b.Errorf("%d, %v", response.StatusCode, err)
								return
							}
						}
					})
					b.ReportMetric(float64((s.cpuTime()-before).Microseconds())/float64(b.N), "cpu-µs/op")
				})
			}
		})
	}
}

// cpuTime is what this process and those of isolated apps have used of the processor.
func (s *server) cpuTime() time.Duration {
	s.t.Helper()
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		s.t.Fatal(err)
	}
	total := time.Duration(own.Utime.Nano() + own.Stime.Nano())
	for _, pid := range s.children() {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			s.t.Fatal(err)
		}
		_, after, _ := strings.Cut(string(stat), ") ")
		var user, system int64
		fields := strings.Fields(after) // from the third on: state, parent, ...
		if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
			s.t.Fatal(err)
		}
		total += time.Duration(user+system) * 10 * time.Millisecond // ticks of the kernel's interface
	}
	return total
}

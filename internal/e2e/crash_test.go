package e2e

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const counter = `
	import express from 'express';
	import db from 'hbf:db';
	db.exec('CREATE TABLE IF NOT EXISTS mark (n INTEGER PRIMARY KEY, again INTEGER)');
	const app = express();
	app.get('/add/:n', async (req, res) => {
		await null;
		const n = Number(req.params.n);
		db.execute('INSERT INTO mark VALUES (?, 0)', [n]);
		db.transaction(() => db.execute('UPDATE mark SET again = n WHERE n = ?', [n]))();
		res.send(req.params.n);
	});
	app.get('/all', (req, res) => res.json(db.values('SELECT n, again FROM mark ORDER BY n').flat()));
	app.listen();
`

// The process is killed in the middle of writes by many clients: each that was acknowledged is there afterwards, with both
// settings of synchronous.
func TestKilledUnderLoadKeepsWhatWasAcknowledged(t *testing.T) {
	for _, synchronous := range []string{"full", "normal", "full\n\t\tisolation process"} {
		t.Run(strings.Fields(synchronous)[len(strings.Fields(synchronous))-1], func(t *testing.T) {
			s := newSite(t)
			s.replace("create starter", "create empty\n\t\tsynchronous "+synchronous)
			source := t.TempDir()
			if err := os.WriteFile(filepath.Join(source, "server.js"), []byte(counter), 0o600); err != nil {
				t.Fatal(err)
			}
			s.start() // makes the file, in its own time: the health check does not wait for the app
			s.waitFor("the file", func() bool {
				response, err := http.Get(s.url + "/") // which waits
				if err != nil {
					return false
				}
				response.Body.Close()
				return response.StatusCode == http.StatusServiceUnavailable
			})
			s.caddy("hbf", "pack", source, "app.db")
			s.terminate()
			const clients = 16
			var mu sync.Mutex
			var acknowledged []int
			next := 0
			for range 3 {
				s.start()
				enough := make(chan struct{})
				target := len(acknowledged) + 300
				var wg sync.WaitGroup
				for client := range clients {
					wg.Go(func() {
						for n := next + client; ; n += clients {
							response, err := http.Get(fmt.Sprintf("%s/add/%d", s.url, n))
							if err != nil {
								return // killed
							}
							body, err := io.ReadAll(response.Body)
							response.Body.Close()
							mu.Lock()
							if err == nil && response.StatusCode == http.StatusOK && string(body) == fmt.Sprint(n) {
								if acknowledged = append(acknowledged, n); len(acknowledged) == target {
									close(enough)
								}
							}
							mu.Unlock()
						}
					})
				}
				<-enough
				if err := s.cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				wg.Wait()
				s.ended()
				next = slices.Max(acknowledged) + 10*clients

				s.start()
				response, err := http.Get(s.url + "/all")
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(response.Body)
				response.Body.Close()
				if err != nil {
					t.Fatal(err)
				}
				all := "," + strings.Trim(string(body), "[]") + ","
				for _, n := range acknowledged {
					if !strings.Contains(all, fmt.Sprintf(",%d,%d,", n, n)) {
						t.Errorf("%d was acknowledged and is not there", n)
					}
				}
				s.terminate()
			}
		})
	}
}

package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// recycled keeps what it is asked to, as an app does that loses memory.
const recycled = `
	import express from 'express';
	import db from 'hbf:db';
	db.exec('CREATE TABLE IF NOT EXISTS mark (n INTEGER PRIMARY KEY)');
	const app = express();
	const kept = [];
	app.get('/keep', (req, res) => { kept.push(new Array(100)); res.send(String(kept.length)) });
	app.get('/later', async (req, res) => { await new Promise((done) => setTimeout(done, 5)); res.send('later') });
	app.get('/add', (req, res) => res.send(String(db.execute('INSERT INTO mark DEFAULT VALUES'))));
	app.get('/all', (req, res) => res.send(String(db.get('SELECT count(*) n FROM mark').n)));
	app.listen();
`

// The runtime is replaced again and again while many clients ask, in process and isolated: no request fails, none is lost, and
// metrics and log say why.
func TestMaxRequestsUnderLoad(t *testing.T) {
	const most, clients, rounds = 200, 16, 100
	s := newSite(t)
	site, config := s.url, "{\n\tadmin "+s.admin+"\n\tmetrics\n}\n"
	urls := make(map[string]string)
	if err := os.Mkdir(filepath.Join(s.dir, "app"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.write(filepath.Join("app", "server.js"), recycled)
	for n, port := range freePorts(t, 2) {
		name := []string{"in_process", "process"}[n]
		urls[name] = fmt.Sprintf("http://localhost:%d", port)
		config += fmt.Sprintf("%s {\n\thbf %s.db {\n\t\tisolation %s\n\t\tname %s\n\t\tmax_requests %d\n\t}\n}\n", urls[name], name, name, name, most)
		s.caddy("hbf", "pack", "app", name+".db")
	}
	s.write(s.config, config+site+" {\n\trespond /health ok\n\tmetrics /metrics\n}\n")
	s.start()
	for name, url := range urls {
		t.Run(name, func(t *testing.T) {
			const requests = clients * rounds * 3
			askAll(t, url, clients, rounds, "/keep", "/later", "/add")
			if got := fetch(t, url+"/all"); got != strconv.Itoa(clients*rounds) {
				t.Errorf("%s rows are there, want %d", got, clients*rounds)
			}
			if kept, err := strconv.Atoi(fetch(t, url+"/keep")); err != nil || kept > 2*most {
				t.Errorf("a runtime has begun %d requests, %v", kept, err)
			}
			// What is begun while a runtime is being made is the old one's.
			least := requests / most / 2
			count := regexp.MustCompile(`(?m)^hbf_recycles_total\{app="` + name + `",reason="(\w+)"\} (\d+)$`)
			s.waitFor("the metric", func() bool {
				found := count.FindAllStringSubmatch(fetch(t, site+"/metrics"), -1)
				if len(found) != 1 || found[0][1] != "max_requests" {
					t.Logf("the metric: %q", found)
					return false
				}
				n, err := strconv.Atoi(found[0][2])
				return err == nil && n >= least && n <= requests/most+1
			})
			said := 0
			for line := range strings.Lines(s.log.String()) {
				var entry struct {
					Msg, App, Reason string
					Requests         int
				}
				if json.Unmarshal([]byte(line), &entry) == nil && entry.App == name && entry.Reason == "max_requests" {
					if said++; entry.Msg != "the app's runtime was replaced" || entry.Requests < most {
						t.Errorf("the log says %s", line)
					}
				}
			}
			t.Logf("%d requests, all of them answered, and %d new runtimes", requests, said)
			if said < least {
				t.Errorf("the log has %d lines about it, want %d", said, least)
			}
		})
	}
	if code := s.terminate(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.wantNoErrors()
}

// askAll has clients ask for all paths round after round; each request must succeed.
func askAll(t *testing.T, url string, clients, rounds int, paths ...string) {
	t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: clients}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: patience}
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for n := range rounds * len(paths) {
				path := paths[n%len(paths)]
				response, err := client.Get(url + path)
				if err != nil {
					t.Error(err)
					return
				}
				body, err := io.ReadAll(response.Body)
				response.Body.Close()
				if err != nil || response.StatusCode != http.StatusOK {
					t.Errorf("%s: %s, %v: %s", path, response.Status, err, body)
				}
			}
		})
	}
	wg.Wait()
}

// fetch returns the body of what must be there.
func fetch(t *testing.T, url string) string {
	t.Helper()
	response := get(t, url, nil)
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v: %s", url, response.Status, err, body)
	}
	return string(body)
}

package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
)

const streamsApp = `
import express from 'express';
import db from 'hbf:db';
db.exec('CREATE TABLE IF NOT EXISTS seen (at INTEGER)');
const app = express();
let open = 0;
app.get('/open', (req, res) => res.send(String(open)));
app.get('/events', (req, res) => { open++; const stream = res.sse(); stream.send("hello"); stream.subscribe("news"); db.execute('INSERT INTO seen VALUES (1)') });
app.get('/endless', (req, res) => { open++; res.write('x') });
app.ws('/ws', (ws) => { open++; db.execute('INSERT INTO seen VALUES (2)') });
app.listen();`

// clients keep n event streams, WebSockets and other streams open, and count how they end.
type clients struct {
	wg                            sync.WaitGroup
	ended, restarted, broken, odd atomic.Int64
}

func (c *clients) open(t *testing.T, s *site, n int, silent bool) {
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	client := &http.Client{Transport: transport}
	for i := range n {
		c.wg.Go(func() {
			response, err := client.Get(s.url + "/events")
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close()
			if _, err := io.Copy(io.Discard, response.Body); err != nil {
				c.odd.Add(1)
			} else {
				c.ended.Add(1)
			}
		})
		c.wg.Go(func() {
			conn, _, err := websocket.Dial(context.Background(), s.url+"/ws", nil)
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.CloseNow()
			if silent && i == 0 { // one that never answers
				<-s.done
				return
			}
			_, _, err = conn.Read(context.Background())
			var frame websocket.CloseError
			if errors.As(err, &frame) && frame.Code == websocket.StatusServiceRestart {
				c.restarted.Add(1)
			} else {
				c.odd.Add(1)
			}
		})
	}
	c.wg.Go(func() {
		response, err := client.Get(s.url + "/endless")
		if err != nil {
			t.Error(err)
			return
		}
		defer response.Body.Close()
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			c.broken.Add(1)
		}
	})
	s.waitFor("the connections", func() bool {
		response, err := http.Get(s.url + "/open")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		return err == nil && string(text) == fmt.Sprint(2*n+1)
	})
}

// TestExitWithOpenStreams ends the process while clients hold connections open that would never end by themselves.
func TestExitWithOpenStreams(t *testing.T) {
	const n = 100
	for name, silent := range map[string]bool{
		"SIGTERM": false, "caddy stop": false, "SIGTERM with a silent client": true,
		"SIGTERM of an isolated app": false, "SIGTERM of an isolated app with a silent client": true,
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			if strings.Contains(name, "isolated") {
				s.replace("create starter", "isolation process\n\t\tcreate starter")
			}
			if err := os.Mkdir(filepath.Join(s.dir, "app"), 0o700); err != nil {
				t.Fatal(err)
			}
			s.write(filepath.Join("app", "server.js"), streamsApp)
			s.caddy("hbf", "pack", "app", "app.db")
			s.start()
			var c clients
			c.open(t, s, n, silent)
			begin := time.Now()
			if name == "caddy stop" {
				s.caddy("stop", "--address", s.admin)
				s.ended()
			} else {
				s.terminate()
			}
			took := time.Since(begin)
			t.Logf("%s with %d event streams and %d WebSockets open took %v", name, n, n, took.Round(time.Millisecond))
			if took > 10*time.Second { // less than two seconds where nothing else runs
				t.Errorf("the exit took %v", took)
			}
			if code := s.cmd.ProcessState.ExitCode(); code != 0 {
				t.Errorf("exit code %d", code)
			}
			c.wg.Wait()
			sockets := int64(n)
			if silent {
				sockets--
			}
			if c.ended.Load() != n || c.restarted.Load() != sockets || c.broken.Load() != 1 || c.odd.Load() != 0 {
				t.Errorf("%d event streams ended well, %d sockets were closed with 1012, %d responses were broken off, %d ended otherwise",
					c.ended.Load(), c.restarted.Load(), c.broken.Load(), c.odd.Load())
			}
			s.wantNoErrors()
			for _, suffix := range []string{"-wal", "-shm"} {
				if _, err := os.Stat(filepath.Join(s.dir, "app.db"+suffix)); !os.IsNotExist(err) {
					t.Errorf("app.db%s is left behind (%v)", suffix, err)
				}
			}
		})
	}
}

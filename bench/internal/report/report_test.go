package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares text with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update writes it anew):\n%s", file, got)
	}
}

// example is a run with invented figures.
func example() *Results {
	r := &Results{
		Taken: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Commit: "0123456789",
		Machine:  Machine{CPU: "Example & Sons <CPU>", Cores: 2, Memory: 24 << 30, System: "Linux 6.1", FileSystem: "ext4"},
		Settings: Settings{Rounds: 3, Seconds: 2, Connections: 32, Generator: "wrk 4.1.0"},
		Peers: []Peer{
			{Name: hbf, Title: "HBF", Version: "Caddy v2", Starts: []float64{30, 10, 20}, Idle: 50 << 20, Loaded: 70 << 20},
			{Name: baseline, Title: "Caddy: respond", Version: "Caddy v2", Starts: []float64{5}, Idle: 40 << 20, Loaded: 60 << 20},
			{Name: behindCaddy, Title: "Express behind Caddy", Version: "express 5, node 26", Starts: []float64{400}, Idle: 120 << 20, Loaded: 190 << 20},
			{Name: "bun", Title: "Bun", Skipped: "the npm package bun is not in the cache; -install gets it"},
		},
		Routes:  []Route{{"hello", "hello, text"}, {"row", "one row | by key"}, {"cpu", "CPU-bound"}},
		Missing: []Missing{{behindCaddy, "cpu", "in round 1: no answer in 2s"}},
		Overload: &Overload{Route: "cpu", Sustainable: 300, Offered: 600, QueueSize: 64, Seconds: 2, Lines: []Line{
			{Name: "CPU-bound", Sent: 1200, OK: 700, Refused: 500, P50: 100, P99: 200, RefusedP99: 0.5},
			{Name: "/health", Sent: 40, OK: 40, P50: 0.1, P99: 0.2},
		}},
	}
	add := func(peer, route string, connections int, rates ...float64) {
		for round, rate := range rates {
			r.Samples = append(r.Samples, Sample{
				Peer: peer, Route: route, Round: round, Connections: connections, Rate: rate, Baseline: 40000,
				P50: 32000 / rate, P99: 64000 / rate, CPU: 1e6 / rate,
			})
		}
	}
	add(baseline, "hello", 32, 41000, 39000, 40000)
	add(hbf, "hello", 32, 36000, 34000, 20000)
	add(hbf, "hello", 256, 33000, 33000, 33000)
	add(behindCaddy, "hello", 32, 10000, 12000, 11000)
	add(hbf, "row", 32, 20000, 20000, 20000)
	add(behindCaddy, "row", 32, 11000, 10000, 12000)
	add(hbf, "cpu", 32, 300, 310, 290)
	return r
}

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		of   []float64
		want float64
	}{
		{nil, 0}, {[]float64{3}, 3}, {[]float64{3, 1}, 2}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 1, 100, 2}, 3},
	} {
		given := slices.Clone(test.of)
		if got := Median(test.of); got != test.want || !slices.Equal(given, test.of) {
			t.Errorf("the median of %v is %v, want %v; it leaves %v", given, got, test.want, test.of)
		}
	}
}

func TestCell(t *testing.T) {
	r := example()
	cell, ok := r.Cell(hbf, "hello", 32)
	if want := (Cell{3, 34000, 32000.0 / 34000, 64000.0 / 34000, 1e6 / 34000.0, 0.85, 0.5, 0.9}); !ok || cell != want {
		t.Errorf("got %+v, %v; want %+v", cell, ok, want)
	}
	for _, none := range [][2]string{{"bun", "hello"}, {hbf, "rows"}, {behindCaddy, "cpu"}} {
		if cell, ok := r.Cell(none[0], none[1], 32); ok {
			t.Errorf("%v: %+v", none, cell)
		}
	}
	if cell, ok := r.Cell(hbf, "row", 256); ok {
		t.Errorf("with 256 connections: %+v", cell)
	}
}

func TestCellWithoutABaselineHasNoRatio(t *testing.T) {
	r := &Results{Samples: []Sample{{Peer: hbf, Route: "row", Connections: 1, Rate: 5}}}
	if cell, ok := r.Cell(hbf, "row", 1); !ok || cell.Rate != 5 || cell.Ratio != 0 {
		t.Errorf("%+v, %v", cell, ok)
	}
}

func TestGoals(t *testing.T) {
	got := map[string]Goal{}
	for _, g := range example().Goals() {
		got[g.Name] = g
	}
	for name, want := range map[string]struct {
		value float64
		met   bool
	}{
		"hello, text ÷ Caddy: respond":               {0.85, true},
		"one row | by key ÷ Caddy: respond":          {0.50, false},
		"hello, text ÷ Express behind Caddy":         {34.0 / 12, true},
		"one row | by key ÷ Express behind Caddy":    {20.0 / 11, false}, // each round by itself
		"hello, text with 256 connections ÷ with 32": {33.0 / 34, true},
	} {
		g, ok := got[name]
		if !ok || g.Value != want.value || g.Met() != want.met || g.Lowest > g.Value || g.Highest < g.Value {
			t.Errorf("%s: got %+v, %v; want %+v", name, g, ok, want)
		}
		delete(got, name)
	}
	if len(got) != 0 {
		t.Errorf("more goals: %+v", got)
	}
}

func TestFloorAgainst(t *testing.T) {
	for _, test := range []struct {
		peer, route string
		want        float64
	}{
		{behindCaddy, "rows", 2}, {behindCaddy, "user", 1}, {behindCaddy, "cpu", 0}, {behindCaddy, "static-1m", 1},
		{pocketBase, "cpu", 1}, {pocketBase, "static-1m-gzip", 1}, {fileServer, "static-10k", 1}, {fileServer, "static-1m", 0},
	} {
		if got := floorAgainst(test.peer, test.route); got != test.want {
			t.Errorf("%s on %s: %v, want %v", test.peer, test.route, got, test.want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	var b strings.Builder
	if err := example().Markdown(&b, 3, "performance/chart.svg"); err != nil {
		t.Fatal(err)
	}
	golden(t, "results.md", b.String())
	if err := example().Markdown(failing{}, 2, ""); err == nil {
		t.Error("a failed write is no error")
	}
}

func TestChart(t *testing.T) {
	var b bytes.Buffer
	if err := example().Chart(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "chart.svg", b.String())
	decoder := xml.NewDecoder(&b)
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal("it is not well formed: ", err)
		}
	}
	if err := example().Chart(failing{}); err == nil {
		t.Error("a failed write is no error")
	}
}

func TestCompare(t *testing.T) {
	old := example()
	for i := range old.Samples {
		switch s := &old.Samples[i]; s.Route {
		case "row":
			s.Rate /= 2
		case "cpu":
			s.Rate *= 2
		case "hello":
			s.Rate *= 1.1
		}
	}
	var b strings.Builder
	if err := example().Compare(&b, old); err != nil {
		t.Fatal(err)
	}
	golden(t, "compare.txt", b.String())
}

func TestResultsSurviveTheirFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "results.json")
	if err := example().Write(file); err != nil {
		t.Fatal(err)
	}
	got, err := Read(file)
	if err != nil || !reflect.DeepEqual(got, example()) {
		t.Errorf("%v\n%+v", err, got)
	}
}

func TestReadRefusesOtherFiles(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"empty.json": "{}", "broken.json": "{", "array.json": "[]"} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(file); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read(filepath.Join(dir, "nowhere.json")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

package surface

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine"
)

// commonAPI is the list of the minimum common web API, ECMA-429 of 2025, without members of what is on it.
var commonAPI = strings.Fields(`
	AbortController AbortSignal Blob ByteLengthQueuingStrategy CompressionStream CountQueuingStrategy Crypto CryptoKey
	CustomEvent DecompressionStream DOMException ErrorEvent Event EventTarget File FormData Headers MessageChannel
	MessageEvent MessagePort Performance PromiseRejectionEvent ReadableByteStreamController ReadableStream
	ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader
	Request Response SubtleCrypto TextDecoder TextDecoderStream TextEncoder TextEncoderStream TransformStream
	TransformStreamDefaultController URL URLPattern URLSearchParams WebAssembly WritableStream
	WritableStreamDefaultController WritableStreamDefaultWriter
	globalThis atob btoa clearTimeout clearInterval console crypto fetch navigator onerror onunhandledrejection
	onrejectionhandled performance queueMicrotask reportError self setTimeout setInterval structuredClone`)

// nodeModules are those of Node.js 24, without subpaths.
var nodeModules = strings.Fields(`
	assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs
	http http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream
	string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib`)

// TestCompatibilityOfTheWebPlatform holds that the page has a row for each name and that it tells the truth.
func TestCompatibilityOfTheWebPlatform(t *testing.T) {
	checkRows(t, "Web platform", commonAPI, func(name string) bool {
		_, ok := found(t).Globals[name]
		return ok
	})
}

func TestCompatibilityOfNodeGlobals(t *testing.T) {
	checkRows(t, "Node.js: globals", []string{"process", "require", "module", "exports", "global", "Buffer", "__dirname", "__filename"}, func(name string) bool {
		_, ok := found(t).Globals[name]
		return ok || slices.Contains(scriptGlobals, name)
	})
}

func TestCompatibilityOfNodeModules(t *testing.T) {
	hosts := jsengine.HostExports()
	checkRows(t, "Node.js: modules", nodeModules, func(name string) bool {
		_, plain := hosts[name]
		_, prefixed := hosts["node:"+name]
		return plain && prefixed
	})
	for name, row := range rows(t, "Node.js: modules") {
		if row[1] != "partly" {
			continue
		}
		if listed, exports := names(row[2]), hosts["node:"+name]; !slices.Equal(slices.Sorted(slices.Values(listed)), exports) {
			t.Errorf("%s: the page lists %q, and the module exports %q", name, listed, exports)
		}
	}
}

// TestCompatibilityOfTheLanguage compares the page with what package ecma finds missing.
func TestCompatibilityOfTheLanguage(t *testing.T) {
	data, err := os.ReadFile("../../jsengine/ecma/testdata/surface.json")
	if err != nil {
		t.Fatal(err)
	}
	var language struct{ Absent []string }
	if err := json.Unmarshal(data, &language); err != nil {
		t.Fatal(err)
	}
	missing := rows(t, "ECMAScript")
	for _, name := range language.Absent {
		if _, ok := missing[name]; !ok {
			t.Errorf("no row says that %s is missing", name)
		}
	}
	for name := range missing {
		if !slices.Contains(language.Absent, name) && !slices.Contains([]string{"toLocaleString", "localeCompare", "toLocaleUpperCase"}, name) {
			t.Errorf("%s is there", name)
		}
	}
}

// checkRows compares a section's table with the names that must be in it, and with what there is.
func checkRows(t *testing.T, heading string, must []string, there func(name string) bool) {
	t.Helper()
	table := rows(t, heading)
	for _, name := range must {
		if _, ok := table[name]; !ok {
			t.Errorf("%s: no row is about %s", heading, name)
		}
	}
	for name, row := range table {
		switch row[1] {
		case "yes", "partly":
			if !there(name) {
				t.Errorf("%s: %s is not there", heading, name)
			}
			if row[1] == "partly" && row[2] == "" {
				t.Errorf("%s: %s is there partly, but which part is not said", heading, name)
			}
		case "no":
			if there(name) {
				t.Errorf("%s: %s is there", heading, name)
			}
		default:
			t.Errorf("%s: %s is neither there nor not: %q", heading, name, row[1])
		}
	}
}

// rows gives the cells of a section's table by the names in the first one.
func rows(t *testing.T, heading string) map[string][]string {
	t.Helper()
	page, err := os.ReadFile("../../docs/compatibility.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(page), "\n## "+heading+"\n")
	if !ok {
		t.Fatalf("no section %q", heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	table := make(map[string][]string)
	for line := range strings.Lines(section) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) < 2 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		for _, name := range names(cells[0]) {
			if _, twice := table[name]; twice {
				t.Errorf("%s: two rows are about %s", heading, name)
			}
			table[name] = cells
		}
	}
	if len(table) < 5 {
		t.Fatalf("section %q: only %d names", heading, len(table))
	}
	return table
}

var code = regexp.MustCompile("`([^`]+)`")

func names(cell string) (list []string) {
	for _, m := range code.FindAllStringSubmatch(cell, -1) {
		list = append(list, m[1])
	}
	return list
}

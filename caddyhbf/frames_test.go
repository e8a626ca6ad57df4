package caddyhbf_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// Opcodes and bits of a WebSocket frame (RFC 6455 §5.2).
const (
	final, rsv1                                    = 0x80, 0x40
	opContinue, opText, opBinary, opClose, opPing  = 0x0, 0x1, 0x2, 0x8, 0x9
	masked                                         = 0x80
	handshake                                      = "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n%s\r\n"
	frameFloodOf, fragmentsOf, sizeOfTooLargeFrame = 2000, 5000, 1 << 40
)

// frame makes a masked frame whose mask is zero, and so leaves the payload as it is.
func frame(head byte, payload string) string {
	return announced(head, uint64(len(payload)), masked) + "\x00\x00\x00\x00" + payload
}

// announced is the head of a frame with a payload of a size that may be a lie.
func announced(head byte, size uint64, mask byte) string {
	b := []byte{head}
	switch {
	case size < 126:
		b = append(b, mask|byte(size))
	case size < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, mask|126), uint16(size))
	default:
		b = binary.BigEndian.AppendUint64(append(b, mask|127), size)
	}
	return string(b)
}

// TestHostileFrames sends what no client of good will does. The answer is an echo or the right code, and the app goes on.
func TestHostileFrames(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", sockets)
	s.run("hbf * $DIR/app.db")
	for name, c := range map[string]struct {
		frames string
		want   string // what the server sends, as read by describe
	}{
		"an echo":                       {frame(final|opText, "hi"), "text hi, "},
		"fragments":                     {frame(opText, "a") + strings.Repeat(frame(opContinue, "b"), 3) + frame(final|opContinue, "c"), "text abbbc, "},
		"a ping within fragments":       {frame(opText, "a") + frame(final|opPing, "p") + frame(final|opContinue, "c"), "pong p, text ac, "},
		"too large a frame":             {announced(final|opText, sizeOfTooLargeFrame, masked) + "\x00\x00\x00\x00" + strings.Repeat("x", 2<<20), "close 1009"},
		"too large in fragments":        {frame(opText, "") + strings.Repeat(frame(opContinue, strings.Repeat("x", 500)), fragmentsOf), "close 1009"},
		"a negative size":               {announced(final|opText, 1<<63, masked) + "\x00\x00\x00\x00abc", "close 1002"},
		"no mask":                       {announced(final|opText, 2, 0) + "hi", "close 1002"},
		"an extension that is not on":   {frame(final|rsv1|opText, "hi"), "close 1002"},
		"an unknown opcode":             {frame(final|0x3, "hi"), "close 1002"},
		"an unknown control opcode":     {frame(final|0xB, "hi"), "close 1002"},
		"a ping of 126 bytes":           {frame(final|opPing, strings.Repeat("p", 126)), "close 1002"},
		"a ping in fragments":           {frame(opPing, "p"), "close 1002"},
		"a continuation of nothing":     {frame(final|opContinue, "hi"), "close 1002"},
		"a text within fragments":       {frame(opText, "a") + frame(final|opText, "b"), "close 1002"},
		"invalid UTF-8":                 {frame(final|opText, "\xff"), "close 1007"},
		"invalid UTF-8 in a close":      {frame(final|opClose, "\x03\xe8\xff"), "close 1000"}, // it ends one way or the other
		"a code that must not be sent":  {frame(final|opClose, "\x03\xed"), "close 1002"},
		"a close of one byte":           {frame(final|opClose, "\x03"), "close 1002"},
		"a flood of pings":              {strings.Repeat(frame(final|opPing, ""), frameFloodOf), strings.Repeat("pong , ", frameFloodOf)},
		"a flood of empty messages":     {strings.Repeat(frame(final|opBinary, ""), frameFloodOf), strings.Repeat("binary , ", frameFloodOf)},
		"something else than WebSocket": {"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "close 1002"},
		"a frame that breaks off":       {announced(final|opText, 100, masked) + "\x00\x00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			conn := s.dial()
			defer conn.Close()
			fmt.Fprintf(conn, handshake, "/echo", "")
			r := bufio.NewReader(conn)
			response, err := http.ReadResponse(r, nil)
			if err != nil || response.StatusCode != http.StatusSwitchingProtocols {
				t.Fatalf("%+v, %v", response, err)
			}
			go func() { // it ends with the connection
				_, _ = io.WriteString(conn, c.frames)
				if c.want == "" {
					conn.Close()
				}
			}()
			if got := describe(r, c.want); got != c.want {
				t.Errorf("got %.300q, want %.300q", got, c.want)
			}
		})
	}
	s.expect("/version", "200 v1")
}

// describe reads frames of a server until it has what is wanted, or the connection ends or is closed.
func describe(r io.Reader, want string) string {
	var b bytes.Buffer
	for {
		if want != "" && b.Len() >= len(want) {
			return b.String()
		}
		var head [2]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return b.String()
		}
		size := uint64(head[1] & 0x7f)
		switch size {
		case 126:
			var n uint16
			_ = binary.Read(r, binary.BigEndian, &n)
			size = uint64(n)
		case 127:
			_ = binary.Read(r, binary.BigEndian, &size)
		}
		payload, err := io.ReadAll(io.LimitReader(r, int64(size)))
		switch {
		case err != nil:
			return b.String() + err.Error()
		case head[0]&0xf == opClose && len(payload) >= 2:
			fmt.Fprintf(&b, "close %d", binary.BigEndian.Uint16(payload))
			return b.String()
		}
		name := map[byte]string{opContinue: "continue", opText: "text", opBinary: "binary", opClose: "close", opPing: "ping", 0xA: "pong"}[head[0]&0xf]
		fmt.Fprintf(&b, "%s %s, ", name, payload)
	}
}

// TestHandshakesThatSplit: what a client asks for does not come back as more than it is.
func TestHandshakesThatSplit(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", sockets)
	s.run("hbf * $DIR/app.db")
	for _, fields := range []string{
		"Sec-WebSocket-Protocol: chat\rInjected: yes\r\nAuthorization: a\r\n",
		"Sec-WebSocket-Protocol: " + strings.Repeat("a, ", 4000) + "chat\r\nAuthorization: a\r\n",
		"Sec-WebSocket-Protocol: ,,\"chat\"\r\nAuthorization: a\r\n",
		"Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99\r\nAuthorization: a\r\n",
		"Origin: http://evil.example\r\nAuthorization: a\r\n",
		"Origin: null\r\nAuthorization: a\r\n",
		"Transfer-Encoding: chunked\r\nAuthorization: a\r\n\r\n0\r\n",
		"Content-Length: 7\r\nAuthorization: a\r\n\r\nhello",
	} {
		conn := s.dial()
		fmt.Fprintf(conn, handshake, "/private/room", fields)
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Errorf("%.100q: %v", fields, err)
		} else if response.Header.Get("Injected") != "" || strings.Contains(fields, "Origin") != (response.StatusCode == 403) || response.Header.Get("Sec-Websocket-Extensions") != "" {
			t.Errorf("%.100q: %d %v", fields, response.StatusCode, response.Header)
		}
		conn.Close()
	}
	s.expect("/version", "200 v1")
}

// TestEventsCannotBeForged: no text of a message, or of its fields, becomes an event of its own.
func TestEventsCannotBeForged(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", `
		import { publish } from 'hbf:events';
		const ways = {
			data: (s, evil) => s.send(evil),
			object: (s, evil) => s.send({ evil }),
			comment: (s, evil) => s.comment(evil),
			event: (s, evil) => s.send('x', { event: evil }),
			id: (s, evil) => s.send('x', { id: evil }),
			retry: (s, evil) => s.retry(evil),
			published: (s, evil) => { s.subscribe('c'); publish('c', evil) },
			publishedEvent: (s, evil) => { s.subscribe('c'); publish('c', 'x', { event: evil }) },
			publishedId: (s, evil) => { s.subscribe('c'); publish('c', 'x', { id: evil }) },
		};
		app.get('/events', (req, res) => {
			const stream = res.sse();
			for (const end of ['\n', '\r', '\r\n', '\n\n', '\r\r', '\0', '\u2028', '\x85', '\x0b', '\u010a'])
				for (const way in ways)
					for (const line of ['data: forged', 'event: forged', 'id: forged', 'retry: 1'])
						try { ways[way](stream, 'a' + end + line + end + end) } catch (e) { if (!(e instanceof TypeError || e instanceof RangeError)) throw e }
			stream.close();
		});`)
	s.run("hbf * $DIR/app.db")
	a := s.ask("GET", "/events", "")
	if a.status != 200 || len(a.body) < 1000 {
		t.Fatalf("%d %q\n%s", a.status, a.body, s.logText())
	}
	// The lines as a browser reads them (https://html.spec.whatwg.org/multipage/server-sent-events.html).
	for line := range strings.SplitSeq(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(a.body), "\n") {
		field, value, _ := strings.Cut(line, ": ")
		if (field == "data" || field == "event" || field == "id") && value == "forged" || field == "retry" {
			t.Errorf("a line of the stream is %q", line)
		}
	}
}

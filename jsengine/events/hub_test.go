package events_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/events"
)

func TestAppendFrame(t *testing.T) {
	for _, test := range []struct{ event, id, data, want string }{
		{"", "", "", "data: \n\n"},
		{"", "", "a", "data: a\n\n"},
		{"e", "7", "a\nb\r\nc\rd\n", "id: 7\nevent: e\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \n\n"},
		{"", "", "\r\r\n\n", "data: \ndata: \ndata: \ndata: \n\n"},
	} {
		if got := string(events.AppendFrame(nil, test.event, test.id, test.data)); got != test.want {
			t.Errorf("%+v: %q", test, got)
		}
	}
}

// Whatever the data, a client reads it back as one event of these very lines.
func FuzzAppendFrame(f *testing.F) {
	f.Add("a\nb\r\nc\rd")
	f.Add("data: x\n\nevent: y")
	f.Fuzz(func(t *testing.T, data string) {
		frame := string(events.AppendFrame(nil, "", "", data))
		lines := strings.Split(strings.TrimSuffix(frame, "\n\n"), "\n")
		for i, line := range lines {
			value, ok := strings.CutPrefix(line, "data: ")
			if !ok || strings.ContainsAny(line, "\r") {
				t.Fatalf("%q is not a line of data", line)
			}
			lines[i] = value
		}
		want := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(data)
		if got := strings.Join(lines, "\n"); got != want {
			t.Errorf("%q became %q", want, got)
		}
	})
}

func TestHub(t *testing.T) {
	h := events.NewHub()
	var got []string
	take := func(who string) func(*events.Message) {
		return func(m *events.Message) { got = append(got, who+string(m.Frame())) }
	}
	var endB func()
	endA := h.Subscribe("c", func(m *events.Message) { endB(); take("a")(m) })
	endB = h.Subscribe("c", take("b"))
	h.Subscribe("c", take("c"))
	if n := h.Publish("c", &events.Message{Text: "1"}); n != 2 || h.Count("c") != 2 {
		t.Errorf("%d got it, %d subscribe", n, h.Count("c"))
	}
	endA()
	endA()
	if n := h.Publish("c", &events.Message{Text: "2"}); n != 1 || h.Publish("other", &events.Message{}) != 0 {
		t.Error(n)
	}
	if want := "adata: 1|cdata: 1|cdata: 2|"; strings.ReplaceAll(strings.Join(got, ""), "\n\n", "|") != want {
		t.Errorf("%q", got)
	}
}

// However many subscribe, ending one subscription costs the same, and the order stays.
func TestHubWithManySubscriptions(t *testing.T) {
	const n = 20_000
	h := events.NewHub()
	ends := make([]func(), n)
	var got []int
	for i := range n {
		ends[i] = h.Subscribe("c", func(*events.Message) { got = append(got, i) })
	}
	for i, end := range ends {
		if i%100 != 0 {
			end()
		}
	}
	if heard := h.Publish("c", &events.Message{}); heard != n/100 || h.Count("c") != n/100 || !slices.IsSorted(got) {
		t.Errorf("%d of %d heard it", heard, h.Count("c"))
	}
	again := h.Subscribe("d", func(*events.Message) {})
	again()
	h.Subscribe("d", func(*events.Message) {})
	again() // of a channel that was gone in between
	if h.Count("d") != 1 || h.Count("e") != 0 {
		t.Error("subscriptions of one channel are mixed up")
	}
}

// Package events is publish and subscribe within an app: the module hbf:events, and the hub that its event streams
// subscribe to. A channel exists as long as somebody subscribes to it; a message goes to those who do when it is
// published, in the order of their subscription, and is kept for nobody.
package events

import (
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

// Message is what is published.
type Message struct {
	// Data is what the publisher gave, and Text what an event stream sends of it: a string itself, anything else as
	// JSON.
	Data goja.Value
	Text string
	// Event and ID are the event's type and id; both may be empty.
	Event, ID string

	frame []byte
}

// Frame is the message in an event stream. It is made once, for all of them, and must not be changed.
func (m *Message) Frame() []byte {
	if m.frame == nil {
		m.frame = AppendFrame(nil, m.Event, m.ID, m.Text)
	}
	return m.frame
}

// AppendFrame appends an event of an event stream
// (https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation). event and id must not
// contain line ends, see [CheckField].
func AppendFrame(b []byte, event, id, data string) []byte {
	if id != "" {
		b = append(append(append(b, "id: "...), id...), '\n')
	}
	if event != "" {
		b = append(append(append(b, "event: "...), event...), '\n')
	}
	return append(AppendLines(b, "data: ", data), '\n')
}

// AppendLines appends each line of a text with a prefix. A line ends at CR, LF, or both.
func AppendLines(b []byte, prefix, text string) []byte {
	for {
		i := strings.IndexAny(text, "\r\n")
		if i < 0 {
			return append(append(append(b, prefix...), text...), '\n')
		}
		b = append(append(append(b, prefix...), text[:i]...), '\n')
		if strings.HasPrefix(text[i:], "\r\n") {
			i++
		}
		text = text[i+1:]
	}
}

// CheckField reports whether a text can be the id or the type of an event: one line, and for an id without NUL.
func CheckField(text string) bool { return !strings.ContainsAny(text, "\r\n\x00") }

// AppendRetry appends the time after which clients reconnect, in milliseconds.
func AppendRetry(b []byte, ms int64) []byte {
	return append(strconv.AppendInt(append(b, "retry: "...), ms, 10), '\n', '\n')
}

// Hub knows who subscribes to what. It is the owner's.
type Hub struct {
	channels map[string]*channel
}

// channel holds subscriptions in their order. Those that have ended stay until they are the greater part, so that
// ending one costs little however many there are.
type channel struct {
	subscriptions []*subscription
	live          int
}

type subscription struct {
	receive func(*Message)
	ended   bool
}

// NewHub makes a hub.
func NewHub() *Hub { return &Hub{channels: make(map[string]*channel)} }

// Subscribe has receive called with each message of a channel, in the publisher's turn, so that it must not run
// JavaScript. The function that it returns takes that back.
func (h *Hub) Subscribe(name string, receive func(*Message)) (unsubscribe func()) {
	s := &subscription{receive: receive}
	c := h.channels[name]
	if c == nil {
		c = new(channel)
		h.channels[name] = c
	}
	c.subscriptions = append(c.subscriptions, s)
	c.live++
	return func() { h.unsubscribe(name, c, s) }
}

func (h *Hub) unsubscribe(name string, c *channel, s *subscription) {
	if s.ended {
		return
	}
	s.ended, s.receive = true, nil
	c.live--
	switch {
	case c.live == 0:
		delete(h.channels, name)
	case c.live < len(c.subscriptions)/2:
		rest := make([]*subscription, 0, c.live) // a new slice: Publish may be walking the old one
		for _, other := range c.subscriptions {
			if !other.ended {
				rest = append(rest, other)
			}
		}
		c.subscriptions = rest
	}
}

// Publish gives a message to all who subscribe to a channel and tells how many they are.
func (h *Hub) Publish(name string, m *Message) int {
	c := h.channels[name]
	if c == nil {
		return 0
	}
	n := 0
	for _, s := range c.subscriptions {
		if !s.ended {
			s.receive(m)
			n++
		}
	}
	return n
}

// Count is the number of subscriptions to a channel.
func (h *Hub) Count(name string) int {
	if c := h.channels[name]; c != nil {
		return c.live
	}
	return 0
}

package isolation

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"
)

// record is a slog.Record on its way to the parent.
type record struct {
	Time    time.Time  `json:"time"`
	Level   slog.Level `json:"level"`
	Message string     `json:"message"`
	Attrs   []attr     `json:"attrs,omitempty"`
}

// attr is a slog.Attr. Exactly one of its values is set.
type attr struct {
	Key      string          `json:"key"`
	Text     *string         `json:"text,omitempty"`
	Int      *int64          `json:"int,omitempty"`
	Duration *time.Duration  `json:"duration,omitempty"`
	Time     *time.Time      `json:"time,omitempty"`
	Group    []attr          `json:"group,omitempty"`
	JSON     json.RawMessage `json:"json,omitempty"`
}

// maxLogText bounds a text in the log of a child, in bytes: a line must fit into maxLine.
const maxLogText = 256 << 10

func toAttr(a slog.Attr) attr {
	out := attr{Key: a.Key}
	text := func(s string) {
		if len(s) > maxLogText {
			s = s[:maxLogText] + "…"
		}
		out.Text = &s
	}
	switch v := a.Value.Resolve(); v.Kind() {
	case slog.KindString:
		text(v.String())
	case slog.KindInt64:
		n := v.Int64()
		out.Int = &n
	case slog.KindDuration:
		d := v.Duration()
		out.Duration = &d
	case slog.KindTime:
		t := v.Time()
		out.Time = &t
	case slog.KindGroup:
		for _, inner := range v.Group() {
			out.Group = append(out.Group, toAttr(inner))
		}
	default:
		value := v.Any()
		if err, ok := value.(error); ok {
			text(err.Error())
			break
		}
		encoded, err := json.Marshal(value)
		if err != nil || len(encoded) > maxLogText {
			text(fmt.Sprint(value))
			break
		}
		out.JSON = encoded
	}
	return out
}

func (a attr) slog() slog.Attr {
	switch {
	case a.Text != nil:
		return slog.String(a.Key, *a.Text)
	case a.Int != nil:
		return slog.Int64(a.Key, *a.Int)
	case a.Duration != nil:
		return slog.Duration(a.Key, *a.Duration)
	case a.Time != nil:
		return slog.Time(a.Key, *a.Time)
	case a.JSON != nil:
		var value any
		_ = json.Unmarshal(a.JSON, &value) // what was marshalled a moment ago
		return slog.Any(a.Key, value)
	}
	inner := make([]any, 0, len(a.Group))
	for _, g := range a.Group {
		inner = append(inner, g.slog())
	}
	return slog.Group(a.Key, inner...)
}

// emit gives a child's record to the parent's logger.
func (r *record) emit(l *slog.Logger) {
	ctx := context.Background()
	if !l.Enabled(ctx, r.Level) {
		return
	}
	out := slog.NewRecord(r.Time, r.Level, r.Message, 0)
	for _, a := range r.Attrs {
		out.AddAttrs(a.slog())
	}
	_ = l.Handler().Handle(ctx, out) // as slog.Logger does
}

// logHandler is a slog.Handler that sends records to the parent.
type logHandler struct {
	out    *lines
	level  *atomic.Int64
	scopes []scope
}

// scope is what one WithAttrs or WithGroup has added.
type scope struct {
	group string
	attrs []slog.Attr
}

// Enabled implements slog.Handler.
func (h *logHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.Level(h.level.Load())
}

// Handle implements slog.Handler.
func (h *logHandler) Handle(_ context.Context, r slog.Record) error {
	attrs := make([]slog.Attr, 0, r.NumAttrs())
	r.Attrs(func(a slog.Attr) bool {
		attrs = append(attrs, a)
		return true
	})
	for _, s := range slices.Backward(h.scopes) {
		if s.group != "" {
			attrs = []slog.Attr{{Key: s.group, Value: slog.GroupValue(attrs...)}}
			continue
		}
		attrs = append(slices.Clone(s.attrs), attrs...)
	}
	out := record{Time: r.Time, Level: r.Level, Message: r.Message}
	if len(out.Message) > maxLogText {
		out.Message = out.Message[:maxLogText] + "…"
	}
	for _, a := range attrs {
		out.Attrs = append(out.Attrs, toAttr(a))
	}
	return h.out.write(report{Kind: reportLog, Log: &out})
}

// WithAttrs implements slog.Handler.
func (h *logHandler) WithAttrs(attrs []slog.Attr) slog.Handler { return h.with(scope{attrs: attrs}) }

// WithGroup implements slog.Handler.
func (h *logHandler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	return h.with(scope{group: name})
}

func (h *logHandler) with(s scope) slog.Handler {
	return &logHandler{out: h.out, level: h.level, scopes: append(slices.Clip(h.scopes), s)}
}

package browser

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

const chromium = "/usr/bin/chromium"

// patience bounds how long anything is waited for; it only matters when something is broken.
const patience = 2 * time.Minute

// start starts Chromium with an empty profile.
func start(t *testing.T) context.Context {
	t.Helper()
	if _, err := os.Stat(chromium); err != nil {
		t.Skipf("Chromium is missing: %v", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
	)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithErrorf(t.Logf))
	t.Cleanup(cancel)
	do(ctx, t)
	return ctx
}

// tab is one browser tab. It remembers the errors that the developer tools would show.
type tab struct {
	ctx context.Context

	mu     sync.Mutex
	errors []string
}

// look is how a tab shows pages.
type look struct {
	width, height int64
	scheme        string // light or dark
	noScript      bool
}

var desktop = look{width: 1280, height: 800, scheme: "light"}

// open opens a tab of the browser.
func open(browser context.Context, t *testing.T, l look) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	b := &tab{ctx: ctx}
	do(ctx, t)
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	do(ctx, t, chromedp.EmulateViewport(l.width, l.height), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if _, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}},
		}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.noScript})
		return err
	}))
	return b
}

func (b *tab) listen(event any) {
	var text string
	switch event := event.(type) {
	case *log.EventEntryAdded:
		if event.Entry.Level != log.EntryLevelError && event.Entry.Level != log.EntryLevelWarning {
			return
		}
		text = event.Entry.Text
	case *runtime.EventExceptionThrown:
		text = event.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		text = fmt.Sprintf("console.%s", event.Type)
	default:
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.errors = append(b.errors, text)
}

// wantErrors checks what the tab's developer tools have shown since the last call. It waits for errors that are wanted.
func (b *tab) wantErrors(t *testing.T, want ...string) {
	t.Helper()
	for begin := time.Now(); b.count() < len(want) && time.Since(begin) < patience; {
		time.Sleep(10 * time.Millisecond)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !slices.Equal(b.errors, want) {
		t.Errorf("the console shows %q, want %q", b.errors, want)
	}
	b.errors = nil
}

func (b *tab) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.errors)
}

func do(ctx context.Context, t *testing.T, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// visit runs what leads to another page and returns that page's status.
func (b *tab) visit(t *testing.T, actions ...chromedp.Action[chromedp.Void]) int64 {
	t.Helper()
	response, err := chromedp.RunResponse(b.ctx, actions...)
	if err != nil {
		t.Fatal(err)
	}
	return response.Status
}

func run[T any](t *testing.T, b *tab, action chromedp.Action[T]) T {
	t.Helper()
	value, err := chromedp.Run(b.ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// picture takes a picture of the whole page and checks that the page is not wider than the tab.
func (b *tab) picture(t *testing.T, name string) {
	t.Helper()
	if overflow := run(t, b, chromedp.Evaluate[int](`document.documentElement.scrollWidth - innerWidth`)); overflow > 0 {
		t.Errorf("%s: the page is %d pixels wider than the window", name, overflow)
	}
	data := run(t, b, chromedp.FullScreenshot(100))
	if _, err := png.DecodeConfig(bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	dir := os.Getenv("HBF_SCREENSHOTS")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

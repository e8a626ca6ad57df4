package browser

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestStarter(t *testing.T) {
	browser := start(t)
	url := serveStarter(t)
	t.Run("visit", func(t *testing.T) { visit(t, open(browser, t, desktop), url) })
	t.Run("without scripts", func(t *testing.T) { visitWithoutScripts(browser, t, url) })
	t.Run("looks", func(t *testing.T) { looks(browser, t, url) })
}

// visit walks through a fresh starter app as a visitor does.
func visit(t *testing.T, b *tab, url string) {
	t.Run("shows the page with its style", func(t *testing.T) {
		if status := b.visit(t, chromedp.Navigate(url+"/")); status != 200 {
			t.Errorf("status %d", status)
		}
		if title := run(t, b, chromedp.Title()); title != "Guestbook" {
			t.Errorf("title %q", title)
		}
		if got := style(t, b, "--accent"); got == "" {
			t.Error("the style sheet is not applied")
		}
		wantText(t, b, ".empty", "No one has signed yet. The first line is yours.")
		b.picture(t, "empty")
		b.wantErrors(t)
	})

	t.Run("stores and shows an entry", func(t *testing.T) {
		sign(t, b, "Grace", "A ship in port is safe,\nbut that is not what ships are built for.")
		if location := run(t, b, chromedp.Location()); location != url+"/#entry-1" {
			t.Errorf("the form leads to %s", location)
		}
		wantText(t, b, ".entries li:target .name", "Grace")
		wantText(t, b, ".entries li:target .message", "A ship in port is safe,\nbut that is not what ships are built for.")
		wantText(t, b, "h2 small", "1 entry")
		b.wantErrors(t)
	})

	t.Run("shows what visitors type as text", func(t *testing.T) {
		const attack = `</p><script>document.title = "taken"</script><img src=x onerror=alert(1)>&amp;`
		sign(t, b, `"><b>Mallory`, attack)
		wantText(t, b, ".entries li:target .message", attack)
		wantText(t, b, ".entries li:target .name", `"><b>Mallory`)
		if title := run(t, b, chromedp.Title()); title != "Guestbook" {
			t.Errorf("a script of a visitor's ran: the title is %q", title)
		}
		if n := count(t, b, ".entries script, .entries img, .entries b"); n != 0 {
			t.Errorf("%d elements of a visitor's are in the page", n)
		}
		b.picture(t, "entries")
		b.wantErrors(t)
	})

	t.Run("finds entries by the beginnings of words", func(t *testing.T) {
		b.visit(t, chromedp.SetValue(chromedp.ID("q"), "shi PORT"), chromedp.Submit(chromedp.ID("q")))
		wantText(t, b, ".found", "1 match for shi PORT. Show all")
		wantText(t, b, ".entries .name", "Grace")
		if n := count(t, b, ".entries mark"); n != 3 {
			t.Errorf("%d words are marked, want ship, port and ships", n)
		}
		b.picture(t, "search")
		b.visit(t, chromedp.SetValue(chromedp.ID("q"), `"nothing* OR (`), chromedp.Submit(chromedp.ID("q")))
		wantText(t, b, ".found", `0 matches for "nothing* OR (. Show all`)
		b.wantErrors(t)
	})

	t.Run("says what is missing and keeps the rest", func(t *testing.T) {
		b.visit(t, chromedp.Navigate(url+"/"))
		status := b.visit(t,
			chromedp.RemoveAttribute(chromedp.ID("message"), "required"),
			chromedp.SendKeys(chromedp.ID("name"), "Ada"),
			chromedp.Click(chromedp.CSS(".card button")))
		if status != 422 {
			t.Errorf("status %d, want 422", status)
		}
		wantText(t, b, "#message-error", "Please write a message.")
		if name := run(t, b, chromedp.Value(chromedp.ID("name"))); name != "Ada" {
			t.Errorf("the name is %q, want Ada", name)
		}
		if focus := run(t, b, chromedp.Evaluate[string](`document.activeElement.id`)); focus != "message" {
			t.Errorf("the focus is on %q, want it on the field to mend", focus)
		}
		b.picture(t, "invalid")
		b.wantErrors(t, "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)")
	})

	for path, want := range map[string]struct {
		status  int64
		heading string
		console string
	}{
		"/error":   {500, "Something broke", "Failed to load resource: the server responded with a status of 500 (Internal Server Error)"},
		"/nowhere": {404, "Nothing here", "Failed to load resource: the server responded with a status of 404 (Not Found)"},
	} {
		t.Run("has an error page for "+path, func(t *testing.T) {
			if status := b.visit(t, chromedp.Navigate(url+path)); status != want.status {
				t.Errorf("status %d, want %d", status, want.status)
			}
			wantText(t, b, "h1", want.heading)
			if text := run(t, b, chromedp.Text(chromedp.CSS("body"))); strings.Contains(text, "on purpose") {
				t.Errorf("the page shows the error's message: %q", text)
			}
			b.picture(t, strings.Trim(path, "/"))
			b.wantErrors(t, want.console)
		})
	}
}

// visitWithoutScripts does what matters in a browser that runs no scripts.
func visitWithoutScripts(browser context.Context, t *testing.T, url string) {
	b := open(browser, t, look{width: 1280, height: 800, scheme: "light", noScript: true})
	b.visit(t, chromedp.Navigate(url+"/"))
	sign(t, b, "Ada", "No script was needed.")
	wantText(t, b, ".entries .message", "No script was needed.")
}

// looks shows the page in the windows and colours that visitors have.
func looks(browser context.Context, t *testing.T, url string) {
	b := open(browser, t, desktop)
	b.visit(t, chromedp.Navigate(url+"/"))
	sign(t, b, "Linus", strings.Repeat("awordthatdoesnotend", 20))

	pages := map[string]string{}
	for name, l := range map[string]look{
		"light":        desktop,
		"dark":         {width: 1280, height: 800, scheme: "dark"},
		"mobile-light": {width: 360, height: 740, scheme: "light"},
		"mobile-dark":  {width: 360, height: 740, scheme: "dark"},
	} {
		b := open(browser, t, l)
		b.visit(t, chromedp.Navigate(url+"/"))
		pages[name] = style(t, b, "background-color")
		b.picture(t, name)
		b.wantErrors(t)
	}
	if pages["light"] == pages["dark"] || pages["light"] != pages["mobile-light"] || pages["dark"] != pages["mobile-dark"] {
		t.Errorf("the colours don't follow the visitor's wish: %v", pages)
	}
}

// sign fills in the form and sends it, from any page that has it.
func sign(t *testing.T, b *tab, name, message string) {
	t.Helper()
	status := b.visit(t,
		chromedp.SendKeys(chromedp.ID("name"), name),
		chromedp.SetValue(chromedp.ID("message"), message),
		chromedp.Click(chromedp.CSS(".card button")))
	if status != 200 {
		t.Fatalf("sending the form: status %d", status)
	}
}

// wantText checks the visible text of the first element that a selector finds.
func wantText(t *testing.T, b *tab, selector, want string) {
	t.Helper()
	if got := strings.TrimSpace(run(t, b, chromedp.Text(chromedp.CSS(selector)))); got != want {
		t.Errorf("%s shows %q, want %q", selector, got, want)
	}
}

func count(t *testing.T, b *tab, selector string) int {
	t.Helper()
	return run(t, b, chromedp.Evaluate[int](`document.querySelectorAll("`+selector+`").length`))
}

// style returns a property of the body's computed style.
func style(t *testing.T, b *tab, property string) string {
	t.Helper()
	return run(t, b, chromedp.Evaluate[string](`getComputedStyle(document.body).getPropertyValue("`+property+`")`))
}

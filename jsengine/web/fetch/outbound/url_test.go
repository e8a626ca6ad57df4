package outbound

import "testing"

// A normalized URL stays what it is, so that what was checked is what is dialed.
func FuzzNormalize(f *testing.F) {
	for _, seed := range []string{
		"http://EXAMPLE.com:80/a%?b#c", "https://[::FFFF:1.2.3.4]:443", "http://user:pw@bücher.example./", "http:a", "http://a:0x50", `http://a\b`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := parseURL(nil, text)
		if err != nil || normalize(u) != nil {
			return
		}
		again, err := parseURL(nil, u.String())
		if err != nil {
			t.Fatalf("%q becomes %q: %v", text, u, err)
		}
		if err := normalize(again); err != nil || again.Host != u.Host || again.Scheme != u.Scheme {
			t.Fatalf("%q becomes %q and then %q: %v", text, u, again, err)
		}
	})
}

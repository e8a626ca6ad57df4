package dbbind

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

func never() bool { return false }

// Needles and haystacks of few letters and much repetition are what such algorithms get wrong.
func TestSearcherFindsWhatBytesIndexFinds(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	word := func(letters, length int) []byte {
		w := make([]byte, length)
		for i := range w {
			w[i] = 'a' + byte(rng.IntN(letters))
		}
		if length > 0 && rng.IntN(2) == 0 { // repeat a part of it
			w = bytes.Repeat(w[:1+rng.IntN(length)], length)[:length]
		}
		return w
	}
	found := 0
	for range 60_000 {
		needle := word(1+rng.IntN(3), 1+rng.IntN(shortNeedle+30))
		haystack := word(1+rng.IntN(3), rng.IntN(300))
		if rng.IntN(2) == 0 { // put it in, perhaps with a flaw
			at := rng.IntN(len(haystack) + 1)
			haystack = append(haystack[:at:at], append(needle[:len(needle):len(needle)], haystack[at:]...)...)
			if rng.IntN(3) == 0 {
				haystack[rng.IntN(len(haystack))]++
			}
		}
		s := newSearcher(needle, never)
		got, stopped := s.index(haystack)
		want := bytes.Index(haystack, needle)
		if got != want || stopped {
			t.Fatalf("%q in %q: %d, want %d", needle, haystack, got, want)
		}
		if want >= 0 {
			found++
		}
	}
	if found < 1000 {
		t.Errorf("only %d were there", found)
	}
}

func TestSearcherStops(t *testing.T) {
	haystack := bytes.Repeat([]byte("ab"), 3*stopEvery)
	for _, n := range []int{2, shortNeedle, shortNeedle + 1, 10_000} {
		needle := []byte(strings.Repeat("ab", n/2) + "b")
		calls := 0
		s := newSearcher(needle, func() bool { calls++; return calls == 3 })
		if at, stopped := s.index(haystack); at != -1 || !stopped || calls != 3 {
			t.Errorf("%d bytes: at %d, stopped %v, %d calls", n, at, stopped, calls)
		}
	}
}

func FuzzSearcher(f *testing.F) {
	f.Add([]byte("aabaabaabaabaabaabaabaabaabaabaabaab"), []byte("aabaabaabaabaabaabaabaabaabaabaabaabaabaab"))
	f.Fuzz(func(t *testing.T, needle, haystack []byte) {
		if len(needle) == 0 {
			return
		}
		for len(needle) <= shortNeedle {
			needle, haystack = append(needle, needle...), append(haystack, haystack...)
		}
		s := newSearcher(needle, never)
		if got, _ := s.index(haystack); got != bytes.Index(haystack, needle) {
			t.Errorf("%q in %q: %d, want %d", needle, haystack, got, bytes.Index(haystack, needle))
		}
	})
}

func BenchmarkSearcher(b *testing.B) {
	haystack := bytes.Repeat([]byte("a"), 1<<20)
	needle := append(bytes.Repeat([]byte("a"), 1<<19), 'b')
	b.SetBytes(int64(len(haystack)))
	for b.Loop() {
		s := newSearcher(needle, never)
		s.index(haystack)
	}
}

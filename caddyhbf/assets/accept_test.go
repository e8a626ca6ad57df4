package assets

import (
	"slices"
	"strings"
	"testing"
)

func TestAcceptEncoding(t *testing.T) {
	tests := []struct{ header, want string }{
		{"gzip", "gzip identity"},
		{"gzip, deflate, br, zstd", "br zstd gzip identity"},
		{"gzip, br", "br gzip identity"},
		{"gzip, zstd", "zstd gzip identity"},
		{"GZIP", "gzip identity"},
		{"x-gzip", "gzip identity"},
		{"deflate", "identity"},
		{"identity", "identity"},
		{"", "identity"},
		{",, ,", "identity"},
		{"br;q=0.5, gzip", "gzip br identity"},
		{"br; q=0.5 , gzip;Q=0.6", "gzip br identity"},
		{"br;q=0.501, gzip;q=0.5", "br gzip identity"},
		{"br;q=1.000, gzip;q=1.", "br gzip identity"},
		{"gzip;q=0", "identity"},
		{"gzip;q=0.000, br", "br identity"},
		{"gzip;q=0.001", "gzip identity"},
		{"gzip;q=0.5, identity", "identity gzip"},
		{"gzip, identity;q=0.5", "gzip identity"},
		{"gzip, identity", "gzip identity"},
		{"gzip, identity;q=0", "gzip"},
		{"identity;q=0", ""},
		{"*;q=0", ""},
		{"*;q=0, identity", "identity"},
		{"*;q=0, gzip", "gzip"},
		{"gzip, *;q=0", "gzip"},
		{"*", "identity gzip zstd br"},
		{"*, identity;q=0", "gzip zstd br"},
		{"*;q=0.5, br", "br identity gzip zstd"},
		{"gzip;q=0, *", "identity zstd br"},
		{"br;q=0.2, *;q=0.8", "identity gzip zstd br"},
		{"gzip;level=9", "gzip identity"},
		{"gzip;level=9;q=0.5, br;q=0.6", "br gzip identity"},
		{"gzip;q=2", "identity"},
		{"gzip;q=-1", "identity"},
		{"gzip;q=1.001", "identity"},
		{"gzip;q=0.1234", "identity"},
		{"gzip;q=", "identity"},
		{"gzip;q", "identity"},
		{"gzip;q=.5", "identity"},
		{"gzip;q=0x1", "identity"},
		{"gzip;q=NaN", "identity"},
		{"gzip; q=0.5; q=0", "gzip identity"},
		{"gzi p", "identity"},
		{"br|zstd|gzip;q=0.5", "br zstd gzip identity"}, // several lines
	}
	for _, test := range tests {
		p := parseAccept(strings.Split(test.header, "|"))
		var got []string
		for _, c := range p.codings() {
			got = append(got, c.String())
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%q: %q, want %q", test.header, got, test.want)
		}
	}
	if p := parseAccept(nil); !slices.Equal(p.codings(), []coding{identity}) {
		t.Errorf("no header: %v", p.codings())
	}
}

func TestAcceptEncodingCostsNoMemory(t *testing.T) {
	lines := []string{"gzip, deflate, br;q=0.9, zstd;q=0.8, *;q=0.1"}
	if n := testing.AllocsPerRun(100, func() { parseAccept(lines) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// Each coding is accepted at most once; what is excluded by name never is; and
// identity is there unless it is excluded.
func FuzzAcceptEncoding(f *testing.F) {
	for _, seed := range []string{
		"gzip, deflate, br, zstd", "*;q=0", "identity;q=0, gzip;q=0.5", "x-gzip;q=1.000", ";;q=;,", "br;Q=0.1;q=2", "\x00", "*\t;\tq=0.3",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		p := parseAccept([]string{header})
		seen := map[coding]bool{}
		for _, c := range p.codings() {
			if c >= codings || seen[c] {
				t.Fatalf("%q: %v", header, p.codings())
			}
			seen[c] = true
		}
		if !seen[identity] && !strings.Contains(header, "0") {
			t.Errorf("%q: identity is missing", header)
		}
		excluded := parseAccept([]string{header, "gzip;q=0, x-gzip;q=0, br;q=0, zstd;q=0, identity;q=0"})
		if excluded.n != 0 {
			t.Errorf("%q: %v although all are excluded", header, excluded.codings())
		}
	})
}

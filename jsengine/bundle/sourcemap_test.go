package bundle

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestShiftMappings(t *testing.T) {
	tests := []struct{ name, mappings, want string }{
		{"nothing", "", "CAAC;"},
		{"the first segment", "AAAA", "CAAC;CCAA"},
		{"generated columns are shifted in each line, sources once", "AAAA,CAAC;AACA", "CAAC;CCAA,CAAC;CACA"},
		{"names are dropped", "AAAAA,CAACC", "CAAC;CCAA,CAAC"},
		{"empty lines stay", ";;AAAA;", "CAAC;;;CCAA;"},
		{"code without an origin is skipped", "A,CAAA,C,CAAC", "CAAC;ECAA,EAAC"},
		{"large and negative values", "gkxBAAA;AAgkxBhjwB", "CAAC;ikxBCAA;CAgkxBhjwB"},
	}
	for _, test := range tests {
		got, err := shiftMappings(test.mappings)
		if err != nil || got != test.want {
			t.Errorf("%s: %q becomes %q (%v), want %q", test.name, test.mappings, got, err, test.want)
		}
	}
	for _, bad := range []string{"*", "A,", "g", "gggggggggggggA", ",A"} {
		if got, err := shiftMappings(bad); err == nil {
			t.Errorf("%q becomes %q, want an error", bad, got)
		}
	}
}

func TestAdaptMap(t *testing.T) {
	data, err := adaptMap([]byte(`{"version":3,"sources":["a","b"],"names":["x"],"mappings":"AAAAA","sourcesContent":["secret"]}`), "helpers", strings.ToUpper)
	if err != nil {
		t.Fatal(err)
	}
	var m sourceMap
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	if m.Version != 3 || !slices.Equal(m.Sources, []string{"helpers", "A", "B"}) || len(m.Names) != 0 || m.Mappings != "CAAC;CCAA;;;;" || strings.Contains(string(data), "secret") {
		t.Errorf("got %s", data)
	}
	for _, bad := range []string{"", "{", `{"mappings":"*"}`} {
		if _, err := adaptMap([]byte(bad), "helpers", strings.ToUpper); err == nil {
			t.Errorf("%q is no error", bad)
		}
	}
}

func FuzzShiftMappings(f *testing.F) {
	f.Add("AAAA,CAAC;AACA")
	f.Add("A;;gkxBAAA,DDDDD")
	f.Fuzz(func(t *testing.T, mappings string) {
		shifted, err := shiftMappings(mappings)
		if err != nil {
			return
		}
		if strings.Count(shifted, ";") != strings.Count(mappings, ";")+1 {
			t.Errorf("%q becomes %q with other lines", mappings, shifted)
		}
		before, after := absolute(t, mappings), absolute(t, shifted)[1:]
		for i := range before {
			for _, field := range []int{0, 1, 3} {
				before[i][field]++
			}
		}
		if !slices.EqualFunc(before, after, func(a, b [4]int) bool { return a == b }) {
			t.Errorf("%q becomes %q", mappings, shifted)
		}
	})
}

// absolute decodes the segments that have an origin.
func absolute(t *testing.T, mappings string) [][4]int {
	var all [][4]int
	var at [4]int
	for line := range strings.SplitSeq(mappings, ";") {
		at[0] = 0
		if line == "" {
			continue
		}
		for segment := range strings.SplitSeq(line, ",") {
			fields, err := decodeVLQ(segment)
			if err != nil {
				t.Fatal(err)
			}
			at[0] += fields[0]
			if len(fields) >= 4 {
				for i := 1; i < 4; i++ {
					at[i] += fields[i]
				}
				all = append(all, at)
			}
		}
	}
	return all
}

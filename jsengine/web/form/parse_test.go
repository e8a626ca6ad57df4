package form

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/caddyhbf/hbf/jsengine/web/blob"
)

// show describes entries in one line.
func show(entries []Entry) string {
	var parts []string
	for _, e := range entries {
		if e.File == nil {
			parts = append(parts, fmt.Sprintf("%q=%q", e.Name, e.Text))
			continue
		}
		data, _ := io.ReadAll(e.File.Open())
		name, _ := e.File.FileName()
		parts = append(parts, fmt.Sprintf("%q=%q(%q,%s)", e.Name, data, name, e.File.Type()))
	}
	return strings.Join(parts, " ")
}

func parse(t testing.TB, r io.Reader, contentType string) ([]Entry, error) {
	spool := &Spool{}
	t.Cleanup(spool.Close)
	return Parse(t.Context(), r, contentType, spool)
}

func TestParseMultipart(t *testing.T) {
	const field = "Content-Disposition: form-data; name="
	for body, want := range map[string]string{
		"--x--\r\n": "",
		"preamble\r\n--x\r\n" + field + "\"a\"\r\n\r\n1\r\n--x--\r\nepilogue":                            `"a"="1"`,
		"--x\r\n" + field + "a\r\n\r\n1\r\n--x--":                                                        `"a"="1"`,
		"--x\r\n" + field + "\"a\"\r\n\r\n\r\n--x\r\n" + field + "\"\"\r\n\r\nline 1\r\nline 2\r\n--x--": `"a"="" ""="line 1\r\nline 2"`,
		"--x\r\n" + field + "\"a\"; filename=\"n\"\r\n\r\n\x00\xff\r\n--x--":                             `"a"="\x00\xff"("n",text/plain)`,
		"--x\r\n" + field + "\"a\"; filename=\"n\"\r\nContent-Type: Image/PNG\r\n\r\n\r\n--x--":          `"a"=""("n",image/png)`,
		"--x\r\n" + field + "\"é\xff\"\r\n\r\né\xff\r\n--x--":                                            `"é�"="é�"`,
		"--x\r\n" + field + "\"a%22%0D%0Ab%41\"\r\n\r\n\r\n--x--":                                        `"a\"\r\nb%41"=""`,
		"--x\r\nContent-Transfer-Encoding: quoted-printable\r\n" + field + "\"a\"\r\n\r\n=41\r\n--x--":   `"a"="=41"`,
		"--x\r\ncontent-disposition: FORM-DATA;name=\"a\"\r\n\r\n\ufeff1\r\n--x--":                       "\"a\"=\"\\ufeff1\"",
		"": "error", "--x": "error", "--x\r\n\r\n\r\n--x--": "error",
		"--x\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n\r\n--x--":                          "error",
		"--x\r\n" + field + "\"a\r\n\r\n\r\n--x--":                                                     "error",
		"--x\r\n" + field + "\"a\"\r\n\r\nbroken off":                                                  "error",
		"--x\r\n" + field + "\"a\"; filename=\"f\"\r\n\r\nbroken off":                                  "error",
		"--y\r\n" + field + "\"a\"\r\n\r\n1\r\n--y--":                                                  "error",
		"--x\r\nno colon\r\n\r\n1\r\n--x--":                                                            "error",
		"--x\r\n" + field + "\"a\"\r\nX: " + strings.Repeat("x", maxPartHeader) + "\r\n\r\n1\r\n--x--": "error",
	} {
		for _, r := range []io.Reader{strings.NewReader(body), iotest.OneByteReader(strings.NewReader(body))} {
			entries, err := parse(t, r, `Multipart/Form-Data; charset=utf-8; boundary="x"`)
			got := show(entries)
			if err != nil {
				got = "error"
			}
			if got != want {
				t.Errorf("%q\n  = %s (%v), want %s", body, got, err, want)
			}
		}
	}
}

func TestParseChoosesByContentType(t *testing.T) {
	for contentType, want := range map[string]string{
		"application/x-www-form-urlencoded":                `"a"="1 2"`,
		"Application/X-WWW-Form-Urlencoded; charset=utf-8": `"a"="1 2"`,
		"multipart/form-data":                              "error",
		"multipart/form-data; boundary=":                   "error",
		"text/plain":                                       "error",
		"":                                                 "error",
		"a=b; ;":                                           "error",
	} {
		entries, err := parse(t, strings.NewReader("a=1+2"), contentType)
		got := show(entries)
		if err != nil {
			got = "error"
			if !errors.Is(err, ErrType) {
				t.Errorf("%s: %v", contentType, err)
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s", contentType, got, want)
		}
	}
}

func TestTooManyEntries(t *testing.T) {
	var limit *LimitError
	if _, err := parse(t, strings.NewReader(strings.Repeat("a&", MaxEntries)), "application/x-www-form-urlencoded"); !errors.As(err, &limit) {
		t.Errorf("%v", err)
	}
	part := "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n"
	if _, err := parse(t, strings.NewReader(strings.Repeat(part, MaxEntries+1)+"--x--"), "multipart/form-data; boundary=x"); !errors.As(err, &limit) {
		t.Errorf("%v", err)
	}
}

func TestParseEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	part := "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--x--"
	if _, err := Parse(ctx, strings.NewReader(part), "multipart/form-data; boundary=x", &Spool{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestParseDisposition(t *testing.T) {
	for value, want := range map[string]disposition{
		`form-data; name="a"`:                                          {name: "a"},
		`form-data ; NAME = "a" ; other="x;y"`:                         {name: "a"},
		`form-data; name=a; filename=b`:                                {name: "a", filename: "b", isFile: true},
		`form-data; name="a"; filename=""`:                             {name: "a", isFile: true},
		`form-data; name="a"; filename="C:\dir\f"`:                     {name: "a", filename: `C:\dir\f`, isFile: true},
		`form-data; name="a"; filename="x"; filename*=UTF-8''%C3%A9`:   {name: "a", filename: "é", isFile: true},
		`form-data; name="a"; filename*=utf-8'de'%C3%A9; filename="x"`: {name: "a", filename: "é", isFile: true},
		`form-data; name="a"; filename="x"; filename*=latin1''%E9`:     {name: "a", filename: "x", isFile: true},
		`form-data; name="a"; filename="x"; filename*=UTF-8''%zz`:      {name: "a", filename: "x", isFile: true},
	} {
		if got, err := parseDisposition(value); err != nil || got != want {
			t.Errorf("%s = %+v, %v, want %+v", value, got, err, want)
		}
	}
	for _, value := range []string{"", "form-data", "form-data; x", `form-data; name="a`, `inline; name="a"`, `name="a"`} {
		if got, err := parseDisposition(value); err == nil {
			t.Errorf("%s = %+v", value, got)
		}
	}
}

// What was serialized is parsed to the same, whatever names and values are, but for the kind of line breaks.
func FuzzSerialize(f *testing.F) {
	f.Add("a", "1", "n.txt", []byte("data"))
	f.Add("a\"\r\n", "--x\r\n", "é\n\"", []byte("\r\n--"))
	f.Fuzz(func(t *testing.T, name, text, filename string, data []byte) {
		name, text, filename = wellFormed(name), wellFormed(text), wellFormed(filename)
		if strings.Contains(name+filename, "%") {
			t.Skip("what looks like an escape is one") // browsers have it so, too
		}
		want := []Entry{
			{Name: newlines.Replace(name), Text: newlines.Replace(text)},
			{Name: newlines.Replace(name), File: blob.FromBytes(data, "a/b").AsFile(filename, 0)},
		}
		body, contentType := Serialize([]Entry{{Name: name, Text: text}, {Name: name, File: want[1].File}})
		if strings.ContainsAny(name+filename, "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x7f") || strings.Trim(name+filename, " \t") != name+filename {
			t.Skip("no header can hold it")
		}
		got, err := parse(t, body.Open(), contentType)
		if err == nil && show(got) != show(want) {
			t.Errorf("%s, want %s", show(got), show(want))
		}
	})
}

// Whatever comes, parsing ends, and holds no more than it was given.
func FuzzParse(f *testing.F) {
	f.Add([]byte("--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n1\r\n--x--"), "multipart/form-data; boundary=x")
	f.Add([]byte("a=1&b=%41+"), "application/x-www-form-urlencoded")
	f.Fuzz(func(t *testing.T, data []byte, contentType string) {
		entries, err := parse(t, strings.NewReader(string(data)), contentType)
		if err != nil {
			return
		}
		total := 0
		for _, e := range entries {
			total += len(e.Name) + len(e.Text)
			if e.File != nil {
				total += int(e.File.Size())
			}
		}
		if total > 3*len(data) { // an invalid byte becomes three
			t.Errorf("%d bytes of %d", total, len(data))
		}
	})
}

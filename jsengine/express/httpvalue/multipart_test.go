package httpvalue_test

import (
	"bytes"
	"errors"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"reflect"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

const formType = "multipart/form-data; boundary=B"

// lines joins with CRLF, as multipart bodies have it.
func lines(l ...string) []byte { return []byte(strings.Join(l, "\r\n")) }

func TestParseMultipart(t *testing.T) {
	body := lines(
		"preamble",
		"--B", `Content-Disposition: form-data; name="a"`, "", "one",
		"--B", `Content-Disposition: form-data; name="é b"`, "Content-Type: text/plain; charset=iso-8859-1", "", "\xe9",
		"--B", `Content-Disposition: form-data; name="f"; filename="C:\fakepath\ü 1.txt"`, "Content-Type: text/plain", "", "\x00data\r\n-",
		"--B", `Content-Disposition: form-data; name="a"`, "Content-Transfer-Encoding: quoted-printable", "", "t=C3=A9wo",
		"--B", `Content-Disposition: form-data; name="g"; filename="../../etc/passwd"`, "", "",
		"--B", `Content-Disposition: form-data; name="none"; filename=""`, "Content-Type: image/png", "", "",
		"--B", `Content-Disposition: form-data; name="dots"; filename=".."`, "", "",
		"--B", `Content-Disposition: form-data; name="x"; filename*=UTF-8''%E2%82%AC.txt`, "", "",
		"--B", "", "no name",
		"--B", `Content-Disposition: attachment; name="y"`, "", "not form-data",
		"--B--", "epilogue")
	parts, err := httpvalue.ParseMultipart(body, formType, httpvalue.DefaultMultipart)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range parts {
		if p.IsFile {
			got = append(got, fmt.Sprintf("%s: file %q %s %q", p.Name, p.Filename, p.ContentType, p.Data))
		} else {
			got = append(got, fmt.Sprintf("%s: %q", p.Name, p.Value))
		}
	}
	want := []string{
		`a: "one"`,
		`é b: "é"`,
		`f: file "ü 1.txt" text/plain "\x00data\r\n-"`,
		`a: "t=C3=A9wo"`,
		`g: file "passwd" application/octet-stream ""`,
		`none: file "" image/png ""`,
		`dots: file "" application/octet-stream ""`,
		`x: file "€.txt" application/octet-stream ""`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if parts[1].Header.Get("Content-Type") == "" {
		t.Error("the part's header is gone")
	}
}

func TestMultipartErrors(t *testing.T) {
	part := func(disposition, data string) []string {
		return []string{"--B", "Content-Disposition: form-data; " + disposition, "", data}
	}
	whole := lines(append(append(part(`name="a"`, "12345"), part(`name="f"; filename="f"`, "1234567")...), "--B--", "")...)
	one := httpvalue.MultipartLimits{Parts: 2, FieldSize: 5, FileSize: 7}
	if parts, err := httpvalue.ParseMultipart(whole, formType, one); err != nil || len(parts) != 2 {
		t.Fatalf("at the limits: %v, %v", parts, err)
	}
	for name, c := range map[string]struct {
		body        []byte
		contentType string
		limits      httpvalue.MultipartLimits
		status      int
		kind        string
	}{
		"too many parts":     {whole, formType, httpvalue.MultipartLimits{Parts: 1, FieldSize: 5, FileSize: 7}, 413, httpvalue.TypeTooManyParts},
		"field too large":    {whole, formType, httpvalue.MultipartLimits{Parts: 2, FieldSize: 4, FileSize: 7}, 413, httpvalue.TypeTooLarge},
		"file too large":     {whole, formType, httpvalue.MultipartLimits{Parts: 2, FieldSize: 5, FileSize: 6}, 413, httpvalue.TypeTooLarge},
		"no boundary":        {whole, "multipart/form-data", one, 400, httpvalue.TypeParseFailed},
		"not multipart":      {whole, "text/plain; boundary=B", one, 400, httpvalue.TypeParseFailed},
		"no type":            {whole, "", one, 400, httpvalue.TypeParseFailed},
		"another boundary":   {whole, "multipart/form-data; boundary=C", one, 400, httpvalue.TypeParseFailed},
		"empty":              {nil, formType, one, 400, httpvalue.TypeParseFailed},
		"cut off in a part":  {whole[:60], formType, one, 400, httpvalue.TypeParseFailed},
		"cut off at the end": {whole[:len(whole)-6], formType, one, 400, httpvalue.TypeParseFailed},
		"bad header":         {lines("--B", "nonsense", "", "x", "--B--"), formType, one, 400, httpvalue.TypeParseFailed},
		"unknown charset":    {lines("--B", `Content-Disposition: form-data; name="a"`, "Content-Type: text/plain; charset=x-foo", "", "x", "--B--"), formType, one, 415, httpvalue.TypeCharsetUnsupported},
		"too many headers":   {lines("--B", strings.Repeat("X: y\r\n", 20000), "", "x", "--B--"), formType, one, 413, httpvalue.TypeTooManyParts},
	} {
		_, err := httpvalue.ParseMultipart(c.body, c.contentType, c.limits)
		var bodyError *httpvalue.BodyError
		if !errors.As(err, &bodyError) || bodyError.Status != c.status || bodyError.Type != c.kind {
			t.Errorf("%s: got %v, want %d %s", name, err, c.status, c.kind)
		}
	}
}

func TestMultipartWithoutLimits(t *testing.T) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for range 3000 {
		if err := w.WriteField("a", "b"); err != nil {
			t.Fatal(err)
		}
	}
	f, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="f"; filename="big"`}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(make([]byte, 3<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	parts, err := httpvalue.ParseMultipart(body.Bytes(), w.FormDataContentType(), httpvalue.MultipartLimits{Parts: -1, FieldSize: -1, FileSize: -1})
	if err != nil || len(parts) != 3001 || len(parts[3000].Data) != 3<<20 {
		t.Errorf("got %d parts, %v", len(parts), err)
	}
}

package encoding

import (
	"encoding/base64"
	"strings"

	"github.com/dop251/goja"
)

// atob is https://html.spec.whatwg.org/#dom-atob, with https://infra.spec.whatwg.org/#forgiving-base64-decode.
func (m *module) atob(text goja.String) goja.Value {
	data, ok := forgivingDecode(text.String())
	if !ok {
		panic(m.exceptions.Exception("InvalidCharacterError", "The string to be decoded is not correctly encoded"))
	}
	units := make([]uint16, len(data))
	for i, c := range data {
		units[i] = uint16(c)
	}
	return goja.StringFromUTF16(units)
}

var asciiBlanks = strings.NewReplacer("\t", "", "\n", "", "\f", "", "\r", "", " ", "")

func forgivingDecode(s string) (data []byte, ok bool) {
	s = asciiBlanks.Replace(s)
	if len(s)%4 == 0 {
		s = strings.TrimSuffix(strings.TrimSuffix(s, "="), "=")
	}
	data, err := base64.RawStdEncoding.DecodeString(s)
	return data, err == nil
}

// btoa is https://html.spec.whatwg.org/#dom-btoa.
func (m *module) btoa(text goja.String) goja.Value {
	data := make([]byte, text.Length())
	for i := range data {
		unit := text.CharAt(i)
		if unit > 0xff {
			panic(m.exceptions.Exception("InvalidCharacterError", "The string to be encoded contains characters outside of the Latin1 range"))
		}
		data[i] = byte(unit)
	}
	return m.vm.ToValue(base64.StdEncoding.EncodeToString(data))
}

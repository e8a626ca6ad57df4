package httpvalue

import (
	"net/http"
	"strings"
)

// FormOptions say how [ParseForm] reads a urlencoded form. The zero value has no room for anything: begin with
// [DefaultForm].
type FormOptions struct {
	Extended        bool // brackets in names make objects and lists
	ParameterLimit  int  // more pairs are an error; negative: no limit
	Depth           int  // more brackets in a name are an error; only with Extended
	CharsetSentinel bool // see NestedOptions
	NumericEntities bool // see NestedOptions
}

// DefaultForm are body-parser's defaults.
var DefaultForm = FormOptions{ParameterLimit: 1000, Depth: 32}

// ParseForm reads the text of an application/x-www-form-urlencoded body as body-parser does: charset is utf-8 or
// iso-8859-1 and tells what its escapes mean. The result is an object. Errors are [*BodyError]s.
func ParseForm(text, charset string, o FormOptions) (Value, error) {
	if text == "" {
		return Value{Kind: ObjectValue}, nil
	}
	count := strings.Count(text, "&") + 1
	if o.ParameterLimit >= 0 && count > o.ParameterLimit {
		return Value{}, &BodyError{Status: http.StatusRequestEntityTooLarge, Type: TypeTooManyParameters, Message: "too many parameters"}
	}
	nested := NestedOptions{
		StrictDepth:     true,
		ArrayLimit:      count,
		ParameterLimit:  o.ParameterLimit,
		Latin1:          charset == "iso-8859-1",
		CharsetSentinel: o.CharsetSentinel,
		NumericEntities: o.NumericEntities,
	}
	if o.Extended {
		nested.Depth = o.Depth
		nested.ArrayLimit = max(100, count)
	}
	form, err := ParseNested(text, nested)
	if err != nil {
		return Value{}, &BodyError{Status: http.StatusBadRequest, Type: TypeTooDeep, Message: "The input exceeded the depth", Err: err}
	}
	return form, nil
}

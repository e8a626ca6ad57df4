package fetch

import (
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
)

// defaultType is the media type of a data: URL that has none of its own.
const defaultType = "text/plain;charset=US-ASCII"

// parseDataURL gives what a data: URL, as the URL parser has serialized it, holds
// (https://fetch.spec.whatwg.org/#data-url-processor).
func parseDataURL(text string) (mediaType string, data []byte, err error) {
	text, _, _ = strings.Cut(strings.TrimPrefix(text, "data:"), "#")
	mediaType, encoded, ok := strings.Cut(text, ",")
	if !ok {
		return "", nil, errors.New("the data: URL has no comma")
	}
	mediaType = strings.Trim(mediaType, asciiSpace)
	data = percentDecode(encoded)
	if before, ok := cutBase64(mediaType); ok {
		mediaType = before
		if data, err = forgivingBase64(string(data)); err != nil {
			return "", nil, errors.New("the data: URL is not valid base64")
		}
	}
	if strings.HasPrefix(mediaType, ";") {
		mediaType = "text/plain" + mediaType
	}
	if mediaType, ok = parseMediaType(mediaType); !ok {
		mediaType = defaultType
	}
	return mediaType, data, nil
}

const asciiSpace = "\t\n\f\r "

// cutBase64 takes the mark ;base64, in whatever case and with spaces within, from the end of a media type.
func cutBase64(mediaType string) (before string, ok bool) {
	const mark = "base64"
	n := len(mediaType) - len(mark)
	if n < 0 || !strings.EqualFold(mediaType[n:], mark) {
		return mediaType, false
	}
	before, ok = strings.CutSuffix(strings.TrimRight(mediaType[:n], " "), ";")
	if !ok {
		return mediaType, false
	}
	return before, true
}

// percentDecode is https://url.spec.whatwg.org/#percent-decode: what is no escape stays as it is.
func percentDecode(text string) []byte {
	if !strings.Contains(text, "%") {
		return []byte(text)
	}
	decoded := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if s, err := url.PathUnescape(text[i : i+3]); err == nil {
				decoded = append(decoded, s...)
				i += 2
				continue
			}
		}
		decoded = append(decoded, text[i])
	}
	return decoded
}

// forgivingBase64 is https://infra.spec.whatwg.org/#forgiving-base64-decode.
func forgivingBase64(text string) ([]byte, error) {
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune(asciiSpace, r) {
			return -1
		}
		return r
	}, text)
	if len(text)%4 == 0 {
		text = strings.TrimSuffix(strings.TrimSuffix(text, "="), "=")
	}
	return base64.RawStdEncoding.DecodeString(text)
}

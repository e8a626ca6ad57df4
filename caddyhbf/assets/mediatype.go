package assets

import (
	"path"
	"strings"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// contentType returns the Content-Type for a member's name. It depends on nothing of
// the host. What is not known is application/octet-stream, so that no
// browser takes it for a page.
func contentType(name string) string {
	if ext := path.Ext(name); len(ext) > 1 {
		if t, ok := httpvalue.ContentTypeFor(ext); ok {
			return t
		}
	}
	return "application/octet-stream"
}

// isCompressible reports whether content of that type usually gets smaller: text,
// and formats that are not compressed themselves. Caddy's encode has about the
// same list.
func isCompressible(contentType string) bool {
	mediaType, _, _ := strings.Cut(contentType, ";")
	if strings.HasPrefix(mediaType, "text/") || strings.HasSuffix(mediaType, "+json") || strings.HasSuffix(mediaType, "+xml") {
		return true
	}
	switch mediaType {
	case "application/javascript", "application/json", "application/json5", "application/jsonml",
		"application/x-javascript", "application/node", "application/xml", "application/xml-dtd", "application/yaml",
		"application/toml", "application/x-sh", "application/sql", "application/graphql",
		"application/rtf", "application/wasm", "application/x-ndjson", "application/x-web-app-manifest+json",
		"application/vnd.ms-fontobject", "application/vnd.ms-opentype",
		"font/ttf", "font/otf", "font/collection", "application/x-font-ttf", "application/x-font-otf",
		"image/bmp", "image/x-icon", "image/vnd.microsoft.icon", "model/obj", "model/gltf-binary":
		return true
	}
	return false
}

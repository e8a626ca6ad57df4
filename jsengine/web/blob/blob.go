package blob

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Blob is the Go side of a Blob and of a File. It never changes.
type Blob struct {
	parts       []part
	size        int64
	contentType string // normalized
	file        *file  // nil for a Blob that is no File
}

type file struct {
	name         string
	lastModified int64 // milliseconds since 1970
}

// part is a stretch of bytes in memory or, when at is not nil, elsewhere.
type part struct {
	data   []byte
	at     io.ReaderAt
	offset int64
	size   int64
	text   bool // it was made of a string
}

// FromBytes makes a blob of data, which must not change any more.
func FromBytes(data []byte, contentType string) *Blob {
	b := &Blob{contentType: NormalizeType(contentType)}
	b.append(part{data: data, size: int64(len(data))})
	return b
}

// FromSection makes a blob of size bytes of r from an offset on. They must not change. When r can't be read any more,
// the blob is a NotReadableError to those who read it.
func FromSection(r io.ReaderAt, offset, size int64, contentType string) *Blob {
	b := &Blob{contentType: NormalizeType(contentType)}
	b.append(part{at: r, offset: offset, size: size})
	return b
}

// AsFile makes the Go side of a File of the bytes and type of a blob. lastModified is in milliseconds since 1970.
func (b *Blob) AsFile(name string, lastModified int64) *Blob {
	return &Blob{parts: b.parts, size: b.size, contentType: b.contentType, file: &file{name, lastModified}}
}

// Of gives the Go side of a Blob or File.
func Of(v goja.Value) (*Blob, bool) { return native.SideOf[*Blob](v) }

// Size is the number of bytes.
func (b *Blob) Size() int64 { return b.size }

// Type is the media type, empty when it is not known.
func (b *Blob) Type() string { return b.contentType }

// FileName gives the name of a File; ok is false for a Blob that is none.
func (b *Blob) FileName() (name string, ok bool) {
	if b.file == nil {
		return "", false
	}
	return b.file.name, true
}

// LastModified is when a File was modified last, in milliseconds since 1970; now for a Blob that is none.
func (b *Blob) LastModified() int64 {
	if b.file == nil {
		return now()
	}
	return b.file.lastModified
}

// Memory gives the bytes when all of them are in memory. They must not be changed.
func (b *Blob) Memory() (data []byte, ok bool) {
	if len(b.parts) == 1 && b.parts[0].at == nil {
		return b.parts[0].data, true
	}
	if slices.ContainsFunc(b.parts, func(p part) bool { return p.at != nil }) {
		return nil, false
	}
	all := make([]byte, 0, b.size)
	for _, p := range b.parts {
		all = append(all, p.data...)
	}
	return all, true
}

// Open reads the bytes from the start. Closing the reader does nothing.
func (b *Blob) Open() io.ReadCloser {
	readers := make([]io.Reader, 0, len(b.parts))
	for _, p := range b.parts {
		if p.at != nil {
			readers = append(readers, io.NewSectionReader(p.at, p.offset, p.size))
		} else {
			readers = append(readers, bytes.NewReader(p.data))
		}
	}
	return io.NopCloser(io.MultiReader(readers...))
}

func (b *Blob) append(p part) {
	if p.size > 0 {
		b.parts = append(b.parts, p)
		b.size += p.size
	}
}

// slice gives the bytes from start to end, which must be within the blob, without copying them.
func (b *Blob) slice(start, end int64, contentType string) *Blob {
	s := &Blob{contentType: contentType}
	for _, p := range b.parts {
		from, to := max(start, 0), min(end, p.size)
		if from < to {
			piece := part{at: p.at, offset: p.offset + from, size: to - from}
			if p.at == nil {
				piece.data, piece.offset = p.data[from:to], 0
			}
			s.append(piece)
		}
		start -= p.size
		end -= p.size
	}
	return s
}

// NormalizeType gives a media type as a Blob has it: lower-case, and empty when it holds anything but printable ASCII.
func NormalizeType(contentType string) string {
	for i := range len(contentType) {
		if c := contentType[i]; c < 0x20 || c > 0x7E {
			return ""
		}
	}
	return strings.ToLower(contentType)
}

// Concat makes a blob of what others hold one after the other, without copying.
func Concat(contentType string, blobs ...*Blob) *Blob {
	all := &Blob{contentType: NormalizeType(contentType)}
	for _, b := range blobs {
		for _, p := range b.parts {
			all.append(p)
		}
	}
	return all
}

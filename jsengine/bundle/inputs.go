package bundle

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"maps"
	"runtime/debug"
	"slices"
)

// same tells whether now has the same files, and lacks the same ones. first is the one
// that differs most probably.
func (s *sources) same(now *sources, first string) bool {
	if s.unreadable || !s.sameFile(now, first) {
		return false
	}
	for name := range s.files {
		if !s.sameFile(now, name) {
			return false
		}
	}
	if !s.listed {
		return true
	}
	listing, err := now.firstParty()
	return err == nil && slices.Equal(listing, s.listing)
}

func (s *sources) sameFile(now *sources, name string) bool {
	text, err := now.read(name)
	if f := s.files[name]; f.err == nil {
		return err == nil && text == f.text
	}
	return isNotExist(err)
}

// names returns the files that were read and exist, sorted.
func (s *sources) names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		if s.files[name].err == nil {
			names = append(names, name)
		}
	}
	return names
}

// absent returns the files that were looked for and do not exist, sorted.
func (s *sources) absent() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		if s.files[name].err != nil {
			names = append(names, name)
		}
	}
	return names
}

// key identifies what the result of linking depends on beside the app's files.
type key [sha256.Size]byte

// linkVersion is to be raised with every change of what linking makes of the same
// sources, so that nothing older is restored. TestLinkVersion reminds of it.
const linkVersion = "1"

func (o Options) key() key {
	h := hasher{sha256.New()}
	h.string(linkVersion)
	h.string(toolVersions())
	h.string(o.DefaultRouter)
	h.list(o.hosts())
	for _, name := range slices.Sorted(maps.Keys(o.HostExports)) {
		h.string(name)
		h.list(o.HostExports[name])
	}
	var k key
	h.Sum(k[:0])
	return k
}

// toolVersions names the versions of esbuild and of this module in the running
// binary; during development the latter is always the same.
func toolVersions() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	versions := info.Main.Path + "@" + info.Main.Version
	for _, m := range info.Deps {
		if m.Path == esbuildModule || m.Path == thisModule {
			versions += " " + m.Path + "@" + m.Version
		}
	}
	return versions
}

const (
	esbuildModule = "github.com/evanw/esbuild"
	thisModule    = "github.com/caddyhbf/hbf"
)

// hasher hashes texts so that no two sequences of texts look alike.
type hasher struct{ hash.Hash }

func (h hasher) string(text string) {
	h.number(len(text))
	_, _ = h.Write([]byte(text)) // a hash does not fail
}

func (h hasher) list(texts []string) {
	h.number(len(texts))
	for _, text := range texts {
		h.string(text)
	}
}

func (h hasher) number(n int) {
	_, _ = h.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) //nolint:gosec // lengths are not negative
}

package bundle

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// ErrStale is the error of [Restore] when what was saved does not fit: the sources have
// changed since, the options differ, another version has saved it, or it is damaged.
// The app has to be linked again.
var ErrStale = errors.New("the linked app that was saved is out of date")

// savedMagic begins what is saved, so that nothing else is taken for it.
const savedMagic = "hbf linked app\n"

// MarshalBinary implements [encoding.BinaryMarshaler]. It saves the linked code, and of
// the sources only the hashes, to tell whether the code still is theirs. Equal apps
// are saved as equal bytes. It fails when some source could not be read.
func (l *Linked) MarshalBinary() ([]byte, error) {
	if l.src.unreadable {
		return nil, errors.New("some of the app's files could not be read")
	}
	e := &encoder{data: []byte(savedMagic)}
	e.string(string(l.key[:]))
	e.string(l.entry)
	e.sources(l.src)
	e.string(l.router)
	e.codes(l.scripts)
	e.codes(l.commonJS)
	e.flag(l.program != nil)
	if l.program != nil {
		e.code(l.program)
	}
	e.number(len(l.modules))
	for _, name := range slices.Sorted(maps.Keys(l.modules)) {
		e.string(name)
		e.flag(l.modules[name])
	}
	e.number(len(l.broken))
	for _, name := range slices.Sorted(maps.Keys(l.broken)) {
		e.string(name)
		e.string(l.broken[name])
	}
	e.links(l.links)
	e.strings(l.files)
	return e.data, nil
}

// Restore gives back a linked app that [Linked.MarshalBinary] has saved, if linking
// with these options would make the same of it, and else [ErrStale]. It reads the files
// that were read then, to compare and to show them in messages.
func Restore(o Options, saved []byte) (*Linked, error) {
	if len(saved) < len(savedMagic) || string(saved[:len(savedMagic)]) != savedMagic {
		return nil, fmt.Errorf("%w: it has another format", ErrStale)
	}
	d := &decoder{rest: saved[len(savedMagic):]}
	want := o.key()
	if d.string() != string(want[:]) {
		return nil, fmt.Errorf("%w: another version has saved it", ErrStale)
	}
	entry := d.string()
	src := newSources(o.FS)
	found, err := findEntry(src, o.Entry)
	if err != nil || found != entry {
		return nil, fmt.Errorf("%w: it has the entry %s", ErrStale, entry)
	}
	if err := d.sources(src); err != nil {
		return nil, err
	}
	l := &Linked{key: want, entry: entry, src: src.frozen(), hosts: o.hosts()}
	if l.router = d.string(); l.router == defaultRouterName {
		l.defaultRouter = o.DefaultRouter // which the key is made of
	}
	l.scripts = d.codes()
	l.commonJS = d.codes()
	if d.flag() {
		l.program = d.code()
	}
	l.modules = make(map[string]bool)
	for range d.count() {
		name := d.string()
		l.modules[name] = d.flag()
	}
	l.broken = make(map[string]string)
	for range d.count() {
		name := d.string()
		l.broken[name] = d.string()
	}
	l.links = d.links()
	l.files = d.strings()
	if d.failed || len(d.rest) > 0 {
		return nil, fmt.Errorf("%w: it is damaged", ErrStale)
	}
	return l, nil
}

// sources saves which files there are, with the hashes of their contents, and which
// there are not.
func (e *encoder) sources(s *sources) {
	names := s.names()
	e.number(len(names))
	for _, name := range names {
		sum := sha256.Sum256([]byte(s.files[name].text))
		e.string(name)
		e.string(string(sum[:]))
	}
	e.strings(s.absent())
	e.flag(s.listed)
	e.strings(s.listing)
}

// sources reads the files again, and compares.
func (d *decoder) sources(now *sources) error {
	stale := func(what, name string) error { return fmt.Errorf("%w: %s %s", ErrStale, name, what) }
	for range d.count() {
		name, sum := d.string(), d.string()
		text, err := now.read(name)
		if isNotExist(err) {
			return stale("is gone", name)
		}
		if err != nil {
			return err
		}
		if have := sha256.Sum256([]byte(text)); string(have[:]) != sum {
			return stale("has changed", name)
		}
	}
	for _, name := range d.strings() {
		if now.exists(name) {
			return stale("is new", name)
		}
	}
	listed, listing := d.flag(), d.strings()
	if !listed {
		return nil
	}
	have, err := now.firstParty()
	if err == nil && !slices.Equal(have, listing) {
		return fmt.Errorf("%w: it has other files", ErrStale)
	}
	return err
}

func (e *encoder) codes(codes map[string]*code) {
	e.number(len(codes))
	for _, file := range slices.Sorted(maps.Keys(codes)) {
		e.string(file)
		e.code(codes[file])
	}
}

func (d *decoder) codes() map[string]*code {
	codes := make(map[string]*code)
	for range d.count() {
		file := d.string()
		codes[file] = d.code()
	}
	return codes
}

func (e *encoder) code(c *code) {
	e.string(c.name)
	e.string(c.text)
	e.string(string(c.mapping))
	e.string(c.imports)
}

func (d *decoder) code() *code {
	return &code{name: d.string(), text: d.string(), mapping: d.bytes(), imports: d.string()}
}

func (e *encoder) links(links map[link]resolved) {
	compare := func(a, b link) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.specifier, b.specifier), cmp.Compare(a.how, b.how))
	}
	e.number(len(links))
	for _, from := range slices.SortedFunc(maps.Keys(links), compare) {
		e.string(from.from)
		e.string(from.specifier)
		e.flag(from.how == byRequire)
		e.string(links[from].file)
		e.string(links[from].host)
	}
}

func (d *decoder) links() map[link]resolved {
	links := make(map[link]resolved)
	for range d.count() {
		from := link{from: d.string(), specifier: d.string()}
		if d.flag() {
			from.how = byRequire
		}
		links[from] = resolved{file: d.string(), host: d.string()}
	}
	return links
}

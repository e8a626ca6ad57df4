package bundle

// Bundle is an app that is ready to be started. It is immutable and safe for
// concurrent use.
type Bundle struct {
	key      key
	entry    string
	router   string             // "" when there is neither the app's nor a default one
	scripts  map[string]program // the router and the entry where they are classic scripts
	commonJS map[string]program // function (exports, require, module, __filename, __dirname)
	program  program            // function that defines the ES modules; nil when there are none
	modules  map[string]bool    // files that program defines; true for those with a namespace
	broken   map[string]string  // files that cannot be used, with the reason
	links    map[link]resolved  // literal specifiers
	resolver *resolver          // for computed specifiers; sees only what is in the bundle
	src      *sources
	shown    map[string]string // names of files as they are in goja's stacks
}

// Entry returns the path of the app's entry in the archive.
func (b *Bundle) Entry() string { return b.entry }

// File returns the path of the app's file that has the given name in goja's stacks,
// in which some characters of paths are percent-encoded. It is false for code that is
// not in a file of the app, such as the default router or what links the modules.
func (b *Bundle) File(name string) (string, bool) {
	if file, ok := b.shown[name]; ok {
		return file, true
	}
	return "", false
}

// Source returns the text of a file of the app, to make code frames from. It
// takes the file's path, and also its name in goja's stacks.
func (b *Bundle) Source(file string) (string, bool) {
	if path, ok := b.File(file); ok {
		file = path
	}
	text, err := b.src.read(file)
	return text, err == nil
}

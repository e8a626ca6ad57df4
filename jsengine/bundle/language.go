package bundle

import (
	"path"

	"github.com/evanw/esbuild/pkg/api"
)

// languages says how the files that can be imported are read, by extension.
var languages = map[string]api.Loader{
	".js":   api.LoaderJS,
	".mjs":  api.LoaderJS,
	".cjs":  api.LoaderJS,
	".jsx":  api.LoaderJSX,
	".ts":   api.LoaderTS,
	".mts":  api.LoaderTS,
	".cts":  api.LoaderTS,
	".tsx":  api.LoaderTSX,
	".json": api.LoaderJSON,
	".txt":  api.LoaderText,
}

// loaderFor returns the language of a file; a file without an extension is
// JavaScript, and an unknown extension gives LoaderNone.
func loaderFor(name string) api.Loader {
	ext := path.Ext(name)
	if ext == "" {
		return api.LoaderJS
	}
	return languages[ext]
}

// isData tells whether a file is imported as a value rather than evaluated.
func isData(loader api.Loader) bool {
	return loader == api.LoaderJSON || loader == api.LoaderText
}

// attributed returns the language that import attributes ask for, or LoaderNone.
func attributed(with map[string]string) api.Loader {
	switch with["type"] {
	case "json":
		return api.LoaderJSON
	case "text":
		return api.LoaderText
	}
	return api.LoaderNone
}

// isModuleName tells whether a file has an extension that imports may find.
func isModuleName(name string) bool {
	return languages[path.Ext(name)] != api.LoaderNone
}

// alwaysModule tells whether a file is an ES module whatever it contains.
func alwaysModule(name string) bool {
	switch path.Ext(name) {
	case ".mjs", ".mts", ".ts", ".tsx", ".jsx":
		return true
	}
	return false
}

// target is the ECMAScript edition that goja has, but for what lowering turns off.
const target = api.ES2022

// lowering returns esbuild's names of the syntax that is to be lowered. goja has
// no async generators, for await or import(). It has class fields, but fails to
// parse initialisers of fields named get, set or async and initialisers that
// mention super, so that those are lowered at the second attempt, and private
// fields, whose lowered form is many times slower, only at the third.
// (It never takes one field for another in code that esbuild has printed:
// TestClassFields shows this.)
func lowering(attempt int) map[string]bool {
	features := map[string]bool{
		"async-generator": false,
		"for-await":       false,
		"dynamic-import":  false,

		// Left alone so that goja refuses them at once. Otherwise esbuild makes
		// them new RegExp(…), which fails when it is reached.
		"regexp-match-indices": true,
		"regexp-set-notation":  true,
	}
	if attempt >= 1 {
		features["class-field"] = false
		features["class-static-field"] = false
	}
	if attempt >= 2 {
		features["class-private-field"] = false
		features["class-private-static-field"] = false
	}
	return features
}

// attempts is the number of different results of lowering.
const attempts = 3

package bundle

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// sideEffects is what a package.json file says of its package's files: which of them do
// something when they are evaluated, beside defining what they export. Files that do
// not are left out when nothing is used of them, as all bundlers do
// (https://webpack.js.org/guides/tree-shaking/).
type sideEffects struct {
	none    bool // no file has any
	only    []*regexp.Regexp
	limited bool // only those that match one of only have any
}

// sideEffects tells esbuild whether a file has side effects. Those of the app itself
// have.
func (r *resolver) sideEffects(file string) api.SideEffects {
	dir, p := r.packageOf(file)
	if p == nil || p.Effects.has(strings.TrimPrefix(file, dir+"/")) {
		return api.SideEffectsTrue
	}
	return api.SideEffectsFalse
}

func (e sideEffects) has(file string) bool {
	if e.none {
		return false
	}
	return !e.limited || slices.ContainsFunc(e.only, func(p *regexp.Regexp) bool { return p.MatchString(file) })
}

func parseSideEffects(data json.RawMessage) sideEffects {
	var effects sideEffects
	var some bool
	var patterns []string
	switch {
	case json.Unmarshal(data, &some) == nil:
		effects.none = !some
	case json.Unmarshal(data, &patterns) == nil:
		effects.limited = true
		for _, pattern := range patterns {
			effects.only = append(effects.only, filePattern(pattern))
		}
	}
	return effects
}

// filePattern translates a pattern for the paths of files in a package, where * stands
// for anything but a slash and ** for anything. One without a slash is for files in any
// directory.
func filePattern(pattern string) *regexp.Regexp {
	pattern = strings.TrimPrefix(pattern, "./")
	if !strings.Contains(pattern, "/") {
		pattern = "**/" + pattern
	}
	expression := regexp.QuoteMeta(strings.TrimPrefix(pattern, "/"))
	expression = strings.NewReplacer(`\*\*/`, `(?:.*/)?`, `\*\*`, `.*`, `\*`, `[^/]*`, `\?`, `[^/]`).Replace(expression)
	if strings.ContainsAny(pattern, "{}[]!") {
		expression = ".*" // a form that is not known: keep all
	}
	return regexp.MustCompile("^" + expression + "$")
}

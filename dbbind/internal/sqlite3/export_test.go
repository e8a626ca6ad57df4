package sqlite3

// Comparison is what LIKE and GLOB do.
type Comparison int

const (
	Like Comparison = iota
	LikeEscape
	LikeAll
	LikeOne
	Glob
)

// CompareLike compares in Go.
func CompareLike(kind Comparison, pattern, text string) bool {
	m := matcher{all: '%', one: '_', noCase: true, stop: func() bool { return false }}
	switch kind {
	case LikeEscape:
		m.escape('e')
	case LikeAll:
		m.escape('%')
	case LikeOne:
		m.escape('_')
	case Glob:
		m = matcher{all: '*', one: '?', other: '[', sets: true, stop: m.stop}
	}
	return m.match([]byte(pattern), []byte(text)) == likeMatch
}

//go:build !race

package isolation

// raceOverhead is nothing without the race detector.
const raceOverhead = 0

//go:build race

package isolation

// raceOverhead is what the race detector may use beside, in bytes: it keeps several times the memory that it watches.
const raceOverhead = 256 << 20

//go:build race

package hostile

// raced: the race detector is on, which needs more address space than a child may have.
const raced = true

//go:build !linux

package dbbind_test

import "time"

// resetPeak would begin to measure memory; here it isn't measured.
func resetPeak() int64 { return 0 }

func peak() int64 { return 0 }

// processorTime would be what the process has used of it.
func processorTime() time.Duration { return 0 }

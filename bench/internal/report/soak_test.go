package report

import (
	"strings"
	"testing"
	"time"
)

// soak makes a run whose samples have these sizes in MiB, resident and on the heap.
func soak(sizes ...[2]int64) *Soak {
	s := &Soak{Duration: time.Duration(len(sizes)) * time.Minute}
	for i, size := range sizes {
		n := int64(i)
		s.Samples = append(s.Samples, Memory{
			At: time.Duration(i) * time.Minute, Resident: size[0] << 20, Heap: size[1] << 20, Goroutines: 30,
			Counts: Counts{OK: n * 1000, Errors: n * 50, TimedOut: n, Unavailable: n * 2, GoneAway: n * 10},
		})
	}
	return s
}

func TestSoakThatStaysFlat(t *testing.T) {
	s := soak([2]int64{50, 5}, [2]int64{80, 9}, [2]int64{90, 10}, [2]int64{88, 11}, [2]int64{92, 10}, [2]int64{91, 12})
	if err := s.Err(); err != nil {
		t.Error(err)
	}
	golden(t, "soak.md", s.Markdown())
}

func TestSoakThatGrowsIsAnError(t *testing.T) {
	s := soak([2]int64{50, 5}, [2]int64{60, 5}, [2]int64{70, 5}, [2]int64{80, 6}, [2]int64{90, 5}, [2]int64{100, 5})
	if err := s.Err(); err == nil || !strings.Contains(err.Error(), "resident memory grew from 75 MiB to 95 MiB") || strings.Contains(err.Error(), "heap") {
		t.Error(err)
	}
	if text := s.Markdown(); !strings.Contains(text, "resident memory **grew**") || !strings.Contains(text, "heap memory is flat") {
		t.Error(text)
	}
}

func TestShortSoakTellsNothingOfMemory(t *testing.T) {
	s := soak([2]int64{50, 5}, [2]int64{500, 50}, [2]int64{5000, 500})
	if err := s.Err(); err != nil {
		t.Error(err)
	}
	if text := s.Markdown(); !strings.Contains(text, "too short to tell whether heap") {
		t.Error(text)
	}
}

func TestUnexpectedAnswerFailsASoak(t *testing.T) {
	s := soak([2]int64{50, 5})
	s.Unexpected = "GET /row/1: status 500, want 200"
	if err := s.Err(); err == nil || !strings.Contains(err.Error(), s.Unexpected) || !strings.Contains(s.Markdown(), s.Unexpected) {
		t.Error(err)
	}
}

func TestCountsTotal(t *testing.T) {
	if total := (Counts{1, 2, 4, 8, 16, 32}).Total(); total != 63 {
		t.Error(total)
	}
}

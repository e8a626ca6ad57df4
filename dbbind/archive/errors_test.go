package archive_test

import (
	"strings"
	"testing"
)

// assertError fails unless err says all of want.
func assertError(t testing.TB, err error, want ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("got no error, want one that says %q", want)
		return
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("got error %q, want it to say %q", err, w)
		}
	}
}

package caddyhbf_test

import (
	"runtime"
	"runtime/metrics"
	"testing"
)

// goal is the size that the heap may grow to before garbage is collected, after a collection.
func goal() uint64 {
	runtime.GC()
	runtime.GC() // for what finalizers have held
	sample := []metrics.Sample{{Name: "/gc/heap/goal:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

func TestTheHeapHasHeadroomWhileAppsRun(t *testing.T) {
	const least = 32 << 20
	before := goal()
	s := newServer(t)
	s.app("app.db", "server.js", counter)
	s.run("hbf * $DIR/app.db")
	if during := goal(); during < before+least {
		t.Errorf("the heap's goal with an app: %d, %d before", during, before)
	}
	s.run("hbf * $DIR/app.db {\n env WHO somebody\n }")
	if during := goal(); during < before+least || during > before+3*least {
		t.Errorf("the heap's goal after a reload: %d, %d before", during, before)
	}
	if err := stopCaddy(); err != nil {
		t.Fatal(err)
	}
	if after := goal(); after > before+least {
		t.Errorf("the heap's goal afterwards: %d, %d before", after, before)
	}
}

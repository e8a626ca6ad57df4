package caddyhbf

import (
	"maps"
	"slices"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/caddyhbf/hbf/jsengine"
)

// The metrics. Counters belong to the instance and so outlive the configuration, whose registry is new on each load.
var (
	recyclesMetric = prometheus.NewDesc("hbf_recycles_total",
		"How many times an app's JavaScript runtime was replaced by a fresh one of the same code, by reason.", []string{"app", "reason"}, nil)
	stuckMetric = prometheus.NewDesc("hbf_stuck_scripts",
		"Scripts of an app that could not be stopped and are running still.", []string{"app"}, nil)
	offMetric = prometheus.NewDesc("hbf_switched_off",
		"1 when an app was switched off since its scripts could not be stopped, else 0.", []string{"app"}, nil)
)

// collector gives Prometheus the numbers of a configuration's apps.
type collector struct{ app *App }

// Describe implements prometheus.Collector.
func (c collector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{recyclesMetric, stuckMetric, offMetric} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (c collector) Collect(to chan<- prometheus.Metric) {
	for _, s := range c.app.sites {
		in := s.running()
		if in == nil {
			continue
		}
		name := in.options.Name
		in.recycles.each(func(reason jsengine.Reason, n uint64) {
			to <- prometheus.MustNewConstMetric(recyclesMetric, prometheus.CounterValue, float64(n), name, string(reason))
		})
		stuck, off := in.stuck()
		to <- prometheus.MustNewConstMetric(stuckMetric, prometheus.GaugeValue, float64(stuck), name)
		to <- prometheus.MustNewConstMetric(offMetric, prometheus.GaugeValue, float64(off), name)
	}
}

// running is the site's instance once it has started, nil where it has not or runs in a process of its own.
func (s *site) running() *instance {
	select {
	case <-s.started:
		in, _ := s.instance.(*instance)
		return in
	default:
		return nil
	}
}

// stuck is how many scripts of the app could not be stopped, and 1 if it was switched off for that.
func (in *instance) stuck() (scripts, off int) {
	r, err := in.hold()
	if err != nil {
		return 0, 0
	}
	defer r.release()
	engine := r.engine.Load()
	if engine == nil {
		return 0, 0
	}
	if engine.SwitchedOff() != nil {
		off = 1
	}
	return engine.Stuck(), off
}

// recycles counts how many times an app's runtime was replaced, by reason.
type recycles struct {
	mu     sync.Mutex
	counts map[jsengine.Reason]uint64
}

func (c *recycles) add(reason jsengine.Reason) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = make(map[jsengine.Reason]uint64)
	}
	c.counts[reason]++
}

// each calls f for every reason that there was, in order.
func (c *recycles) each(f func(reason jsengine.Reason, n uint64)) {
	c.mu.Lock()
	counts := maps.Clone(c.counts)
	c.mu.Unlock()
	for _, reason := range slices.Sorted(maps.Keys(counts)) {
		f(reason, counts[reason])
	}
}

// Interface guards
var _ prometheus.Collector = collector{}

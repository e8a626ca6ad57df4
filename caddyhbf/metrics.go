package caddyhbf

import (
	"maps"
	"slices"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/caddyhbf/hbf/caddyhbf/isolation"
	"github.com/caddyhbf/hbf/jsengine"
)

// The metrics. Counters belong to the instance and so outlive the configuration, whose registry is new on each load.
var (
	recyclesMetric = prometheus.NewDesc("hbf_recycles_total",
		"How many times an app's JavaScript runtime, or its process, was replaced by a fresh one of the same code, by reason.", []string{"app", "reason"}, nil)
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
		d := s.running()
		if d == nil {
			continue
		}
		n := d.numbers()
		n.recycles.each(func(reason jsengine.Reason, times uint64) {
			to <- prometheus.MustNewConstMetric(recyclesMetric, prometheus.CounterValue, float64(times), n.app, string(reason))
		})
		to <- prometheus.MustNewConstMetric(stuckMetric, prometheus.GaugeValue, float64(n.stuck), n.app)
		to <- prometheus.MustNewConstMetric(offMetric, prometheus.GaugeValue, float64(n.off), n.app)
	}
}

// running is the site's app once it has started, nil where it has not.
func (s *site) running() deployment {
	select {
	case <-s.started:
		return s.instance
	default:
		return nil
	}
}

// numbers are what the metrics say of one app.
type numbers struct {
	app      string // its name
	recycles *recycles
	stuck    int // scripts that could not be stopped
	off      int // 1 when the app was switched off for that
}

// numbers implements deployment.
func (in *instance) numbers() numbers {
	n := numbers{app: in.options.Name, recycles: &in.recycles}
	r, err := in.hold()
	if err != nil {
		return n
	}
	defer r.release()
	engine := r.engine.Load()
	if engine == nil {
		return n
	}
	if engine.SwitchedOff() != nil {
		n.off = 1
	}
	n.stuck = engine.Stuck()
	return n
}

// reasonProcess is why an isolated app had a fresh start whose process has died.
const reasonProcess jsengine.Reason = isolation.ReasonProcess

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

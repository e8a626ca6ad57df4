package report

import (
	"fmt"
	"slices"
)

// Goal is a target of HBF's and what was measured.
type Goal struct {
	Name            string
	Floor           float64 // what the median must reach
	Value           float64 // the median over the rounds
	Lowest, Highest float64 // of the rounds
}

// Met reports whether the median reaches the floor.
func (g Goal) Met() bool { return g.Value >= g.Floor }

// The peers that goals and charts single out.
const (
	hbf         = "hbf"
	baseline    = "respond"
	behindCaddy = "express-caddy"
	pocketBase  = "pocketbase"
	fileServer  = "file-server"
)

// floors are the ratios to respond that are aimed at.
var floors = []struct {
	route string
	floor float64
}{
	{"hello", 0.82},
	{"user", 0.76},
	{"row", 0.60},
	{"rows", 0.38},
	{"insert", 0.50},
	{"insert-full", 0.40},
	{"static-10k", 0.95},
	{"static-10k-gzip", 1.10},
}

// Goals returns all goals for which something was measured.
func (r *Results) Goals() []Goal {
	var goals []Goal
	for _, f := range floors {
		if cell, ok := r.Cell(hbf, f.route, r.Settings.Connections); ok && cell.Ratio > 0 {
			goals = append(goals, Goal{r.routeTitle(f.route) + " ÷ " + r.peerTitle(baseline), f.floor, cell.Ratio, cell.Lowest, cell.Highest})
		}
	}
	for _, route := range r.Routes {
		for _, peer := range []string{behindCaddy, pocketBase, fileServer} {
			floor := floorAgainst(peer, route.Name)
			goal, ok := r.compared(route.Name, hbf, r.Settings.Connections, peer, r.Settings.Connections)
			if floor > 0 && ok {
				goal.Name, goal.Floor = r.routeTitle(route.Name)+" ÷ "+r.peerTitle(peer), floor
				goals = append(goals, goal)
			}
		}
	}
	return append(goals, r.wide()...)
}

// manyConnections is the share of its throughput that HBF is to keep with many connections.
const manyConnections = 0.85

// wide returns the goals about more connections than usual.
func (r *Results) wide() []Goal {
	var goals []Goal
	for _, route := range r.Routes {
		counts := map[int]bool{}
		for _, s := range r.Samples {
			if s.Peer != hbf || s.Route != route.Name || s.Connections <= r.Settings.Connections || counts[s.Connections] {
				continue
			}
			counts[s.Connections] = true
			goal, ok := r.compared(route.Name, hbf, s.Connections, hbf, r.Settings.Connections)
			if ok {
				goal.Name, goal.Floor = fmt.Sprintf("%s with %d connections ÷ with %d", route.Title, s.Connections, r.Settings.Connections), manyConnections
				goals = append(goals, goal)
			}
		}
	}
	return goals
}

// floorAgainst returns how many times a peer's requests per second HBF is to answer, or 0.
func floorAgainst(peer, route string) float64 {
	switch peer {
	case behindCaddy:
		switch route {
		case "hello", "json", "row", "rows", "insert", "insert-full":
			return 2
		case "cpu": // pure computation is V8's field
			return 0
		}
		return 1
	case fileServer:
		if route != "static-10k" {
			return 0
		}
	}
	return 1
}

// compared divides a peer's rate by another's, round by round.
func (r *Results) compared(route, peer string, connections int, other string, otherConnections int) (Goal, bool) {
	rates := map[int]float64{} // the other's, by round
	for _, s := range r.Samples {
		if s.Peer == other && s.Route == route && s.Connections == otherConnections {
			rates[s.Round] = s.Rate
		}
	}
	var ratios []float64
	for _, s := range r.Samples {
		if s.Peer == peer && s.Route == route && s.Connections == connections && rates[s.Round] > 0 {
			ratios = append(ratios, s.Rate/rates[s.Round])
		}
	}
	if len(ratios) == 0 {
		return Goal{}, false
	}
	return Goal{Value: Median(ratios), Lowest: slices.Min(ratios), Highest: slices.Max(ratios)}, true
}

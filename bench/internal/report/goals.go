package report

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
			goal, ok := r.against(peer, route.Name)
			if floor > 0 && ok {
				goal.Name, goal.Floor = r.routeTitle(route.Name)+" ÷ "+r.peerTitle(peer), floor
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

// against compares HBF's rate with a peer's, round by round.
func (r *Results) against(peer, route string) (Goal, bool) {
	rates := map[int]float64{}
	for _, s := range r.Samples {
		if s.Peer == peer && s.Route == route && s.Connections == r.Settings.Connections {
			rates[s.Round] = s.Rate
		}
	}
	var g Goal
	var ratios []float64
	for _, s := range r.Samples {
		if s.Peer != hbf || s.Route != route || s.Connections != r.Settings.Connections || rates[s.Round] == 0 {
			continue
		}
		ratio := s.Rate / rates[s.Round]
		if len(ratios) == 0 {
			g.Lowest, g.Highest = ratio, ratio
		}
		g.Lowest, g.Highest = min(g.Lowest, ratio), max(g.Highest, ratio)
		ratios = append(ratios, ratio)
	}
	g.Value = Median(ratios)
	return g, len(ratios) > 0
}

package report

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Compare writes how the ratios of HBF in this run differ from those in an earlier one.
// A difference counts as one only when the rounds of the two runs do not overlap.
func (r *Results) Compare(w io.Writer, old *Results) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "route\tbefore\tnow\tchange\t\t")
	for _, route := range r.Routes {
		now, ok := r.Cell(hbf, route.Name, r.Settings.Connections)
		before, had := old.Cell(hbf, route.Name, old.Settings.Connections)
		if !ok || !had || before.Ratio == 0 {
			continue
		}
		verdict := "within the spread of the rounds"
		switch {
		case now.Lowest > before.Highest:
			verdict = "faster"
		case now.Highest < before.Lowest:
			verdict = "slower"
		}
		fmt.Fprintf(table, "%s\t%.2f\t%.2f\t%+.0f %%\t%s\t\n", route.Name, before.Ratio, now.Ratio, (now.Ratio/before.Ratio-1)*100, verdict)
	}
	return table.Flush()
}

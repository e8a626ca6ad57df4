package dbbind

import "strings"

// Pragmas returns the values of the named pragmas, which the policy does not
// let an app read.
func Pragmas(d *Database, names ...string) string {
	defer d.policy.trust()()
	values := make([]string, len(names))
	for i, name := range names {
		s, _, err := d.conn.Prepare("PRAGMA "+name, false)
		if err != nil {
			return err.Error()
		}
		if _, err := s.Step(); err != nil {
			return err.Error()
		}
		values[i] = s.ColumnText(0)
		s.Finalize()
	}
	return strings.Join(values, " ")
}

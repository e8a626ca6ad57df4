package archive

import "slices"

// plan is what has to be done to the table so that it holds a list of items.
type plan struct {
	deletes []int64 // rowids
	writes  []write
	result  PackResult
}

// write is an item to be written into the row with the given rowid, or into a
// new row if that is 0.
type write struct {
	rowid int64
	item  *item
}

// newPlan compares what is in the table, its contents identified, with items.
func newPlan(x *index, items []*item) plan {
	var p plan
	kept := make(map[int64]bool)
	for _, it := range items {
		m, ok := x.members[it.name]
		switch {
		case !ok || m.row.id == 0:
			p.writes = append(p.writes, write{0, it})
			p.result.Added = append(p.result.Added, it.name)
			continue
		case unchanged(m, it):
			p.result.Unchanged = append(p.result.Unchanged, it.name)
		default:
			p.writes = append(p.writes, write{m.row.id, it})
			p.result.Updated = append(p.result.Updated, it.name)
		}
		kept[m.row.id] = true
	}
	for _, m := range x.rowMembers() {
		p.remove(m.row, kept)
	}
	for _, e := range x.problems {
		p.remove(e.row, kept)
	}
	for _, list := range [][]string{p.result.Added, p.result.Updated, p.result.Removed, p.result.Unchanged} {
		slices.Sort(list)
	}
	return p
}

func (p *plan) remove(r row, kept map[int64]bool) {
	if !kept[r.id] {
		p.deletes = append(p.deletes, r.id)
		p.result.Removed = append(p.result.Removed, r.name)
	}
}

// empty reports whether there is nothing to do.
func (p plan) empty() bool {
	return len(p.deletes) == 0 && len(p.writes) == 0
}

// unchanged reports whether m is already as [Pack] would write it, its time
// apart.
func unchanged(m *member, it *item) bool {
	if m.row.name != it.name || m.row.mode != it.mode || m.IsDir() != it.dir {
		return false
	}
	if it.dir {
		return true
	}
	c := m.content.Load()
	return c != nil && c.err == nil && c.sum == it.sum &&
		m.row.sz == it.size && !(m.Deflated && it.size > LargeSize)
}

package archive

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// List returns all members of the archive in the database at path that have a
// row, and also the rows that are not members, which have an [Entry.Problem],
// sorted by name. It leaves no trace, see [OpenUntouched].
func List(ctx context.Context, path string) (list []Entry, err error) {
	u, err := openUntouched(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, u.close()) }()
	err = u.snapshot(func() error {
		x, err := u.load(ctx)
		if err != nil {
			return err
		}
		for _, m := range x.members {
			if m.row.id != 0 {
				list = append(list, m.Entry)
			}
		}
		list = append(list, x.problems...)
		return nil
	})
	slices.SortFunc(list, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.row.id, b.row.id))
	})
	return list, err
}

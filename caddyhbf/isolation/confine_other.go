//go:build !linux

package isolation

// Confine does nothing here: the system has nothing that a process could confine itself with.
func (c *Child) Confine(Needs) error { return nil }

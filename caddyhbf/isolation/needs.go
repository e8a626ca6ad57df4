package isolation

// Needs are what is left to a child that has confined itself, beside what every program reads.
type Needs struct {
	// Files may be read and written. Those that don't exist yet can't be made.
	Files []string
	// Directories may be read, with all below them.
	Directories []string
	// Network says whether the child makes connections.
	Network bool
}

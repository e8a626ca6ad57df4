package crypto

// Occupy makes all processors busy until release is called.
func (m *Module) Occupy() (release func()) {
	for range cap(m.processors) {
		m.processors <- struct{}{}
	}
	return func() {
		for range cap(m.processors) {
			<-m.processors
		}
	}
}

package assets

// Variant returns what identifies the variant of a member in a coding that is in
// memory now, or nil if there is none.
func (s *Server) Variant(name, encoding string) any {
	c, ok := parseCoding(encoding)
	res := s.small.get(name)
	if !ok || res == nil || res.forms[c].made.Load() == nil {
		return nil
	}
	return res.forms[c].made.Load()
}

// Used returns the costs of what is cached: bytes of memory, and of temporary
// files.
func (s *Server) Used() (memory, temp int64) {
	return s.small.used, s.large.used
}

package bundle

import "path/filepath"

// workingDir returns an absolute path that esbuild accepts. Nothing is read there.
func workingDir() string {
	return filepath.VolumeName(filepath.FromSlash("/")) + string(filepath.Separator)
}

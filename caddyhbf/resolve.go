package caddyhbf

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/caddyserver/caddy/v2"
)

// resolvePlaceholders replaces the placeholders in value by what they stand for now.
// A placeholder that is only known while a request is handled, is unknown, or stands
// for nothing is an error, because the app would otherwise run with a setting that
// nobody meant. The error contains no value of a placeholder.
func resolvePlaceholders(value string) (string, error) {
	return caddy.NewReplacer().ReplaceFunc(value, func(key string, val any) (any, error) {
		if caddy.ToString(val) != "" {
			return val, nil
		}
		switch namespace, name, _ := strings.Cut(key, "."); namespace {
		case "http":
			return nil, fmt.Errorf("{%s} is known only while a request is handled, but this option is read once, when the configuration is loaded", key)
		case "env":
			return nil, fmt.Errorf("{%s}: the environment variable %s is not set or empty", key, name)
		case "file":
			return nil, fmt.Errorf("{%s}: the file can't be read or is empty", key)
		default:
			return nil, fmt.Errorf(`{%s} is not a placeholder that is known when the configuration is loaded (write \{ for a literal brace)`, key)
		}
	})
}

// followLinks returns the absolute path with all symbolic links followed. What does
// not exist yet, at the end of the path, is kept as it is.
func followLinks(path string) (string, error) {
	followed, err := filepath.EvalSymlinks(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return followed, err
	}
	dir, base := filepath.Split(filepath.Clean(path))
	if base == "" {
		return path, nil
	}
	dir, err = followLinks(dir)
	return filepath.Join(dir, base), err
}

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/caddyserver/xcaddy"
)

// load reads a builder from a JSON file. A field that xcaddy doesn't know is an error,
// as is anything after the JSON object. A replacement by a relative directory is made
// absolute against the file's directory, because the build runs in another one.
func load(file string) (xcaddy.Builder, error) {
	f, err := os.Open(file)
	if err != nil {
		return xcaddy.Builder{}, err
	}
	defer f.Close()

	var builder xcaddy.Builder
	decoder := json.NewDecoder(f)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&builder); err != nil {
		return xcaddy.Builder{}, fmt.Errorf("reading %s: %w", file, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return xcaddy.Builder{}, fmt.Errorf("reading %s: more than one JSON value", file)
	}
	if builder.CaddyVersion == "" {
		return xcaddy.Builder{}, fmt.Errorf("reading %s: caddy_version is missing", file)
	}

	dir, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return xcaddy.Builder{}, err
	}
	for i, replacement := range builder.Replacements {
		if path := replacement.New.String(); isRelativeDir(path) {
			builder.Replacements[i].New = xcaddy.ReplacementPath(filepath.Join(dir, path))
		}
	}
	return builder, nil
}

// isRelativeDir reports whether the new side of a replacement is a relative directory
// rather than an absolute one or a module, by the rule of go.mod files.
func isRelativeDir(path string) bool {
	slashed := filepath.ToSlash(path)
	return slashed == "." || slashed == ".." || strings.HasPrefix(slashed, "./") || strings.HasPrefix(slashed, "../")
}

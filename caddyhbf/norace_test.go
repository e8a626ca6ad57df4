//go:build !race

package caddyhbf_test

const raced = false

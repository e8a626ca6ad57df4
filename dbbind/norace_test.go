//go:build !race

package dbbind_test

const slowdown = 1

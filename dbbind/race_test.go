//go:build race

package dbbind_test

// slowdown is how many times longer everything takes.
const slowdown = 20

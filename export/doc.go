// Package export decides what an export holds: which responses go in, which
// columns they get over all versions of a form, and how each answer becomes a
// typed cell. The packages below it write one format each.
//
// A [Plan] is made once and then only read; a [Tally] belongs to the goroutine
// that fills it. The package does no I/O.
package export

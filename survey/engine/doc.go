// Package engine runs one interview. It holds the answers given so far and
// keeps relevant, calculation, constraint, required, choices and repeat counts
// consistent with them.
//
// [Compile] turns a form into a [Program]: the definition tree, every
// expression parsed once, and the order in which properties depend on one
// another. A Program is immutable and any goroutine may share it. A [Session]
// is one interview over a Program. It belongs to one goroutine, does no I/O and
// takes its clock, its instance id and so its random numbers from [Options],
// so that replaying the changes of a draft gives the same interview again.
package engine

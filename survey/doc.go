// Package survey is Doorstep's vocabulary: what a questionnaire is made of and
// what an answered one holds. Every other room speaks these words.
//
// A [Form] and all it points to are immutable once read, so any goroutine may
// share them. [Record] and [Submission] belong to whoever made them. The
// package imports only the standard library and does no I/O.
package survey

// Package store keeps one fieldwork project in one SQLite file: its forms, the
// drafts being answered, the finished responses and what was taken out.
//
// A [Store] owns the file and its lock; any goroutine may call it. There is one
// writing connection, so writes queue; readings see the last commit and never
// wait for a writer. A method that changes something returns once the change is
// on disk and not before.
//
// A finished response is a set of immutable revisions. A draft is a journal of
// changes, one row an answer. Documents and changes pass through a sealer
// (seal.go); headers, forms and times are in clear.
package store

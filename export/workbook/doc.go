// Package workbook writes the analyst workbook: cover, reconciliation,
// responses, a sheet a repeat, codebook, frequencies and charts.
//
// [Write] runs on one goroutine and owns the book while it does. The sheets of
// answers are encoded here and go straight into the file; everything else is
// small and is laid out as [export.Table] first, so that the workbook and its
// JSON twin hold the same cells.
package workbook

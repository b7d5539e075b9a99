package viewmodel

import (
	"context"
	"iter"

	"doorstep/survey"
)

// Register reads the list of responses with what it can be searched by.
type Register interface {
	// Page returns so many responses, the newest first, and how many there are
	// in all.
	Page(ctx context.Context, offset, limit int) (page []Listed, total int, err error)
	// Places names every response, the newest first. One that is changed has
	// another place afterwards.
	Places(ctx context.Context) ([]Place, error)
	// Entries reads those at some places, in their order, a batch at a time.
	Entries(ctx context.Context, places []int64) iter.Seq2[[]Listed, error]
}

// Place names a response as it stands now.
type Place struct {
	N      int64
	Status survey.Status
}

// Listed is a response as the list shows it, with what it is searched by.
type Listed struct {
	Place int64
	survey.Header
	Reference string // the code on its card
	Area      string // as its questionnaire words it; "" when it asks none
}

package viewmodel

// Writer is the one writer of drafts.
type Writer struct{}

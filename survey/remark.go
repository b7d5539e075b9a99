package survey

import "time"

// Remark is something a worker put beside an answer. There is at most one of
// each kind on a question.
type Remark struct {
	Ref    Ref
	Kind   RemarkKind
	Text   string // the note, or the reason; "" for a flag
	At     time.Time
	Worker string
}

// RemarkKind says what a remark is, in the word that files have for it.
type RemarkKind string

// The kinds of remark.
const (
	Note         RemarkKind = "note"     // in the worker's words
	Flag         RemarkKind = "flag"     // to be followed up
	SoftOverride RemarkKind = "override" // why an answer stands that a soft check doubts
)

// RemarkOn returns the remark of a kind on a question.
func RemarkOn(remarks []Remark, ref Ref, kind RemarkKind) (Remark, bool) {
	for _, r := range remarks {
		if r.Ref == ref && r.Kind == kind {
			return r, true
		}
	}
	return Remark{}, false
}

package export

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"doorstep/survey"
)

// ErrUnreconciled means that responses would have been lost: what was stored
// is not what was exported and excluded together. No file is written then.
var ErrUnreconciled = errors.New("the counts do not agree")

// Reason says why a response is not in an export; "" for one that is.
type Reason string

// The reasons, in the order the Reconciliation sheet lists them.
const (
	ReasonTraining  Reason = "Training response"
	ReasonDraft     Reason = "Draft, not finished"
	ReasonWithdrawn Reason = "Withdrawn by the resident"
	ReasonVoid      Reason = "Made void by the team"
	ReasonRefused   Reason = "Consent refused"
	ReasonFilter    Reason = "Outside the filter"
	ReasonVersion   Reason = "Version not in this project"
)

// Reasons lists every reason, so that a count of 0 is shown too.
var Reasons = []Reason{
	ReasonTraining, ReasonDraft, ReasonWithdrawn, ReasonVoid, ReasonRefused, ReasonFilter, ReasonVersion,
}

// Reconciliation counts what became of every stored response.
type Reconciliation struct {
	Stored, Exported int
	Excluded         map[Reason]int
}

// ExcludedTotal returns how many responses stayed out, for any reason.
func (r Reconciliation) ExcludedTotal() int {
	n := 0
	for _, c := range r.Excluded {
		n += c
	}
	return n
}

// Check returns ErrUnreconciled unless stored = exported + excluded.
func (r Reconciliation) Check() error {
	if r.Stored == r.Exported+r.ExcludedTotal() {
		return nil
	}
	return fmt.Errorf("%w: %d responses are stored, but %d would be exported and %d excluded; nothing was written. Run 'doorstep project check', then export again",
		ErrUnreconciled, r.Stored, r.Exported, r.ExcludedTotal())
}

// Admit returns why a response stays out, "" when it goes in.
func (p *Plan) Admit(sub *survey.Submission) (Reason, error) {
	o := &p.Options
	switch sub.Status {
	case survey.Draft:
		return ReasonDraft, nil
	case survey.Withdrawn:
		return ReasonWithdrawn, nil
	case survey.Void:
		return ReasonVoid, nil
	}
	form, known := p.versions[sub.FormVersion]
	switch {
	case sub.Training && !o.Training:
		return ReasonTraining, nil
	case sub.Outcome == survey.HouseholdRefusal || sub.Outcome == survey.RespondentRefusal:
		return ReasonRefused, nil
	case !known:
		return ReasonVersion, nil
	case p.outsideFilter(form, sub):
		return ReasonFilter, nil
	}
	if o.Where == nil {
		return "", nil
	}
	keep, err := o.Where(sub)
	switch {
	case err != nil:
		return "", fmt.Errorf("filter %s on response %s: %w", o.WhereText, sub.InstanceID, err)
	case !keep:
		return ReasonFilter, nil
	}
	return "", nil
}

// outsideFilter reports whether what is known of a response without opening it
// keeps it out.
func (p *Plan) outsideFilter(form int, sub *survey.Submission) bool {
	o := &p.Options
	return o.Latest && form != len(p.Forms)-1 ||
		len(o.Versions) > 0 && !slices.Contains(o.Versions, sub.FormVersion) ||
		len(o.Workers) > 0 && !slices.Contains(o.Workers, sub.Worker) ||
		!o.Since.IsZero() && sub.Started.Before(o.Since) ||
		!o.Until.IsZero() && !sub.Started.Before(o.Until)
}

// Run puts every stored response through the plan: the rows of those that go
// in reach emit, and each of them is tallied. It stops at the first error and
// when ctx ends, and fails when the counts do not agree. progress is called
// with the number read so far; it may be nil. For weights the responses are
// read once more, before the others see them.
func (p *Plan) Run(ctx context.Context, meta Meta, responses iter.Seq2[*survey.Submission, error], tally *Tally,
	progress func(done int), emit func(*Sheet, []Cell) error,
) (Reconciliation, error) {
	var weigh func(*survey.Submission) Cell
	if len(p.Margins) > 0 {
		var err error
		if weigh, err = p.weigher(ctx, meta, responses); err != nil {
			return Reconciliation{Stored: meta.Stored}, err
		}
	}
	return p.each(ctx, meta, responses, progress, func(sub *survey.Submission) error {
		tally.Add(sub)
		return p.rows(sub, weigh, emit)
	}, tally.field.leftOut)
}

// Each calls use with every response that goes in, for formats that are no
// tables. Otherwise it is as [Plan.Run].
func (p *Plan) Each(ctx context.Context, meta Meta, responses iter.Seq2[*survey.Submission, error],
	progress func(done int), use func(*survey.Submission) error,
) (Reconciliation, error) {
	return p.each(ctx, meta, responses, progress, use, func(*survey.Submission, Reason) {})
}

func (p *Plan) each(ctx context.Context, meta Meta, responses iter.Seq2[*survey.Submission, error], progress func(done int),
	use func(*survey.Submission) error, leftOut func(*survey.Submission, Reason),
) (Reconciliation, error) {
	rec := Reconciliation{Stored: meta.Stored, Excluded: map[Reason]int{}}
	read := 0
	for sub, err := range responses {
		if err != nil {
			return rec, fmt.Errorf("read responses: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return rec, err
		}
		read++
		reason, err := p.Admit(sub)
		switch {
		case err != nil:
			return rec, err
		case reason != "":
			rec.Excluded[reason]++
			leftOut(sub, reason)
		default:
			rec.Exported++
			if err := use(sub); err != nil {
				return rec, err
			}
		}
		if progress != nil {
			progress(read)
		}
	}
	if err := ctx.Err(); err != nil {
		return rec, err
	}
	return rec, rec.Check()
}

package engine

import (
	"fmt"
	"slices"

	"doorstep/survey"
)

// Taken is an answer, or a whole repeat, that is taken from another edit.
type Taken struct {
	Ref  survey.Ref // of a question, or of a repeat, without a position
	From survey.Side
}

// Combine makes one response of all the edits of it that stand beside each
// other: base, with some answers taken from others. What is worked out from the
// answers is worked out again, and a consent that any of the edits took back
// stays taken back, unless base asked it anew since. The violations are those
// that stand in the outcome; a person may accept them. It is base itself where
// nothing is taken and nothing was taken back.
func (p *Program) Combine(base *survey.Submission, sides []survey.Side, taken []Taken, o Options) (*survey.Submission, []*Violation, error) {
	whole, violations := base, []*Violation(nil)
	if len(taken) > 0 {
		var err error
		if whole, violations, err = p.take(base, taken, o); err != nil {
			return nil, nil, err
		}
	}
	for _, side := range sides {
		consents := side.Submission.Consents
		for _, c := range consents {
			last, _ := survey.Latest(consents, c.Purpose)
			mine, asked := survey.Latest(whole.Consents, c.Purpose)
			if !last.TakenBack || asked && (mine.TakenBack || mine.At.After(last.At)) {
				continue
			}
			if without, ok := p.WithoutConsent(whole, c.Purpose, Options{Now: o.Now, Location: o.Location, Username: o.Username}); ok {
				whole = without
			}
		}
	}
	return whole, violations, nil
}

// take puts the answers taken from others into base.
func (p *Program) take(base *survey.Submission, taken []Taken, o Options) (*survey.Submission, []*Violation, error) {
	o.Base, o.InstanceID = base, base.InstanceID
	if o.Language == "" {
		o.Language = base.Language
	}
	s := p.NewSession(o)
	for _, t := range taken {
		if err := s.take(t); err != nil {
			return nil, nil, err
		}
	}
	out := *base
	var violations []*Violation
	out.Name, out.Record, violations = s.Finalize()
	out.Consents, out.Remarks = s.Consents(), s.Remarks()
	return &out, violations, nil
}

func (s *Session) take(t Taken) error {
	form, sub := t.From.Form, t.From.Submission
	for slot, q := range form.Main.Questions {
		if q.Ref == t.Ref {
			if err := s.takeValue(q.Ref, sub.Record.Value(slot)); err != nil {
				return err
			}
			s.takeRemarks(q.Ref, sub.Remarks)
			return nil
		}
	}
	for i, scope := range form.Main.Repeats {
		if scope.Repeat.Ref != t.Ref {
			continue
		}
		var rows []survey.Record
		if i < len(sub.Record.Repeats) {
			rows = sub.Record.Repeats[i]
		}
		return s.takeRows(t.Ref, scope, rows)
	}
	return fmt.Errorf("take %s: %w", t.Ref, ErrNoSuchNode)
}

// takeValue sets a value. One that was not asked is left to relevance.
func (s *Session) takeValue(ref survey.Ref, v survey.Value) error {
	switch v.State {
	case survey.NotAsked, survey.Erased, survey.Unanswered:
		v = survey.Value{}
	}
	_, err := s.SetValue(ref, v)
	return err
}

// takeRemarks puts what was noted on an answer with it.
func (s *Session) takeRemarks(ref survey.Ref, remarks []survey.Remark) {
	n := s.find(ref)
	if n == nil {
		return
	}
	for _, r := range remarks {
		if r.Ref == ref && !slices.ContainsFunc(s.RemarksOn(ref), func(mine survey.Remark) bool { return mine.Kind == r.Kind }) {
			s.put(n, r)
		}
	}
}

// takeRows makes a repeat's instances those given. A repeat whose number is
// worked out follows the answers it is worked out from.
func (s *Session) takeRows(ref survey.Ref, scope *survey.Scope, rows []survey.Record) error {
	if d := s.program.byRef[ref.Definition()]; d != nil && s.program.counters[d] == nil {
		for s.Instances(ref) > len(rows) {
			if _, err := s.RemoveRepeat(ref.At(s.Instances(ref))); err != nil {
				return err
			}
		}
		for s.Instances(ref) < len(rows) {
			if _, err := s.AddRepeat(ref); err != nil {
				return err
			}
		}
	}
	for i := range min(len(rows), s.Instances(ref)) {
		at := ref.At(i + 1)
		for slot, q := range scope.Questions {
			if q.Type.IsAsked() {
				if err := s.takeValue(within(at, ref, q.Ref), rows[i].Value(slot)); err != nil {
					return err
				}
			}
		}
		for j, inner := range scope.Repeats {
			var below []survey.Record
			if j < len(rows[i].Repeats) {
				below = rows[i].Repeats[j]
			}
			if err := s.takeRows(within(at, ref, inner.Repeat.Ref), inner, below); err != nil {
				return err
			}
		}
	}
	return nil
}

// within is a definition path below a repeat, as it is below an instance of it.
func within(instance, repeat, ref survey.Ref) survey.Ref {
	return instance + ref[len(repeat.Definition()):]
}

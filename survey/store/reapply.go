package store

import (
	"context"
	"errors"
	"time"

	"doorstep/survey"
)

// ReapplyConsents sees to responses edited on one laptop while a consent was
// taken back on another: the edit, too, loses what may not be kept without it.
// Both stay, for a person to choose.
func (s *Store) ReapplyConsents(ctx context.Context, retention func(formID, version string) (Retention, error)) error {
	conflicts, err := s.Conflicts(ctx)
	if err != nil {
		return err
	}
	for _, id := range conflicts {
		heads, err := s.Heads(ctx, id)
		if err != nil {
			return err
		}
		for purpose := range takenBack(heads) {
			var fault error
			err := s.WithdrawConsent(ctx, id, purpose, "", func(sub *survey.Submission) (*survey.Submission, bool) {
				rules, err := retention(sub.FormID, sub.FormVersion)
				if fault = err; err != nil || rules.Without == nil {
					return nil, false
				}
				return rules.Without(sub, purpose)
			})
			if fault != nil {
				return fault
			}
			if err != nil && !errors.Is(err, ErrNoConsent) { // one head's version may not ask it
				return err
			}
		}
	}
	return nil
}

// takenBack returns the purposes whose consent was taken back in one head after
// it was last asked in another.
func takenBack(heads []Head) map[string]bool {
	when := map[string]time.Time{}
	for _, h := range heads {
		for _, c := range h.Submission.Consents {
			if last, _ := survey.Latest(h.Submission.Consents, c.Purpose); last.TakenBack && last.At.After(when[c.Purpose]) {
				when[c.Purpose] = last.At
			}
		}
	}
	open := map[string]bool{}
	for purpose, at := range when {
		for _, h := range heads {
			if last, asked := survey.Latest(h.Submission.Consents, purpose); !asked || !last.TakenBack && last.At.Before(at) {
				open[purpose] = true
			}
		}
	}
	return open
}

package app

import (
	"context"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/quota"
	"doorstep/survey/store"
)

// teamShare is what all laptops together came to when the coordinator wrote the
// last news, and what has been heard here since.
type teamShare struct {
	counts store.TeamCounts
	since  *quota.Counter // responses that are not in the counts
}

// teamNow reads the counts over all laptops; their At is zero where there are
// none. Where packs are opened what is here is newer than any news.
func (c *census) teamNow(ctx context.Context) (counts store.TeamCounts, err error) {
	opens, err := c.store.KeepsKey(ctx)
	if err != nil || opens {
		return counts, err
	}
	return c.store.TeamCounts(ctx)
}

// add counts a response beyond those that are in the counts already.
func (t *teamShare) add(ctx context.Context, st *store.Store, sub *survey.Submission, rec *survey.Record) error {
	if t.counts.At.IsZero() || t.counts.Counted(sub.Device, sub.Number) {
		return nil
	}
	counted, err := st.AnyCounted(ctx, &t.counts, sub.InstanceID) // before an edit
	if err != nil || counted {
		return err
	}
	t.since.Add(rec)
	return nil
}

// tell fills in how far all laptops are with the form's quota i. Nobody here is
// left out of it: what was withdrawn elsewhere may be in the counts until the
// next news, so it is never less than what is here.
func (t *teamShare) tell(l *viewmodel.Quota, i int) {
	count, known := t.counts.Of(l.FormID, l.Name)
	if !known {
		return
	}
	l.Team, l.TeamAt = max(count+t.since.Counts()[i].Done, l.Done), t.counts.At.In(time.Local)
}

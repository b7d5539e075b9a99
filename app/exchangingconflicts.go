package app

import (
	"context"
	"strings"

	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/exchange"
	"doorstep/survey/store"
)

func (x *exchanging) conflicts(ctx context.Context) (list []viewmodel.ConflictLine, err error) {
	ids, err := x.store.Conflicts(ctx)
	for _, id := range ids {
		h, err := x.store.Headers(ctx, store.Filter{InstanceID: id})
		if err != nil {
			return nil, err
		}
		if len(h) > 0 {
			list = append(list, viewmodel.ConflictLine{
				ID: id, Title: x.title(ctx, h[0].FormID, h[0].FormVersion),
				Detail: "Interviewed by " + h[0].Worker + " on " + h[0].Finished.Format("2 January at 15:04"),
			})
		}
	}
	return list, err
}

func (x *exchanging) alike(ctx context.Context) (list []viewmodel.AlikePair, err error) {
	rules, err := x.store.SameRules(ctx)
	if err != nil || len(rules) == 0 {
		return nil, err
	}
	pairs, _, err := exchange.SamePerson(ctx, x.store, rules, func(id, version string) (*survey.Form, error) {
		c, err := x.forms.read(ctx, id, version)
		return c.form, err
	})
	for _, p := range pairs {
		var who []string
		for _, h := range p.Headers {
			who = append(who, h.Finished.Format("2 January at 15:04")+" by "+h.Worker+" on laptop "+h.Device)
		}
		list = append(list, viewmodel.AlikePair{A: p.A, B: p.B, Title: "Alike in " + strings.Join(p.Rule, ", "), Detail: strings.Join(who, " and ")})
	}
	return list, err
}

// Decide notes whether two responses are one person's.
func (x *exchanging) Decide(ctx context.Context, p viewmodel.AlikePair, same bool, worker string) error {
	return explainFailure(x.store.DecidePair(ctx, store.NewPair(p.A, p.B), same, worker))
}

// sides opens a response's edits and where they differ.
func (x *exchanging) sides(ctx context.Context, id string) (heads []store.Head, sides []survey.Side, differ []survey.Difference, err error) {
	if err = x.store.ReapplyConsents(ctx, retentionOf(ctx, x.forms)); err != nil {
		return nil, nil, nil, err
	}
	if heads, err = x.store.Heads(ctx, id); err != nil {
		return nil, nil, nil, err
	}
	for _, h := range heads {
		c, err := x.forms.read(ctx, h.Submission.FormID, h.Submission.FormVersion)
		if err != nil {
			return nil, nil, nil, err
		}
		sides = append(sides, survey.Side{Form: c.form, Submission: h.Submission})
	}
	return heads, sides, survey.Differences(sides), nil
}

// Conflict reads the edits of a response, answer by answer.
func (x *exchanging) Conflict(ctx context.Context, id string) (*viewmodel.Conflict, error) {
	heads, sides, differ, err := x.sides(ctx, id)
	if err != nil {
		return nil, explainExchange(err)
	}
	c := &viewmodel.Conflict{ID: id}
	for i, h := range heads {
		side := viewmodel.ConflictSide{Letter: string(rune('A' + i)), Who: h.Worker + " on laptop " + h.Device, When: h.At.Format("2 January at 15:04"), Why: h.Reason, Stands: h.Current}
		if side.Why == "" {
			side.Why = "the interview"
		}
		c.Sides = append(c.Sides, side)
	}
	for i := range differ {
		language := sides[0].Form.DefaultLanguage
		c.Rows = append(c.Rows, viewmodel.ConflictRow{Question: differ[i].Label(language), Values: differ[i].Words(language)})
	}
	return c, nil
}

// Settle makes one edit of several.
func (x *exchanging) Settle(ctx context.Context, c *viewmodel.Conflict, worker string) error {
	heads, sides, differ, err := x.sides(ctx, c.ID)
	if err != nil {
		return explainExchange(err)
	}
	if len(heads) != len(c.Sides) || len(differ) != len(c.Rows) {
		return explainExchange(&viewmodel.Told{Kind: store.ErrChanged, Words: "The response was edited again meanwhile. Nothing was changed. Look at its edits once more."})
	}
	var taken []engine.Taken
	over := make([][16]byte, len(heads))
	for i, h := range heads {
		over[i] = h.ID
	}
	for i, row := range c.Rows {
		if row.Chosen != c.Base {
			taken = append(taken, engine.Taken{Ref: differ[i].Ref, From: sides[row.Chosen]})
		}
	}
	base, cause := heads[c.Base].Submission, store.Restored
	compiled, err := x.forms.read(ctx, base.FormID, base.FormVersion)
	if err != nil {
		return explainFailure(err)
	}
	settled, _, err := compiled.program.Combine(base, sides, taken, engine.Options{Username: worker})
	if err != nil {
		return explainFailure(err)
	}
	if settled != base {
		cause = store.Edited
	}
	return explainExchange(x.store.ResolveConflict(ctx, settled, over, cause, store.Edit{Worker: worker, Reason: "two edits settled into one"}))
}

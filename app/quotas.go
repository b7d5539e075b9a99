package app

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"doorstep/app/viewmodel"
	"doorstep/export"
	"doorstep/survey"
	"doorstep/survey/quota"
	"doorstep/survey/store"
)

// quotas counts the project's quotas and keeps the counts: what comes in is
// added, and only a change to what was counted means counting anew. Any
// goroutine may use it; one counts at a time.
type quotas struct {
	store *store.Store
	forms *forms
	log   *slog.Logger // may be nil

	mu      sync.Mutex
	counted map[string]*countedForm // by form id
}

// countedForm is one questionnaire's quotas as of a moment.
type countedForm struct {
	versions string // that were there, and which of them has the quotas
	title    string
	language string
	plan     *export.Plan // knows older versions' names for things
	counter  *quota.Counter
	team     teamShare
	mark     store.Mark
}

// Quotas counts what is new and lists all.
func (q *quotas) Quotas(ctx context.Context, progress func(done, total int)) ([]viewmodel.Quota, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	list, err := q.count(ctx, progress)
	return list, explainFailure(err)
}

func (q *quotas) count(ctx context.Context, progress func(done, total int)) (list []viewmodel.Quota, err error) {
	stored, err := q.store.Forms(ctx)
	if err != nil {
		return nil, err
	}
	stored = store.ByUse(stored)
	team, err := q.teamNow(ctx)
	if err != nil {
		return nil, err
	}
	before := q.counted
	q.counted = map[string]*countedForm{}
	for i := len(stored) - 1; i >= 0; i-- { // the newest first
		id := stored[i].ID
		if stored[i].Retired || q.counted[id] != nil {
			continue
		}
		c, err := q.countForm(ctx, before[id], stored, i, team, progress)
		if err != nil {
			return nil, fmt.Errorf("count the quotas of %s: %w", id, err)
		}
		q.counted[id] = c
		for at, n := range c.counter.Counts() {
			label, _ := n.Label.In(c.language, append([]string{""}, c.plan.Newest().Languages...)...)
			if label == "" {
				label = n.Name
			}
			list = append(list, viewmodel.Quota{FormID: id, Questionnaire: c.title, Name: n.Name, Label: label, Done: n.Done, Target: n.Target})
			c.team.tell(&list[len(list)-1], at)
		}
	}
	return list, nil
}

// countForm brings one questionnaire's counts up to date: those of the version
// at i of the stored ones.
func (q *quotas) countForm(ctx context.Context, c *countedForm, stored []store.FormInfo, i int, team store.TeamCounts, progress func(done, total int)) (*countedForm, error) {
	now, err := q.store.Mark(ctx)
	if err != nil {
		return nil, err
	}
	versions := q.versions(stored, i)
	goesOn := c != nil && c.versions == versions && c.team.counts.At.Equal(team.At)
	if goesOn {
		if goesOn, err = q.store.OnlyGrew(ctx, c.mark, now); err != nil {
			return nil, err
		}
	}
	if !goesOn {
		if c, err = q.begin(ctx, stored, i); err != nil {
			return nil, err
		}
		c.versions, c.team.counts = versions, team
	}
	if len(c.counter.Counts()) > 0 && c.mark != now {
		if err := q.add(ctx, c, stored[i].ID, now, progress); err != nil {
			return nil, err
		}
	}
	c.mark = now
	return c, nil
}

// versions tells whether a questionnaire is as it was.
func (q *quotas) versions(stored []store.FormInfo, i int) string {
	var b strings.Builder
	for _, f := range stored {
		if f.ID == stored[i].ID {
			fmt.Fprintf(&b, "%q ", f.Version)
		}
	}
	fmt.Fprintf(&b, "counts %q", stored[i].Version)
	return b.String()
}

// begin readies a count of nothing yet.
func (q *quotas) begin(ctx context.Context, stored []store.FormInfo, i int) (*countedForm, error) {
	newest, program, err := q.forms.Program(ctx, stored[i].ID, stored[i].Version)
	if err != nil {
		return nil, err
	}
	c := &countedForm{title: newest.Title, language: newest.DefaultLanguage}
	if c.counter, err = quota.NewCounter(program); err != nil {
		return nil, err
	}
	if c.team.since, err = quota.NewCounter(program); err != nil {
		return nil, err
	}
	var all []*survey.Form
	for j, f := range stored {
		if f.ID != stored[i].ID || j == i {
			continue
		}
		older, _, err := q.forms.Program(ctx, f.ID, f.Version)
		if err != nil {
			return nil, err
		}
		all = append(all, older)
	}
	c.plan, err = export.NewPlan(append(all, newest), export.Options{FormID: newest.ID, Personal: true})
	return c, err
}

// add counts the responses that came in since the form was counted last.
func (q *quotas) add(ctx context.Context, c *countedForm, id string, now store.Mark, progress func(done, total int)) error {
	total, err := q.total(ctx, id)
	if err != nil {
		return err
	}
	read := 0
	for sub, err := range q.store.Submissions(ctx, store.Filter{FormID: id, NoTraining: true, From: c.mark, To: now, Only: store.Answers}) {
		if err != nil {
			return err
		}
		if read++; read%2000 == 0 && progress != nil {
			progress(read, max(read, total))
		}
		if !quota.Counts(&sub.Header) {
			continue
		}
		if rec, known := c.plan.InNewest(sub); known {
			c.counter.Add(&rec)
			if err := c.team.add(ctx, q.store, sub, &rec); err != nil {
				return err
			}
		}
	}
	if err := c.counter.Err(); err != nil && q.log != nil {
		q.log.Warn("quotas not told of every response", "form", id, "err", err)
	}
	return nil
}

// total is how many responses there are to read at most.
func (q *quotas) total(ctx context.Context, id string) (n int, err error) {
	tallies, err := q.store.Tallies(ctx)
	for _, t := range tallies {
		if t.FormID == id && !t.Training {
			n += t.All
		}
	}
	return n, err
}

package app

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"

	"doorstep/export"
	"doorstep/survey"
	"doorstep/survey/quota"
	"doorstep/survey/store"
)

// census counts the responses to a questionnaire: its quotas and how fieldwork
// goes, of both in one reading. What it has counted it keeps: what comes in is
// added, and only a change to what was counted means counting anew. It is
// forgotten when the project is locked. Any goroutine may use it; one counts at a
// time, and who waits for the same is told how far that one is.
type census struct {
	store *store.Store
	forms *forms
	log   *slog.Logger // may be nil

	turn chan struct{} // holds one thing while somebody counts

	mu      sync.Mutex
	counted map[string]*countedForm // by form id; what is in them is for whoever has the turn
	epoch   int                     // counts the times they were forgotten
	waiting map[int]waiter
	waited  int // that have waited so far
}

// waiter is somebody who waits for a questionnaire's counts.
type waiter struct {
	formID string
	tell   func(done, total int)
}

// countedForm is what one questionnaire's responses come to as of a moment.
type countedForm struct {
	versions []string // that there were, the one in use last
	mark     store.Mark

	plan      *export.Plan // of the analyst workbook
	fieldwork *export.Fieldwork

	title, language string
	answers         *export.Plan // knows older versions' names for all that is asked
	quotas          *quota.Counter
	team            teamShare
}

func newCensus(st *store.Store, questionnaires *forms, log *slog.Logger) *census {
	return &census{
		store: st, forms: questionnaires, log: log,
		turn: make(chan struct{}, 1), counted: map[string]*countedForm{}, waiting: map[int]waiter{},
	}
}

// of brings a questionnaire's counts up to date and lets use read them.
// progress, which may be nil, is called now and then from any goroutine.
func (c *census) of(ctx context.Context, formID string, progress func(done, total int), use func(*countedForm) error) error {
	defer c.listen(formID, progress)()
	select {
	case c.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-c.turn }()
	counted, err := c.count(ctx, formID)
	if err != nil {
		return err
	}
	return use(counted)
}

// forget lets go of what was counted. What is being counted is not kept.
func (c *census) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.counted)
	c.epoch++
}

// take gives a form's counts to whoever has the turn; keep takes them back,
// unless all was forgotten meanwhile.
func (c *census) take(formID string) (f *countedForm, epoch int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counted[formID], c.epoch
}

func (c *census) keep(formID string, f *countedForm, epoch int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case f == nil:
		delete(c.counted, formID)
	case epoch == c.epoch:
		c.counted[formID] = f
	}
}

// listen has a function told how far a form's counting is.
func (c *census) listen(formID string, progress func(done, total int)) (end func()) {
	if progress == nil {
		return func() {}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waited++
	n := c.waited
	c.waiting[n] = waiter{formID, progress}
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.waiting, n)
	}
}

func (c *census) tell(formID string, done, total int) {
	c.mu.Lock()
	waiting := slices.Collect(maps.Values(c.waiting))
	c.mu.Unlock()
	for _, w := range waiting {
		if w.formID == formID {
			w.tell(done, total)
		}
	}
}

// count needs the turn. On an error, or when ctx ends, what may be half counted
// is forgotten.
func (c *census) count(ctx context.Context, formID string) (*countedForm, error) {
	now, err := c.store.Mark(ctx)
	if err != nil {
		return nil, err
	}
	f, epoch := c.take(formID)
	versions, err := c.forms.Versions(ctx, formID)
	if err != nil {
		return nil, err
	}
	team, err := c.teamNow(ctx)
	if err != nil {
		return nil, err
	}
	goesOn := f != nil && slices.Equal(f.versions, namesOf(versions)) && f.team.counts.At.Equal(team.At)
	if goesOn {
		if goesOn, err = c.store.OnlyGrew(ctx, f.mark, now); err != nil {
			return nil, err
		}
	}
	if !goesOn {
		if f, err = c.begin(ctx, versions); err != nil {
			return nil, err
		}
		f.team.counts = team
	}
	if f.mark != now {
		c.keep(formID, nil, epoch)
		if err := c.add(ctx, f, formID, now); err != nil {
			return nil, err
		}
	}
	f.mark = now
	c.keep(formID, f, epoch)
	return f, nil
}

func namesOf(versions []*survey.Form) (names []string) {
	for _, v := range versions {
		names = append(names, v.Version)
	}
	return names
}

// begin readies a count of nothing yet.
func (c *census) begin(ctx context.Context, versions []*survey.Form) (*countedForm, error) {
	if len(versions) == 0 {
		return nil, fmt.Errorf("count responses: %w", store.ErrNoForm)
	}
	newest := versions[len(versions)-1]
	_, program, err := c.forms.Program(ctx, newest.ID, newest.Version)
	if err != nil {
		return nil, err
	}
	f := &countedForm{versions: namesOf(versions), title: newest.Title, language: newest.DefaultLanguage}
	for _, counter := range []**quota.Counter{&f.quotas, &f.team.since} {
		if *counter, err = quota.NewCounter(program); err != nil {
			return nil, err
		}
	}
	if f.plan, err = export.NewPlan(versions, export.Options{FormID: newest.ID}); err != nil {
		return nil, err
	}
	f.fieldwork = f.plan.NewFieldwork()
	f.answers, err = export.NewPlan(versions, export.Options{FormID: newest.ID, Personal: true})
	return f, err
}

// add counts the responses that came in since the form was counted last.
func (c *census) add(ctx context.Context, f *countedForm, formID string, now store.Mark) error {
	tallies, err := c.store.Tallies(ctx)
	if err != nil {
		return err
	}
	read, total := 0, 0
	for _, t := range tallies {
		if t.FormID == formID {
			total += t.All
		}
	}
	tell := every(1000, func(done int) { c.tell(formID, done, max(done, total)) })
	for sub, err := range c.store.Submissions(ctx, store.Filter{FormID: formID, From: f.mark, To: now, Only: store.Answers | store.Timings}) {
		if err == nil {
			err = f.fieldwork.Take(sub)
		}
		if err == nil {
			err = f.addQuotas(ctx, c.store, sub)
		}
		if err != nil {
			return err
		}
		read++
		tell(read)
	}
	if err := f.quotas.Err(); err != nil && c.log != nil {
		c.log.Warn("quotas not told of every response", "form", formID, "err", err)
	}
	return nil
}

func (f *countedForm) addQuotas(ctx context.Context, st *store.Store, sub *survey.Submission) error {
	if !f.hasQuotas() || !quota.Counts(&sub.Header) {
		return nil
	}
	rec, known := f.answers.InNewest(sub)
	if !known {
		return nil
	}
	f.quotas.Add(&rec)
	return f.team.add(ctx, st, sub, &rec)
}

func (f *countedForm) hasQuotas() bool { return len(f.plan.Newest().Quotas) > 0 }

// every passes on one call in so many: whoever listens has a window to draw.
func every(n int, f func(done int)) func(done int) {
	return func(done int) {
		if done%n == 0 {
			f(done)
		}
	}
}

package app

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/export"
	"doorstep/export/safefile"
	"doorstep/survey"
	"doorstep/survey/store"
)

// surveyor counts fieldwork for the Progress screen, by the plan that the
// analyst workbook is made by. What it has counted it keeps: what comes in is
// added, and only a change to what was counted means counting anew. Any
// goroutine may use it; one counts at a time.
type surveyor struct {
	store *store.Store
	forms *forms

	mu      sync.Mutex
	counted map[string]*countedFieldwork // by form id
}

// countedFieldwork is one questionnaire's fieldwork as of a moment.
type countedFieldwork struct {
	versions []string
	plan     *export.Plan
	counts   *export.Fieldwork
	mark     store.Mark
}

func newSurveyor(st *store.Store, questionnaires *forms) *surveyor {
	return &surveyor{store: st, forms: questionnaires, counted: map[string]*countedFieldwork{}}
}

// Fieldwork counts a questionnaire's responses, each once.
func (s *surveyor) Fieldwork(ctx context.Context, formID string, progress func(done, total int)) (*viewmodel.Fieldwork, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.count(ctx, formID, progress)
	if err != nil {
		return nil, explainFailure(err)
	}
	contacts, err := s.contacts(ctx, formID)
	if err != nil {
		return nil, explainFailure(err)
	}
	out := figuresOf(c.plan, c.counts)
	out.Contacts = contacts
	return out, nil
}

// count brings the counts up to date. On an error, or when ctx ends, what may be
// half counted is forgotten.
func (s *surveyor) count(ctx context.Context, formID string, progress func(done, total int)) (*countedFieldwork, error) {
	now, err := s.store.Mark(ctx)
	if err != nil {
		return nil, err
	}
	c := s.counted[formID]
	delete(s.counted, formID)
	versions, err := (&exporter{store: s.store, forms: s.forms}).versions(ctx, formID)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, v := range versions {
		names = append(names, v.Version)
	}
	goesOn := c != nil && slices.Equal(c.versions, names)
	if goesOn {
		if goesOn, err = s.store.OnlyGrew(ctx, c.mark, now); err != nil {
			return nil, err
		}
	}
	if !goesOn {
		plan, err := export.NewPlan(versions, export.Options{FormID: formID})
		if err != nil {
			return nil, err
		}
		c = &countedFieldwork{versions: names, plan: plan, counts: plan.NewFieldwork()}
	}
	if c.mark != now {
		if err := s.add(ctx, c, formID, now, progress); err != nil {
			return nil, err
		}
	}
	c.mark = now
	s.counted[formID] = c
	return c, nil
}

// add counts the responses that came in since the last time.
func (s *surveyor) add(ctx context.Context, c *countedFieldwork, formID string, now store.Mark, progress func(done, total int)) error {
	tallies, err := s.store.Tallies(ctx)
	if err != nil {
		return err
	}
	total, read := 0, 0
	for _, t := range tallies {
		if t.FormID == formID {
			total += t.All
		}
	}
	tell := every(1000, func(done int) { progress(done, max(done, total)) })
	for sub, err := range s.store.Submissions(ctx, store.Filter{FormID: formID, From: c.mark, To: now, Only: store.Answers | store.Timings}) {
		if err == nil {
			err = c.counts.Take(sub)
		}
		if err != nil {
			return err
		}
		read++
		tell(read)
	}
	return nil
}

// every passes on one call in so many: whoever listens has a window to draw.
func every(n int, f func(done int)) func(done int) {
	return func(done int) {
		if done%n == 0 {
			f(done)
		}
	}
}

// contacts are the rates of the workbook's Contacts sheet, nil when nothing was
// logged. Of the responses those alone are read that the log led to.
func (s *surveyor) contacts(ctx context.Context, formID string) (*viewmodel.ContactFigures, error) {
	tries, err := s.store.Attempts(ctx, store.AttemptFilter{Bare: true})
	if err != nil || len(tries) == 0 {
		return nil, err
	}
	tallies, err := s.store.Tallies(ctx)
	if err != nil {
		return nil, err
	}
	rest := map[survey.Outcome]int{} // the finished responses that are not read
	for _, t := range tallies {
		if t.FormID == formID && !t.Training {
			rest[t.Outcome] += t.All
		}
	}
	logged := store.Everything(formID)
	logged.Logged = true
	stock, err := export.TakeStock(tries, func(yield func(survey.Header, error) bool) {
		for h, err := range s.store.EachHeader(ctx, logged) {
			if err == nil && h.Status == survey.Finished && !h.Training {
				rest[h.Outcome]--
			}
			if !yield(h, err) {
				return
			}
		}
	})
	if err != nil {
		return nil, err
	}
	for o, n := range rest {
		stock.Contacts.Unlogged[o] += n
	}
	cases := stock.Contacts.Cases()
	return &viewmodel.ContactFigures{
		Reached: cases.Reached(), Eligible: cases.Eligible(), Cooperation: cases.COOP1(), Refusal: cases.REF1(), Contact: cases.CON1(),
	}, nil
}

// figuresOf hands the counts to the view model, which knows no export.
func figuresOf(plan *export.Plan, f *export.Fieldwork) *viewmodel.Fieldwork {
	out := &viewmodel.Fieldwork{Interviews: f.Interviews()}
	unheard, asks := f.Unheard()
	out.AsksUnheard, out.Unheard = asks, shareOf(unheard)
	for _, d := range f.Days() {
		if day, err := time.Parse(time.DateOnly, d.Date); err == nil {
			out.Days = append(out.Days, viewmodel.DayFigures{Day: day, Interviews: d.Interviews, Unheard: shareOf(d.Running)})
		}
	}
	out.Areas, out.Ages = groupsOf(f.Areas()), groupsOf(f.Ages())
	for _, w := range f.Workers() {
		out.Workers = append(out.Workers, viewmodel.WorkerFigures{
			Code: w.Code, Interviews: w.Interviews, Unanswered: shareOf(w.Unanswered), Timed: w.Timed, Minutes: w.Median,
		})
	}
	for _, o := range f.Outcomes() {
		out.Outcomes = append(out.Outcomes, viewmodel.OutcomeFigures{Words: export.OutcomeWords(o.Outcome), N: o.N})
	}
	for _, i := range f.Items() {
		out.Questions = append(out.Questions, viewmodel.QuestionFigures{
			Title: plan.Title(i.Variable), Unanswered: shareOf(i.Unanswered()), Refused: i.Refused, DontKnow: i.DontKnow, Skipped: i.Skipped,
		})
	}
	for _, t := range f.Durations() {
		if t.What == export.StageQuestion {
			out.Times = append(out.Times, viewmodel.TimeFigures{Title: t.Title, N: t.N, Median: t.Median, P90: t.P90})
		}
	}
	return out
}

func shareOf(s export.Share) viewmodel.ShareFigures {
	ci := s.Interval()
	return viewmodel.ShareFigures{N: s.N, Of: s.Of, Low: ci.Low, High: ci.High}
}

func groupsOf(list []export.Group) []viewmodel.GroupFigures {
	var out []viewmodel.GroupFigures
	for _, g := range list {
		out = append(out, viewmodel.GroupFigures{Label: g.Label, Interviews: g.Interviews, Unheard: shareOf(g.Unheard)})
	}
	return out
}

// pictures keeps pictures of charts beside the exports.
type pictures struct{ folder string }

// PictureFolder is where pictures go unless the user says otherwise.
func (p pictures) PictureFolder() string { return p.folder }

// KeepPicture writes one picture.
func (p pictures) KeepPicture(ctx context.Context, path string, png []byte) error {
	return explainFailure(p.keep(ctx, path, png))
}

func (p pictures) keep(ctx context.Context, path string, png []byte) error {
	if filepath.Dir(path) == filepath.Clean(p.folder) { // our own suggestion must not fail for want of a folder
		if err := os.MkdirAll(p.folder, 0o700); err != nil {
			return err
		}
	}
	out, err := safefile.Create(path)
	if err != nil {
		return err
	}
	defer out.Abandon()
	if _, err := out.Write(png); err != nil {
		return err
	}
	return out.Commit(ctx)
}

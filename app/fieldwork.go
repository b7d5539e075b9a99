package app

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/export"
	"doorstep/export/safefile"
	"doorstep/survey"
	"doorstep/survey/store"
)

// surveyor tells the Progress screen how fieldwork goes, by the plan that the
// analyst workbook is made by.
type surveyor struct{ census *census }

// Fieldwork counts a questionnaire's responses, each once.
func (s *surveyor) Fieldwork(ctx context.Context, formID string, progress func(done, total int)) (out *viewmodel.Fieldwork, err error) {
	err = s.census.of(ctx, formID, progress, func(f *countedForm) error {
		out = figuresOf(f.plan, f.fieldwork)
		return nil
	})
	if err == nil {
		out.Contacts, err = s.contacts(ctx, formID)
	}
	return out, explainFailure(err)
}

// contacts are the rates of the workbook's Contacts sheet, nil when nothing was
// logged. Of the responses those alone are read that the log led to.
func (s *surveyor) contacts(ctx context.Context, formID string) (*viewmodel.ContactFigures, error) {
	tries, err := s.census.store.Attempts(ctx, store.AttemptFilter{Bare: true})
	if err != nil || len(tries) == 0 {
		return nil, err
	}
	tallies, err := s.census.store.Tallies(ctx)
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
		for h, err := range s.census.store.EachHeader(ctx, logged) {
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

package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/export"
	"doorstep/export/safefile"
	"doorstep/survey/store"
)

// surveyor counts fieldwork for the Progress screen, by the plan that the
// analyst workbook is made by.
type surveyor struct {
	store *store.Store
	forms *forms
}

// Fieldwork reads every response to a questionnaire once.
func (s *surveyor) Fieldwork(ctx context.Context, formID string, progress func(done, total int)) (*viewmodel.Fieldwork, error) {
	f, err := s.fieldwork(ctx, formID, progress)
	return f, explainFailure(err)
}

func (s *surveyor) fieldwork(ctx context.Context, formID string, progress func(done, total int)) (*viewmodel.Fieldwork, error) {
	e := &exporter{store: s.store, forms: s.forms}
	versions, err := e.versions(ctx, formID)
	if err != nil {
		return nil, err
	}
	plan, err := export.NewPlan(versions, export.Options{FormID: formID})
	if err != nil {
		return nil, err
	}
	// An interview may end while the responses are read: then they are read once
	// more, as an export does.
	for try := 1; ; try++ {
		all := store.Everything(formID)
		headers, err := s.store.Headers(ctx, all)
		if err != nil {
			return nil, err
		}
		tries, err := s.store.Attempts(ctx, store.AttemptFilter{})
		if err != nil {
			return nil, err
		}
		meta := export.Meta{Stored: len(headers), Contacts: export.Contacts(tries, headers)}
		counted, _, err := plan.Fieldwork(ctx, meta, s.store.Submissions(ctx, all), true, every(1000, func(done int) { progress(done, meta.Stored) }))
		if errors.Is(err, export.ErrUnreconciled) && try < 3 {
			continue
		}
		if err != nil {
			return nil, err
		}
		return figuresOf(plan, counted, meta), nil
	}
}

// every passes on one call in so many: whoever listens has a window to draw.
func every(n int, f func(done int)) func(done int) {
	return func(done int) {
		if done%n == 0 {
			f(done)
		}
	}
}

// figuresOf hands the counts to the view model, which knows no export.
func figuresOf(plan *export.Plan, f *export.Fieldwork, meta export.Meta) *viewmodel.Fieldwork {
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
	out.Contacts = contactsOf(meta)
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

// contactsOf are the rates of the workbook's Contacts sheet.
func contactsOf(meta export.Meta) *viewmodel.ContactFigures {
	if meta.Contacts == nil {
		return nil
	}
	cases := export.Cases(meta.Contacts)
	return &viewmodel.ContactFigures{
		Reached: cases.Reached(), Eligible: cases.Eligible(), Cooperation: cases.COOP1(), Refusal: cases.REF1(), Contact: cases.CON1(),
	}
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

package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/assets"
	"doorstep/export"
	"doorstep/export/attached"
	"doorstep/export/chart"
	"doorstep/export/formats"
	"doorstep/export/release"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/store"
)

// exporter writes the exports of the export screen.
type exporter struct {
	store  *store.Store
	forms  *forms
	folder string
	now    func() time.Time
	open   func(*url.URL) error
}

// Folder is where exports go unless the user says otherwise.
func (e *exporter) Folder() string { return e.folder }

// Open shows a folder in the system's own window.
func (e *exporter) Open(folder string) error { return e.open(fileURL(folder)) }

// openInSystem hands an address to the program the system opens it with.
func openInSystem(at *url.URL) error {
	if a := fyne.CurrentApp(); a != nil {
		return a.OpenURL(at)
	}
	return errors.New("there is no window")
}

// Offers returns what there is to choose from.
func (e *exporter) Offers(ctx context.Context, formID string) (viewmodel.ExportOffers, error) {
	var offers viewmodel.ExportOffers
	versions, err := e.forms.Versions(ctx, formID)
	if err != nil {
		return offers, explainFailure(err)
	}
	for h, err := range e.store.EachHeader(ctx, store.Everything(formID)) {
		if err != nil {
			return offers, explainFailure(err)
		}
		if h.Worker != "" && !slices.Contains(offers.Workers, h.Worker) {
			offers.Workers = append(offers.Workers, h.Worker)
		}
	}
	slices.Sort(offers.Workers)
	for _, f := range slices.Backward(versions) {
		offers.Versions = append(offers.Versions, f.Version)
	}
	plan, err := export.NewPlan(versions, export.Options{FormID: formID})
	if err != nil {
		return offers, optionsFailure(err)
	}
	if area, err := formats.AreaQuestion(versions, ""); err == nil && area != nil {
		for _, c := range area.Choices {
			offers.Areas = append(offers.Areas, viewmodel.ExportChoice{Value: c.Code, Title: plan.ChoiceLabel(c)})
		}
	}
	for _, v := range plan.Main.Variables {
		if v.IsClosed() && len(v.Choices) <= export.MaxCrossColumns {
			offers.Closed = append(offers.Closed, viewmodel.ExportChoice{Value: v.Name, Title: plan.Title(v)})
		}
	}
	return offers, nil
}

// optionsFailure tells what cannot be exported as asked.
func optionsFailure(err error) error {
	return askedFailure(err, "Nothing is written until this is mended.")
}

// askedFailure tells what cannot be done as asked in the words of the room that
// found out, and what is next.
func askedFailure(err error, next string) error {
	var told *viewmodel.Told
	if errors.As(err, &told) {
		return err
	}
	for _, kind := range []error{formats.ErrSettings, release.ErrDifferencing, export.ErrUnknownColumn, export.ErrCrosstab, export.ErrTargets, export.ErrUnknownLang, export.ErrTooManyColumns} {
		if errors.Is(err, kind) {
			return &viewmodel.Told{Kind: viewmodel.ErrExportOptions, Words: export.Sentence(err.Error()) + " " + next, Err: err}
		}
	}
	return explainFailure(err)
}

// Preview counts what would go out.
func (e *exporter) Preview(ctx context.Context, o viewmodel.ExportOptions) (viewmodel.ExportPreview, error) {
	var p viewmodel.ExportPreview
	s, plan, err := e.plan(ctx, o)
	if err != nil {
		return p, optionsFailure(err)
	}
	stock, err := e.stock(ctx, o.FormID)
	if err != nil {
		return p, explainFailure(err)
	}
	if _, err := e.coded(ctx, s); err != nil {
		return p, err
	}
	if s.Format == formats.Release && len(s.CodedAnswers) > 0 {
		if p.Quotes, err = e.quotes(ctx, s, plan, e.meta(stock)); err != nil {
			return p, optionsFailure(err)
		}
	}
	tally := export.NewTally(plan)
	rec, err := plan.Each(ctx, export.Meta{Stored: stock.Stored}, e.store.Submissions(ctx, store.Everything(o.FormID)), nil, func(sub *survey.Submission) error {
		tally.Add(sub)
		return nil
	})
	if err != nil && !errors.Is(err, export.ErrUnreconciled) { // an interview may end while it is counted
		return p, optionsFailure(err)
	}
	r := exportResult("", rec)
	p.Stored, p.Exported, p.Excluded = r.Stored, r.Exported, r.Excluded
	if o.Format != viewmodel.ExportRelease {
		for _, s := range append([]*export.Sheet{plan.Main}, plan.Repeats...) {
			p.Sheets = append(p.Sheets, viewmodel.ExportSheet{Name: s.Name, Rows: tally.Rows(s), Columns: len(s.Columns)})
		}
	}
	for _, v := range plan.LeftOut {
		p.LeftOut = append(p.LeftOut, plan.Title(v))
	}
	return p, nil
}

// quotes are what a release would quote.
func (e *exporter) quotes(ctx context.Context, s *formats.Settings, plan *export.Plan, meta export.Meta) ([]viewmodel.ExportQuote, error) {
	o, err := s.ReleaseOptions("", meta, nil)
	if err != nil {
		return nil, err
	}
	r, err := release.Settle(ctx, plan, meta, o, e.store.Submissions(ctx, store.Everything(plan.Options.FormID)), nil)
	if err != nil {
		return nil, err
	}
	var list []viewmodel.ExportQuote
	for _, q := range r.Quotes {
		list = append(list, viewmodel.ExportQuote{Question: q.Question, Text: q.Text, Found: q.Found})
	}
	return list, nil
}

func (e *exporter) plan(ctx context.Context, o viewmodel.ExportOptions) (*formats.Settings, *export.Plan, error) {
	versions, err := e.forms.Versions(ctx, o.FormID)
	if err != nil {
		return nil, nil, err
	}
	s := settings(o)
	s.QuotesSeen = o.QuotesSeen
	if err := s.ReadTotals(); err != nil {
		return nil, nil, err
	}
	plan, err := s.Plan(versions, engine.Predicates)
	if err != nil {
		return nil, nil, err
	}
	return s, plan, nil
}

// coded reads the workbook whose open answers have been coded, if there is one.
func (e *exporter) coded(ctx context.Context, s *formats.Settings) (*export.ThemeReport, error) {
	if s.Coded == "" {
		return nil, nil
	}
	there := func(id string) (bool, error) { return e.store.IsFinished(ctx, s.Form, id) }
	report, answers, err := formats.ReadCoded([]string{s.Coded}, there)
	if err != nil {
		return nil, &viewmodel.Told{Kind: viewmodel.ErrExportOptions, Words: export.Sentence(err.Error()) + " Nothing is written until this is mended.", Err: err}
	}
	s.CodedAnswers = answers
	return report, nil
}

// Export writes one export.
func (e *exporter) Export(ctx context.Context, o viewmodel.ExportOptions, progress func(done, total int)) (viewmodel.ExportResult, error) {
	result, err := e.export(ctx, o, progress)
	return result, optionsFailure(err)
}

func (e *exporter) export(ctx context.Context, o viewmodel.ExportOptions, progress func(done, total int)) (viewmodel.ExportResult, error) {
	s, plan, err := e.plan(ctx, o)
	if err != nil {
		return viewmodel.ExportResult{}, err
	}
	if filepath.Dir(o.Path) == filepath.Clean(e.folder) { // our own suggestion must not fail for want of a folder
		if err := os.MkdirAll(e.folder, 0o700); err != nil {
			return viewmodel.ExportResult{}, err
		}
	}
	files, err := e.attached(ctx, o, plan, progress)
	if err != nil {
		return viewmodel.ExportResult{}, err
	}
	drawn, err := e.pictures(ctx, o, s, plan, progress)
	if err != nil {
		files.Undo()
		return viewmodel.ExportResult{}, err
	}
	result, err := e.write(ctx, o, s, plan, progress)
	if err != nil {
		files.Undo()
		drawn.Undo()
		return result, err
	}
	if drawn != nil {
		result.Notes = append(result.Notes, fmt.Sprintf("%d charts are in %s, each as PNG, as SVG and in words.", len(drawn.Files)/3, o.PicturesFolder()))
	}
	if o.Attached {
		result.Files = &viewmodel.ExportedFiles{
			Folder: o.FilesFolder(), Written: files.Written, There: files.There, Missing: len(files.Missing), Kept: len(files.Kept),
		}
	}
	return result, nil
}

// attached writes the files given as answers, when they are asked for.
func (e *exporter) attached(ctx context.Context, o viewmodel.ExportOptions, plan *export.Plan, progress func(done, total int)) (*attached.Run, error) {
	if !o.Attached {
		return &attached.Run{}, nil
	}
	stock, err := e.stock(ctx, o.FormID)
	if err != nil {
		return nil, err
	}
	all := store.Everything(o.FormID)
	read := func(ctx context.Context, id, name string) ([]byte, error) {
		data, err := e.store.Attachment(ctx, id, name)
		if errors.Is(err, store.ErrNotFound) {
			return nil, errors.Join(attached.ErrMissing, err)
		}
		return data, err
	}
	return attached.Write(ctx, o.FilesFolder(), plan, e.store.Submissions(ctx, all), read, func(done int) { progress(done, stock.Stored) })
}

func (e *exporter) write(ctx context.Context, o viewmodel.ExportOptions, s *formats.Settings, plan *export.Plan, progress func(done, total int)) (viewmodel.ExportResult, error) {
	// An interview may begin or end while the file is being written: then the
	// counts differ, and it is written once more.
	for try := 1; ; try++ {
		stock, err := e.stock(ctx, o.FormID)
		if err != nil {
			return viewmodel.ExportResult{}, err
		}
		meta := e.meta(stock)
		if meta.Themes, err = e.coded(ctx, s); err != nil {
			return viewmodel.ExportResult{}, err
		}
		rec, err := s.Write(ctx, o.Path, plan, meta, e.store.Submissions(ctx, store.Everything(o.FormID)), func(done int) { progress(done, stock.Stored) })
		if errors.Is(err, export.ErrUnreconciled) && try < 3 {
			continue
		}
		return exportResult(o.Path, rec), err
	}
}

// pictures draws the charts, when they are asked for.
func (e *exporter) pictures(ctx context.Context, o viewmodel.ExportOptions, s *formats.Settings, plan *export.Plan, progress func(done, total int)) (*chart.Written, error) {
	if !o.Pictures {
		return nil, nil
	}
	stock, err := e.stock(ctx, o.FormID)
	if err != nil {
		return nil, err
	}
	var fonts []chart.Font
	for _, script := range []string{assets.Latin, assets.Arabic, assets.Gurmukhi, assets.Cyrillic, assets.Han} {
		f, _ := assets.Fonts(script)
		fonts = append(fonts, chart.Font(f))
	}
	return s.Charts(ctx, o.PicturesFolder(), fonts, plan, e.meta(stock), e.store.Submissions(ctx, store.Everything(o.FormID)), func(done int) { progress(done, stock.Stored) })
}

// stock counts what is stored of a questionnaire, and keeps nothing of it.
func (e *exporter) stock(ctx context.Context, formID string) (export.Stock, error) {
	tries, err := e.store.Attempts(ctx, store.AttemptFilter{})
	if err != nil {
		return export.Stock{}, err
	}
	return export.TakeStock(tries, e.store.EachHeader(ctx, store.Everything(formID)))
}

// meta says where the export comes from.
func (e *exporter) meta(stock export.Stock) export.Meta {
	info := e.store.Info()
	return export.Meta{Project: info.Name, Device: info.Device, When: e.now(), Stored: stock.Stored, Contacts: stock.Contacts}
}

func exportResult(path string, rec export.Reconciliation) viewmodel.ExportResult {
	r := viewmodel.ExportResult{Path: path, Stored: rec.Stored, Exported: rec.Exported}
	for _, reason := range export.Reasons {
		if n := rec.Excluded[reason]; n > 0 {
			r.Excluded = append(r.Excluded, viewmodel.ExcludedCount{Reason: string(reason), Count: n})
		}
	}
	return r
}

package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/export"
	"doorstep/export/attached"
	"doorstep/export/workbook"
	"doorstep/survey"
	"doorstep/survey/store"
)

// exporter writes the analyst workbook for the export screen.
type exporter struct {
	store  *store.Store
	forms  *forms
	folder string
	now    func() time.Time
}

// Folder is where exports go unless the user says otherwise.
func (e *exporter) Folder() string { return e.folder }

var exportValues = map[viewmodel.ExportValues]export.Values{
	viewmodel.ExportLabels: export.Labels,
	viewmodel.ExportCodes:  export.Codes,
	viewmodel.ExportBoth:   export.Both,
}

// Export writes one workbook.
func (e *exporter) Export(ctx context.Context, o viewmodel.ExportOptions, progress func(done, total int)) (viewmodel.ExportResult, error) {
	result, err := e.export(ctx, o, progress)
	return result, explainFailure(err)
}

func (e *exporter) export(ctx context.Context, o viewmodel.ExportOptions, progress func(done, total int)) (viewmodel.ExportResult, error) {
	versions, err := e.versions(ctx, o.FormID)
	if err != nil {
		return viewmodel.ExportResult{}, err
	}
	plan, err := export.NewPlan(versions, export.Options{
		FormID: o.FormID, Values: exportValues[o.Values], Language: o.Language, Personal: o.Personal, FreeText: true,
	})
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
	result, err := e.write(ctx, o, plan, progress)
	if err != nil {
		files.Undo()
		return result, err
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
	all := store.Everything(o.FormID)
	headers, err := e.store.Headers(ctx, all)
	if err != nil {
		return nil, err
	}
	read := func(ctx context.Context, id, name string) ([]byte, error) {
		data, err := e.store.Attachment(ctx, id, name)
		if errors.Is(err, store.ErrNotFound) {
			return nil, errors.Join(attached.ErrMissing, err)
		}
		return data, err
	}
	return attached.Write(ctx, o.FilesFolder(), plan, e.store.Submissions(ctx, all), read, func(done int) { progress(done, len(headers)) })
}

func (e *exporter) write(ctx context.Context, o viewmodel.ExportOptions, plan *export.Plan, progress func(done, total int)) (viewmodel.ExportResult, error) {
	// An interview may begin or end while the file is being written: then the
	// counts differ, and it is written once more.
	for try := 1; ; try++ {
		all := store.Everything(o.FormID)
		headers, err := e.store.Headers(ctx, all)
		if err != nil {
			return viewmodel.ExportResult{}, err
		}
		tries, err := e.store.Attempts(ctx, store.AttemptFilter{})
		if err != nil {
			return viewmodel.ExportResult{}, err
		}
		info := e.store.Info()
		meta := export.Meta{Project: info.Name, Device: info.Device, When: e.now(), Stored: len(headers), Contacts: export.Contacts(tries, headers)}
		rec, err := workbook.Write(ctx, o.Path, plan, meta, e.store.Submissions(ctx, all), func(done int) { progress(done, len(headers)) })
		if errors.Is(err, export.ErrUnreconciled) && try < 3 {
			continue
		}
		return exportResult(o.Path, rec), err
	}
}

// versions reads every version of a questionnaire, oldest first.
func (e *exporter) versions(ctx context.Context, id string) ([]*survey.Form, error) {
	stored, err := e.store.Forms(ctx)
	if err != nil {
		return nil, err
	}
	var list []*survey.Form
	for _, s := range stored {
		if s.ID != id {
			continue
		}
		form, _, err := e.forms.Program(ctx, s.ID, s.Version)
		if err != nil {
			return nil, fmt.Errorf("read version %s of %s: %w", s.Version, s.ID, err)
		}
		list = append(list, form)
	}
	return list, nil
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

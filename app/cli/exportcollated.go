package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"doorstep/export"
	"doorstep/export/attached"
	"doorstep/survey"
	"doorstep/survey/collate"
	"doorstep/survey/store"
)

// exportCollated exports from a collated database as from a project file.
func (f *exportFlags) exportCollated(ctx context.Context, s *streams) (err error) {
	if f.attachments != "" || f.kept != "" {
		return usageError{errors.New("--attachments and --settings need a project file: a database holds no files and keeps no settings")}
	}
	r, err := collate.Open(ctx, f.project, readSource)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	all, err := r.Forms(ctx)
	if err != nil {
		return err
	}
	id := f.Form
	if id == "" && len(all) > 0 && !slices.ContainsFunc(all, func(x *survey.Form) bool { return x.ID != all[0].ID }) {
		id = all[0].ID
	}
	forms := slices.DeleteFunc(all, func(x *survey.Form) bool { return x.ID != id })
	if len(forms) == 0 {
		return usageError{errors.New("name a questionnaire that the database has with --form ID")}
	}
	plan, err := f.planOf(forms)
	if err != nil {
		return err
	}
	everything := store.Everything(id)
	headers, err := r.Headers(ctx, everything)
	if err != nil {
		return err
	}
	meta := export.Meta{Project: "collated database", When: time.Now(), Stored: len(headers)}
	there := map[string]bool{}
	for _, h := range headers {
		there[h.InstanceID] = h.Status == survey.Finished
	}
	isThere := func(id string) (bool, error) { return there[id], nil }
	none := func() (*attached.Run, error) { return &attached.Run{}, nil }
	return f.writeOut(ctx, s, plan, meta, isThere, r.Submissions(ctx, everything), none)
}

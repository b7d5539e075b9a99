package app

import (
	"context"
	"strings"

	"doorstep/app/viewmodel"
	"doorstep/export/formats"
)

// settings are the options as the formats know them.
func settings(o viewmodel.ExportOptions) *formats.Settings {
	s := &formats.Settings{
		Form: o.FormID, Format: string(o.Format), Values: string(o.Values), Multiple: string(o.Multiple), Language: o.Language,
		Personal: o.Personal, Training: o.Training, Paradata: o.Paradata, Attached: o.Attached, Pictures: o.Pictures, RoundBases: o.RoundBases,
		InArea: o.Area, Versions: o.Version, Since: o.Since, Until: o.Until, Where: o.Where, Columns: o.Columns, Coded: o.Coded, Totals: o.Totals,
	}
	if o.Worker != "" {
		s.Workers = []string{o.Worker}
	}
	for _, c := range o.Crosstabs {
		s.Crosstabs = append(s.Crosstabs, c.Row+" by "+c.Column)
	}
	return s
}

// options are settings as the screen knows them.
func options(s *formats.Settings) viewmodel.ExportOptions {
	o := viewmodel.ExportOptions{
		FormID: s.Form, Format: viewmodel.ExportFormat(s.Format), Values: viewmodel.ExportValues(s.Values), Multiple: viewmodel.ExportMultiple(s.Multiple), Language: s.Language,
		Personal: s.Personal, Training: s.Training, Paradata: s.Paradata, Attached: s.Attached, Pictures: s.Pictures, RoundBases: s.RoundBases,
		Area: s.InArea, Version: s.Versions, Since: s.Since, Until: s.Until, Where: s.Where, Columns: s.Columns, Coded: s.Coded, Totals: s.Totals,
	}
	if len(s.Workers) > 0 {
		o.Worker = s.Workers[0]
	}
	for _, c := range s.Crosstabs {
		if row, column, ok := strings.Cut(c, " by "); ok {
			o.Crosstabs = append(o.Crosstabs, viewmodel.Crosstab{Row: row, Column: column})
		}
	}
	return o
}

// Kept lists the options kept by name.
func (e *exporter) Kept(ctx context.Context) ([]viewmodel.KeptExport, error) {
	text, err := e.store.Remembered(ctx, formats.KeptName)
	if err != nil {
		return nil, explainFailure(err)
	}
	kept, err := formats.ReadKept(text)
	if err != nil {
		return nil, err
	}
	list := make([]viewmodel.KeptExport, len(kept))
	for i := range kept {
		list[i] = viewmodel.KeptExport{Name: kept[i].Name, Options: options(&kept[i].Settings)}
	}
	return list, nil
}

// Keep keeps options by name in the project, where the command line finds them.
func (e *exporter) Keep(ctx context.Context, list []viewmodel.KeptExport) error {
	kept := make([]formats.Kept, len(list))
	for i, k := range list {
		kept[i] = formats.Kept{Name: k.Name, Settings: *settings(k.Options)}
	}
	text, err := formats.WriteKept(kept)
	if err != nil {
		return err
	}
	return explainFailure(e.store.Remember(ctx, formats.KeptName, text))
}

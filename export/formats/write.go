package formats

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"strings"

	"doorstep/export"
	"doorstep/export/csv"
	"doorstep/export/jsonl"
	"doorstep/export/kobo"
	"doorstep/export/openrosa"
	"doorstep/export/release"
	"doorstep/export/spss"
	"doorstep/export/workbook"
	"doorstep/survey"
)

// writer writes one format.
type writer func(context.Context, string, *export.Plan, export.Meta, iter.Seq2[*survey.Submission, error], func(int)) (export.Reconciliation, error)

// rows are the formats that write answers and have no settings of their own.
var rows = map[string]writer{Analyst: workbook.Write, CSV: csv.Write, SPSS: spss.Write, JSON: jsonl.Write, XML: openrosa.Write}

// Known reports whether a format has the name.
func Known(format string) bool {
	return rows[format] != nil || format == Release || format == Kobo
}

// Write writes the plan at path. On a failure, or when ctx ends, there is no
// file, and an older one stays as it was. progress may be nil.
func (s *Settings) Write(ctx context.Context, path string, plan *export.Plan, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error], progress func(done int),
) (export.Reconciliation, error) {
	switch f := s.format(); f {
	case Kobo:
		return kobo.Write(ctx, path, plan, s.Kobo, meta, responses, progress)
	case Release:
		o, err := s.ReleaseOptions(path, meta, nil)
		if err != nil {
			return export.Reconciliation{}, err
		}
		r, err := release.Write(ctx, path, plan, meta, o, responses, progress)
		if err != nil {
			return export.Reconciliation{}, err
		}
		return r.Reconciliation, nil
	default:
		write := rows[f]
		if write == nil {
			return export.Reconciliation{}, fmt.Errorf("%w: %q is no format", ErrSettings, f)
		}
		return write(ctx, path, plan, meta, responses, progress)
	}
}

// ReleaseOptions are those of a release at path. It is held against the
// releases whose records are named, and against all whose records stand in its
// folder, the one it would replace among them.
func (s *Settings) ReleaseOptions(path string, meta export.Meta, earlier []string) (release.Options, error) {
	o := release.Options{Threshold: s.Threshold, RoundBases: s.RoundBases, Special: s.Special, Organisation: s.Organisation, Coded: s.CodedAnswers, QuotesSeen: s.QuotesSeen}
	if o.Organisation == "" {
		o.Organisation = meta.Project
	}
	for _, path := range earlier {
		r, err := release.ReadRecord(path)
		if err != nil {
			return o, err
		}
		o.Earlier = append(o.Earlier, r)
	}
	records, err := filepath.Glob(filepath.Join(escapeGlob(filepath.Dir(path)), "*"+release.RecordSuffix))
	if err != nil || path == "" {
		return o, err
	}
	for _, beside := range records {
		r, err := release.ReadRecord(beside)
		if err != nil {
			return o, err
		}
		o.Earlier = append(o.Earlier, r)
	}
	return o, nil
}

// escapeGlob keeps a folder's own signs from being a pattern.
func escapeGlob(folder string) string {
	if filepath.Separator == '\\' {
		return folder // Glob has no escapes there
	}
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(folder)
}

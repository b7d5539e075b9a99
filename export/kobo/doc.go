// Package kobo writes answers as KoboToolbox's own export lays them out, for
// scripts that expect it: one sheet for the responses, named after the
// questionnaire, one a repeat, linked by _index, _parent_table_name and
// _parent_index; a question's columns side by side, all cells texts.
//
// KoboToolbox knows no kinds of silence: a question that was refused, not
// known, skipped or not asked is an empty cell here. Only a question with
// several answers whose own file said that it was left blank has 0 for each
// choice. A text that no cell holds is cut as KoboToolbox cuts it, and is whole
// in a folder beside the workbook.
package kobo

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"

	"doorstep/export"
	"doorstep/export/safefile"
	"doorstep/survey"
)

// Options are those that only this layout has. The others come with the plan:
// labels or codes, the language, columns of several answers, the separator of
// groups, versions.
type Options struct {
	Hierarchy bool     // headers carry the groups a question is in
	Extra     []string // what came beside the answers, as columns: "_uuid", "_submission_time"
	Tags      []string // columns of the survey sheet ("hxl") whose cells stand in rows under the header
	Index     bool     // number the responses even when there is no repeat
	Title     string   // of the first sheet; the questionnaire's own when empty
}

// Write makes the workbook at path. progress may be nil.
func Write(ctx context.Context, path string, plan *export.Plan, o Options, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error], progress func(done int),
) (export.Reconciliation, error) {
	l, err := newLayout(plan, o)
	if err != nil {
		return export.Reconciliation{}, err
	}
	out, err := safefile.Create(path)
	if err != nil {
		return export.Reconciliation{}, err
	}
	defer out.Abandon()
	b := newBook(l)
	for _, s := range l.sections {
		for _, row := range s.heading() {
			if err := b.add(s, row); err != nil {
				return export.Reconciliation{}, err
			}
		}
	}
	l.longText = func(name, text string) error {
		_, err := out.SideFile(name, []byte(text))
		return err
	}
	rec, err := plan.Each(ctx, meta, responses, progress, func(sub *survey.Submission) error { return l.rows(sub, b.add) })
	if err != nil {
		return rec, fmt.Errorf("export %s: %w", filepath.Base(path), err)
	}
	if err := b.finish(out); err != nil {
		return rec, err
	}
	return rec, out.Commit(ctx)
}

// Tables returns what the workbook would hold. Sheets have their whole names,
// which Excel would cut at 31 characters.
func Tables(ctx context.Context, plan *export.Plan, o Options, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error],
) ([]export.Table, error) {
	l, err := newLayout(plan, o)
	if err != nil {
		return nil, err
	}
	tables := make([]export.Table, len(l.sections))
	for i, s := range l.sections {
		head := s.heading()
		tables[i] = export.Table{Name: s.name, Header: head[0], Rows: append([][]any{}, head[1:]...)}
	}
	_, err = plan.Each(ctx, meta, responses, nil, func(sub *survey.Submission) error {
		return l.rows(sub, func(s *section, row []any) error {
			tables[s.at].Rows = append(tables[s.at].Rows, row)
			return nil
		})
	})
	return tables, err
}

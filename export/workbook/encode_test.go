package workbook

import (
	"context"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/export/safefile"
)

// Encode writes rows that are in memory to a workbook, as [Write] does with
// those it reads: for measuring that alone.
func Encode(ctx context.Context, path string, plan *export.Plan, meta export.Meta, rows [][]export.Cell) error {
	b := newBook(plan, meta)
	out, err := safefile.Create(path)
	if err != nil {
		return err
	}
	defer out.Abandon()
	f := excelize.NewFile()
	defer f.Close()
	st, err := newStyles(f)
	if err != nil {
		return err
	}
	if err := b.nameSheets(f); err != nil {
		return err
	}
	answers, err := newAnswers(f, newArchive(out), st, b, out)
	if err != nil {
		return err
	}
	defer answers.pack.stop()
	for _, row := range rows {
		if err := answers.row(plan.Main, row); err != nil {
			return err
		}
	}
	if err := answers.close(); err != nil {
		return err
	}
	if err := answers.zip.finish(f); err != nil {
		return err
	}
	return out.Commit(ctx)
}

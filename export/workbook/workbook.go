package workbook

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/export/safefile"
	"doorstep/survey"
)

// book is one workbook being made.
type book struct {
	plan  *export.Plan
	meta  export.Meta
	tally *export.Tally
	rec   export.Reconciliation

	weights    func() *export.Weighted // of all that was counted
	sheetNames map[*export.Sheet]string
	limit      int // rows a sheet holds
	texts      int // files of long texts written
}

// longText puts a text that no cell can hold in a file of its own and returns
// what the cell says instead.
func (b *book) longText(out *safefile.File, name, text string) (string, error) {
	b.texts++
	file, err := out.SideFile(fmt.Sprintf("%s-%05d.txt", name, b.texts), []byte(text))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("[%d characters, too long for a cell: see %s]", utf16Length(text), file), nil
}

// Write makes the analyst workbook at path. It writes a temporary file beside
// it, readable by its owner alone, and renames that at the end: on a failure,
// or when ctx ends, nothing is left and an older file at path stays as it was.
// Answers too long for a cell go to files in a folder beside the workbook.
// progress, which may be nil, is called with the number of responses read.
func Write(ctx context.Context, path string, plan *export.Plan, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error], progress func(done int),
) (export.Reconciliation, error) {
	b := newBook(plan, meta)
	out, err := safefile.Create(path)
	if err != nil {
		return b.rec, err
	}
	defer out.Abandon()
	if err := b.write(ctx, out, responses, progress); err != nil {
		return b.rec, fmt.Errorf("export %s: %w", path, err)
	}
	return b.rec, out.Commit(ctx)
}

// Tables returns what Write would put in the workbook, cell for cell, charts
// aside.
func Tables(ctx context.Context, plan *export.Plan, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error],
) ([]export.Table, export.Reconciliation, error) {
	b := newBook(plan, meta)
	answers := map[*export.Sheet]*export.Table{}
	for _, s := range plan.Sheets() {
		t := &export.Table{Name: b.sheetNames[s], Rows: [][]any{}}
		for _, c := range s.Columns {
			t.Header = append(t.Header, c.Name)
		}
		answers[s] = t
	}
	var err error
	b.rec, err = plan.Run(ctx, meta, responses, b.tally, nil, func(s *export.Sheet, row []export.Cell) error {
		values := make([]any, len(row))
		for i, c := range row {
			values[i] = c.Value()
		}
		answers[s].Rows = append(answers[s].Rows, values)
		return nil
	})
	if err != nil {
		return nil, b.rec, err
	}
	tables := []export.Table{b.cover().data(), b.reconciliation().data()}
	for _, s := range plan.Sheets() {
		if s != plan.FreeText {
			tables = append(tables, *answers[s])
		}
	}
	frequencies, _ := b.frequencies()
	tables = append(tables, b.codebook().data(), frequencies.data())
	for _, p := range b.comparisonPages() {
		tables = append(tables, p.make().data())
	}
	if plan.FreeText != nil {
		tables = append(tables, *answers[plan.FreeText])
	}
	if b.meta.Themes != nil {
		tables = append(tables, b.themes().data())
	}
	tables = append(tables, b.fieldwork().data())
	if plan.Options.Paradata {
		tables = append(tables, b.durations().data())
	}
	if b.meta.Contacts != nil {
		tables = append(tables, b.contacts().data())
	}
	return tables, b.rec, nil
}

func newBook(plan *export.Plan, meta export.Meta) *book {
	b := &book{plan: plan, meta: meta, tally: export.NewTally(plan), sheetNames: map[*export.Sheet]string{}, limit: maxRows}
	b.weights = sync.OnceValue(b.tally.Weighted)
	taken := map[string]bool{}
	for _, reserved := range []string{"cover", "reconciliation", "codebook", "frequencies", "charts", "durations", "contacts", "history", "area comparison", "crosstabs", "themes", "weighted", "area comparison weighted", "crosstabs weighted", "fieldwork"} {
		taken[reserved] = true
	}
	for _, s := range plan.Sheets() {
		b.sheetNames[s] = sheetName(s.Name, taken)
	}
	return b
}

// sheetName makes a name Excel takes: at most 31 UTF-16 units, none of
// []:*?/\, no apostrophe at an end, and not one of those taken.
func sheetName(name string, taken map[string]bool) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < ' ' || r == utf8.RuneError {
			return '_'
		}
		return r
	}, name)
	clean = strings.Trim(clean, "' ")
	if clean == "" {
		clean = "Sheet"
	}
	candidate := strings.TrimRight(cut(clean, 31), "' ")
	for i := 2; taken[strings.ToLower(candidate)]; i++ {
		end := fmt.Sprintf(" %d", i)
		candidate = strings.TrimRight(cut(clean, 31-len(end)), "' ") + end
	}
	taken[strings.ToLower(candidate)] = true
	return candidate
}

func (b *book) write(ctx context.Context, out *safefile.File, responses iter.Seq2[*survey.Submission, error], progress func(int)) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetDefaultFont(family); err != nil {
		return err
	}
	st, err := newStyles(f)
	if err != nil {
		return err
	}
	if err := b.nameSheets(f); err != nil {
		return err
	}
	answers, err := newAnswers(f, newArchive(contextWriter{ctx, out}), st, b, out)
	if err != nil {
		return err
	}
	defer answers.pack.stop()
	b.rec, err = b.plan.Run(ctx, b.meta, responses, b.tally, progress, answers.row)
	if err != nil {
		return err
	}
	if err := answers.close(); err != nil {
		return err
	}
	if err := b.pages(f, st, out); err != nil {
		return err
	}
	return answers.zip.finish(f)
}

// moveLongTexts takes out of a page what its cells cannot hold, such as a list
// of two thousand choices.
func (b *book) moveLongTexts(g *grid, out *safefile.File) error {
	for _, row := range g.rows {
		for i := range row.cells {
			c := &row.cells[i]
			if c.Kind != export.Text || len(c.Text) <= maxText || utf16Length(c.Text) <= maxText {
				continue
			}
			said, err := b.longText(out, g.name, c.Text)
			if err != nil {
				return err
			}
			c.Text = said
		}
	}
	return nil
}

// contextWriter stops a long write when its context ends.
type contextWriter struct {
	ctx context.Context
	w   io.Writer
}

func (c contextWriter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.w.Write(p)
}

// nameSheets makes the book's sheets, in the order people see them.
func (b *book) nameSheets(f *excelize.File) error {
	if err := f.SetSheetName("Sheet1", "Cover"); err != nil {
		return err
	}
	names := []string{"Reconciliation"}
	for _, s := range b.plan.Sheets() {
		if s != b.plan.FreeText {
			names = append(names, b.sheetNames[s])
		}
	}
	names = append(names, "Codebook", "Frequencies")
	for _, p := range b.comparisonPages() {
		names = append(names, p.name)
	}
	if b.plan.FreeText != nil {
		names = append(names, b.sheetNames[b.plan.FreeText])
	}
	if b.meta.Themes != nil {
		names = append(names, "Themes")
	}
	names = append(names, "Charts", "Fieldwork")
	if b.plan.Options.Paradata {
		names = append(names, "Durations")
	}
	if b.meta.Contacts != nil {
		names = append(names, "Contacts")
	}
	for _, name := range names {
		if _, err := f.NewSheet(name); err != nil {
			return err
		}
	}
	return nil
}

// pages writes the sheets that are not answers.
func (b *book) pages(f *excelize.File, st *styles, out *safefile.File) error {
	frequencies, blocks := b.frequencies()
	charts := chartPage()
	pages := []*grid{b.cover(), b.reconciliation(), b.codebook(), frequencies, charts}
	for _, p := range b.comparisonPages() {
		pages = append(pages, p.make())
	}
	if b.meta.Themes != nil {
		pages = append(pages, b.themes())
	}
	pages = append(pages, b.fieldwork())
	if b.plan.Options.Paradata {
		pages = append(pages, b.durations())
	}
	if b.meta.Contacts != nil {
		pages = append(pages, b.contacts())
	}
	for _, g := range pages {
		if err := b.moveLongTexts(g, out); err != nil {
			return err
		}
		if err := g.render(f, st); err != nil {
			return fmt.Errorf("sheet %s: %w", g.name, err)
		}
	}
	if err := b.charts(f, st, charts, blocks); err != nil {
		return err
	}
	form := b.plan.Newest()
	title := form.Title
	if title == "" {
		title = form.ID
	}
	f.SetActiveSheet(0)
	return f.SetDocProps(&excelize.DocProperties{
		Title: title + ": analyst workbook", Creator: "Doorstep", LastModifiedBy: "Doorstep", Subject: form.ID,
		Created: b.meta.When.UTC().Format("2006-01-02T15:04:05Z"), Modified: b.meta.When.UTC().Format("2006-01-02T15:04:05Z"),
		Language: "en-GB",
	})
}

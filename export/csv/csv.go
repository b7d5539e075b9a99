// Package csv writes answers as comma-separated values that spreadsheets and
// statistics programs open alike: UTF-8 with a byte-order mark, RFC 4180
// quoting and line ends, one file for the responses and one a repeat.
//
// A text that a spreadsheet would take for a formula (it begins with =, +, -,
// @, a tab or a carriage return) gets an apostrophe in front, as spreadsheets
// write text themselves. Numbers are never touched: -9 stays -9. A program
// that wants the text as typed takes off one leading apostrophe where one of
// these characters follows it.
package csv

import (
	"context"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strings"

	"doorstep/export"
	"doorstep/export/safefile"
	"doorstep/survey"
)

const byteOrderMark = "\uFEFF"

// Write makes the file at path, and for each repeat, and the notes, a file beside it named
// after both: report.csv has report-child.csv. Each is whole or not there.
// progress, which may be nil, is called with the number of responses read.
func Write(ctx context.Context, path string, plan *export.Plan, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error], progress func(done int),
) (export.Reconciliation, error) {
	files := map[*export.Sheet]*file{}
	for _, s := range plan.Sheets() {
		f, err := create(pathOf(path, s), s)
		if err != nil {
			return export.Reconciliation{}, err
		}
		defer f.out.Abandon()
		files[s] = f
	}
	rec, err := plan.Run(ctx, meta, responses, export.NewTally(plan), progress, func(s *export.Sheet, row []export.Cell) error {
		return files[s].write(row)
	})
	if err != nil {
		return rec, fmt.Errorf("export %s: %w", path, err)
	}
	for _, s := range plan.Sheets() {
		if err := files[s].commit(ctx); err != nil {
			return rec, err
		}
	}
	return rec, nil
}

// pathOf returns the file of a sheet.
func pathOf(path string, s *export.Sheet) string {
	if s.Parent == nil {
		return path
	}
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + "-" + safefile.Name(s.Name) + ext
}

type file struct {
	out  *safefile.File
	text []string
	buf  []byte
}

func create(path string, s *export.Sheet) (*file, error) {
	out, err := safefile.Create(path)
	if err != nil {
		return nil, err
	}
	f := &file{out: out, text: make([]string, len(s.Columns))}
	if _, err := io.WriteString(out, byteOrderMark); err != nil {
		out.Abandon()
		return nil, err
	}
	for i, c := range s.Columns {
		f.text[i] = Safe(c.Name)
	}
	if err := f.line(); err != nil {
		out.Abandon()
		return nil, err
	}
	return f, nil
}

func (f *file) write(row []export.Cell) error {
	for i, c := range row {
		f.text[i] = c.String()
		if c.Kind == export.Text {
			f.text[i] = Safe(c.Text)
		}
	}
	return f.line()
}

func (f *file) line() error {
	f.buf = AppendLine(f.buf[:0], f.text)
	_, err := f.out.Write(f.buf)
	return err
}

func (f *file) commit(ctx context.Context) error { return f.out.Commit(ctx) }

// AppendLine adds one RFC 4180 record. Unlike encoding/csv it leaves the line
// ends inside a field as they are.
func AppendLine(b []byte, fields []string) []byte {
	for i, s := range fields {
		if i > 0 {
			b = append(b, ',')
		}
		if !strings.ContainsAny(s, ",\"\r\n") && strings.TrimSpace(s) == s {
			b = append(b, s...)
			continue
		}
		b = append(b, '"')
		b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
		b = append(b, '"')
	}
	return append(b, '\r', '\n')
}

// Safe returns the text so that no spreadsheet runs it as a formula.
func Safe(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// Package spss writes answers for SPSS and PSPP: a CSV file of numbers and
// texts, and a syntax file (.sps) that reads it and sets variable labels,
// value labels and missing values.
//
// Closed questions are numbers: their codes where these are numbers, else the
// choice's place on its list, as a comment in the syntax says. The kinds of
// silence are -9 refused, -8 don't know, -2 skipped and -1 not asked in every
// numeric variable, choices of a multiple answer included, and are declared
// missing. Dates and times are SPSS's own numbers of seconds.
package spss

import (
	"context"
	"fmt"
	"iter"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"doorstep/export"
	"doorstep/export/csv"
	"doorstep/export/safefile"
	"doorstep/survey"
)

// Options returns o as this format needs it: codes, one column a choice.
func Options(o export.Options) export.Options {
	o.Values = export.Codes
	return o
}

// Write makes the syntax file at path and the CSV file it reads beside it, and
// such a pair for each repeat: report.sps, report-spss.csv, report-child.sps and so
// on. plan must come from [Options]. progress may be nil.
func Write(ctx context.Context, path string, plan *export.Plan, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error], progress func(done int),
) (export.Reconciliation, error) {
	sheets := map[*export.Sheet]*sheet{}
	for _, s := range plan.Sheets() {
		made, err := create(strings.TrimSuffix(path, filepath.Ext(path)), s, plan)
		if err != nil {
			return export.Reconciliation{}, err
		}
		defer made.abandon()
		sheets[s] = made
	}
	rec, err := plan.Run(ctx, meta, responses, export.NewTally(plan), progress, func(s *export.Sheet, row []export.Cell) error {
		return sheets[s].write(row)
	})
	if err != nil {
		return rec, fmt.Errorf("export %s: %w", path, err)
	}
	for _, s := range plan.Sheets() {
		if err := sheets[s].commit(ctx); err != nil {
			return rec, err
		}
	}
	return rec, nil
}

// sheet is one pair of files.
type sheet struct {
	plan    *export.Plan
	data    *safefile.File
	syntax  *safefile.File
	csvName string
	vars    []*variable
	missing map[*export.Variable]survey.State // why a multiple answer is not there, in this row
	text    []string
	buf     []byte
}

// variable is one SPSS variable; its type shows only when all rows are known.
type variable struct {
	column *export.Column
	name   string
	codes  map[string]float64 // numbers of the choices whose codes are none
	kind   export.Kind        // Date, Time or DateTime when values are such
	isText bool
	width  int // of the longest text, in bytes
}

func create(base string, s *export.Sheet, plan *export.Plan) (*sheet, error) {
	if s.Parent != nil {
		base += "-" + safefile.Name(s.Name)
	}
	data, err := safefile.Create(base + "-spss.csv") // not to take the place of a CSV export
	if err != nil {
		return nil, err
	}
	syntax, err := safefile.Create(base + ".sps")
	if err != nil {
		data.Abandon()
		return nil, err
	}
	made := &sheet{plan: plan, data: data, syntax: syntax, csvName: filepath.Base(base) + "-spss.csv", missing: map[*export.Variable]survey.State{}}
	used := map[string]bool{}
	for _, c := range s.Columns {
		v := &variable{column: c, name: variableName(c.Name, used)}
		if c.Part == export.PartAnswer && c.Variable.IsClosed() && !c.Variable.IsMultiple() && !c.Variable.NumericCodes {
			v.codes = map[string]float64{}
			for i, choice := range c.Variable.Choices {
				v.codes[choice.Code] = float64(i + 1)
			}
		}
		made.vars = append(made.vars, v)
		made.text = append(made.text, v.name)
	}
	made.buf = csv.AppendLine(nil, made.text)
	if _, err := data.Write(made.buf); err != nil {
		made.abandon()
		return nil, err
	}
	return made, nil
}

func (s *sheet) abandon() {
	s.data.Abandon()
	s.syntax.Abandon()
}

func (s *sheet) write(row []export.Cell) error {
	clear(s.missing)
	for i, c := range row {
		v := s.vars[i]
		if c.Kind == export.Missing && v.column.Variable != nil {
			s.missing[v.column.Variable] = stateOf(c)
		}
		s.text[i] = v.field(c)
		if c.Kind == export.Empty && (v.column.Part == export.PartTick || v.column.Part == export.PartPlace) {
			if state, ok := s.missing[v.column.Variable]; ok {
				s.text[i] = strconv.Itoa(state.Code())
			}
		}
	}
	s.buf = csv.AppendLine(s.buf[:0], s.text)
	_, err := s.data.Write(s.buf)
	return err
}

func stateOf(c export.Cell) survey.State {
	for _, state := range []survey.State{survey.Refused, survey.DontKnow, survey.Skipped, survey.Erased} {
		if float64(state.Code()) == c.Number {
			return state
		}
	}
	return survey.NotAsked
}

// field returns a cell as the CSV holds it and learns the variable's type.
func (v *variable) field(c export.Cell) string {
	switch c.Kind {
	case export.Number, export.Missing:
		return export.FormatNumber(c.Number)
	case export.Date, export.Time, export.DateTime:
		v.kind = c.Kind
		return export.FormatNumber(seconds(c))
	case export.Text:
		if n, ok := v.codes[c.Text]; ok {
			return export.FormatNumber(n)
		}
		v.isText = true
		text := oneLine(c.Text)
		v.width = max(v.width, len(text))
		return text
	}
	return ""
}

// seconds turns a spreadsheet's number into SPSS's: seconds of the day, or
// since 14 October 1582.
func seconds(c export.Cell) float64 {
	const daysBefore1900 = 115_859 // from 14 October 1582 to 30 December 1899
	days := c.Number
	if c.Kind != export.Time {
		days += daysBefore1900
	}
	return math.Round(days * 86_400)
}

// oneLine makes a text fit the one line a record may have here.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func (s *sheet) commit(ctx context.Context) error {
	for i := range s.vars {
		s.vars[i].settle()
	}
	if _, err := s.syntax.Write([]byte(s.commands())); err != nil {
		return err
	}
	if err := s.data.Commit(ctx); err != nil {
		return err
	}
	return s.syntax.Commit(ctx)
}

// settle decides the type: one text makes the variable a text.
func (v *variable) settle() {
	c := v.column
	open := c.Variable != nil && !c.Variable.IsClosed() && !c.Variable.Question.Type.IsNumber()
	joined := c.Variable != nil && c.Variable.IsMultiple() && c.Part == export.PartAnswer
	if open && v.kind == export.Empty && c.Variable.Question.Type == survey.TypeText || joined {
		v.isText = true
	}
}

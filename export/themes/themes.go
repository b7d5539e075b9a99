// Package themes reads the free text sheet of an analyst workbook back once
// people have written themes beside the answers, counts the themes by area,
// and tells how far two coders agree.
package themes

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/export/stats"
)

// What a coded workbook may lack.
var (
	ErrNoSheet  = errors.New("this workbook has no sheet of open answers with themes")
	ErrNoThemes = errors.New("no theme is filled in")
	ErrTwice    = errors.New("an answer stands there twice")
	ErrApart    = errors.New("the two coders have no coded answer in common")
)

// Answer is one open answer with the themes a coder gave it.
type Answer struct {
	Key, Variable, Question, Area string
	Themes                        []string // the weightiest first; none when it was not coded
	Quote                         string   // "yes" to quote it, or the wording to quote; "" not to
}

// Coding is what one coder did.
type Coding struct {
	File    string
	Answers []Answer
}

// Read reads a coded workbook: every sheet that has the free text sheet's
// headings in its first row, wherever the columns stand by now.
func Read(path string) (*Coding, error) {
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	defer f.Close()
	c := &Coding{File: path}
	found := false
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			return nil, fmt.Errorf("read %s: sheet %s: %w", path, sheet, err)
		}
		if len(rows) == 0 {
			continue
		}
		if h, ok := findHeadings(rows[0]); ok {
			found = true
			c.take(h, rows[1:])
		}
	}
	if !found {
		return nil, fmt.Errorf("%s: %w; it needs the columns %s, %s and %s1 of the sheet Free text", path, ErrNoSheet, export.FreeTextKey, export.FreeTextVariable, export.FreeTextTheme)
	}
	return c, c.check()
}

// headings are the places of the columns, -1 for one that is not there.
type headings struct {
	key, variable, question, area, quote int
	themes                               []int
}

func findHeadings(row []string) (headings, bool) {
	at := func(name string) int {
		return slices.IndexFunc(row, func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), name) })
	}
	h := headings{at(export.FreeTextKey), at(export.FreeTextVariable), at(export.FreeTextQuestion), at(export.FreeTextArea), at(export.FreeTextQuote), nil}
	for i, s := range row {
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(s)), export.FreeTextTheme) {
			h.themes = append(h.themes, i)
		}
	}
	return h, h.key >= 0 && h.variable >= 0 && len(h.themes) > 0
}

func (c *Coding) take(h headings, rows [][]string) {
	for _, row := range rows {
		at := func(i int) string {
			if i < 0 || i >= len(row) {
				return ""
			}
			return strings.Join(strings.Fields(row[i]), " ")
		}
		a := Answer{Key: at(h.key), Variable: at(h.variable), Question: at(h.question), Area: at(h.area), Quote: at(h.quote)}
		if isNo(a.Quote) {
			a.Quote = ""
		}
		if a.Key == "" {
			continue
		}
		for _, i := range h.themes {
			if theme := at(i); theme != "" && !contains(a.Themes, theme) {
				a.Themes = append(a.Themes, theme)
			}
		}
		c.Answers = append(c.Answers, a)
	}
}

// IsYes reports whether the cell to quote says yes and is no wording.
func IsYes(cell string) bool {
	return slices.Contains([]string{"yes", "y", "x", "1", "true", "quote"}, strings.ToLower(cell))
}

func isNo(cell string) bool {
	return slices.Contains([]string{"no", "n", "0", "false", "-"}, strings.ToLower(cell))
}

func contains(themes []string, theme string) bool {
	return slices.ContainsFunc(themes, func(t string) bool { return strings.EqualFold(t, theme) })
}

func (c *Coding) check() error {
	seen := map[string]bool{}
	coded := false
	for _, a := range c.Answers {
		if id := a.id(); seen[id] {
			return fmt.Errorf("%s: %w: %s of %s; keep one of the rows", c.File, ErrTwice, a.Variable, a.Key)
		} else {
			seen[id] = true
		}
		coded = coded || len(a.Themes) > 0
	}
	if !coded {
		return fmt.Errorf("%s: %w; write them into the columns %s1 and on, and save it", c.File, ErrNoThemes, export.FreeTextTheme)
	}
	return nil
}

// Keep takes out the answers of responses that are no longer there: withdrawn
// or made void after they were coded. It returns how many went.
func (c *Coding) Keep(there func(instanceID string) bool) (gone int) {
	before := len(c.Answers)
	c.Answers = slices.DeleteFunc(c.Answers, func(a Answer) bool {
		for key := a.Key; ; { // a repeat's rows have their response's, and more
			if there(key) {
				return false
			}
			up := strings.LastIndexByte(key, '/')
			if up < 0 {
				return true
			}
			key = key[:up]
		}
	})
	return before - len(c.Answers)
}

func (a *Answer) id() string { return a.Key + "\n" + a.Variable }

// Count makes the report of a coding.
func (c *Coding) Count() *export.ThemeReport {
	r := &export.ThemeReport{}
	for i := range c.Answers {
		if a := &c.Answers[i]; !slices.Contains(r.Areas, a.Area) {
			r.Areas = append(r.Areas, a.Area)
		}
	}
	slices.Sort(r.Areas)
	for i := range c.Answers {
		a := &c.Answers[i]
		q := question(r, a)
		if len(a.Themes) == 0 {
			q.Uncoded++
			continue
		}
		area := slices.Index(r.Areas, a.Area)
		q.Base++
		q.Bases[area]++
		for _, name := range a.Themes {
			t := theme(q, name, len(r.Areas))
			t.All++
			t.ByArea[area]++
		}
	}
	for _, q := range r.Questions {
		slices.SortStableFunc(q.Themes, func(a, b *export.ThemeCount) int { return b.All - a.All })
	}
	return r
}

func question(r *export.ThemeReport, a *Answer) *export.ThemeQuestion {
	for _, q := range r.Questions {
		if q.Variable == a.Variable {
			return q
		}
	}
	q := &export.ThemeQuestion{Variable: a.Variable, Title: a.Question, Bases: make([]int, len(r.Areas))}
	r.Questions = append(r.Questions, q)
	return q
}

func theme(q *export.ThemeQuestion, name string, areas int) *export.ThemeCount {
	for _, t := range q.Themes {
		if strings.EqualFold(t.Name, name) {
			return t
		}
	}
	t := &export.ThemeCount{Name: name, ByArea: make([]int, areas)}
	q.Themes = append(q.Themes, t)
	return t
}

// Compare tells how far a second coder agrees with the first, over the answers
// that both gave a theme.
func Compare(first, second *Coding) ([]export.Agreement, error) {
	other := map[string]*Answer{}
	for i := range second.Answers {
		other[second.Answers[i].id()] = &second.Answers[i]
	}
	var list []export.Agreement
	for _, q := range first.Count().Questions {
		var pairs [][2]*Answer
		for i := range first.Answers {
			a := &first.Answers[i]
			if b := other[a.id()]; a.Variable == q.Variable && b != nil && len(a.Themes) > 0 && len(b.Themes) > 0 {
				pairs = append(pairs, [2]*Answer{a, b})
			}
		}
		if len(pairs) > 0 {
			list = append(list, agreement(q.Variable, pairs)...)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%w: %s and %s", ErrApart, first.File, second.File)
	}
	return list, nil
}

func agreement(variable string, pairs [][2]*Answer) []export.Agreement {
	var names []string // of themes, in small letters; shown as first written
	var shown []string
	index := func(theme string) int {
		small := strings.ToLower(theme)
		if at := slices.Index(names, small); at >= 0 {
			return at
		}
		names, shown = append(names, small), append(shown, theme)
		return len(names) - 1
	}
	for _, p := range pairs {
		for _, a := range p {
			for _, t := range a.Themes {
				index(t)
			}
		}
	}
	table := square(len(names))
	for _, p := range pairs {
		table[index(p[0].Themes[0])][index(p[1].Themes[0])]++
	}
	list := []export.Agreement{newAgreement(variable, "", table)}
	for i := range names {
		there := square(2)
		for _, p := range pairs {
			there[yes(contains(p[0].Themes, names[i]))][yes(contains(p[1].Themes, names[i]))]++
		}
		list = append(list, newAgreement(variable, shown[i], there))
	}
	return list
}

func square(n int) [][]int {
	table := make([][]int, n)
	for i := range table {
		table[i] = make([]int, n)
	}
	return table
}

func yes(b bool) int {
	if b {
		return 1
	}
	return 0
}

func newAgreement(variable, theme string, table [][]int) export.Agreement {
	a := export.Agreement{Variable: variable, Theme: theme}
	for i, row := range table {
		for _, n := range row {
			a.Answers += n
		}
		a.Same += row[i]
	}
	if k := stats.Kappa(table); !math.IsNaN(k) {
		a.Kappa = &k
	}
	return a
}

package viewmodel

import (
	"context"
	"fmt"
	"strings"

	"doorstep/survey"
)

// Comparison is two versions of a questionnaire side by side.
type Comparison struct {
	Older, Newer string // "Version 1"
	Loading      bool
	Err          error
	Summary      string          // "2 added, 1 reworded"; "" when nothing differs
	Rows         []ComparisonRow // of those there are, the first
	More         int             // rows that are not shown yet
}

// ComparisonRow is one thing that differs.
type ComparisonRow struct {
	What     string // "Label in Polish"
	Title    string // the question it is about
	Name     string // its name, or the choice's
	Old, New string
}

// comparedAtOnce is how many rows are shown at first, and more each time.
const comparedAtOnce = 100

// Compare holds the open questionnaire against another version of it in the
// project. The one brought in first is the older.
func (m *Questionnaires) Compare(version string) {
	if m.shown == nil || m.state.Open == nil {
		return
	}
	here, other := m.shown, FormInfo{}
	own := m.state.Open.FormInfo
	for _, f := range m.state.Open.Others {
		if f.Version == version {
			other = f
		}
	}
	if other.ID == "" {
		return
	}
	opened := m.opened
	swap := m.state.Open.File == "" && other.Added.After(own.Added)
	c := &Comparison{Older: versionTitle(other), Newer: versionTitle(own), Loading: true}
	if m.state.Open.File != "" {
		c.Newer = m.state.Open.File
	}
	if swap {
		c.Older, c.Newer = c.Newer, c.Older
	}
	m.alter(func(o *OpenForm) { o.Comparison = c })
	m.run.Go(func() {
		var entries []survey.DiffEntry
		that, err := m.read(context.Background(), other.ID, other.Version)
		if err == nil {
			a, b := that.form, here.form
			if swap {
				a, b = b, a
			}
			entries = survey.Diff(a, b)
		}
		m.run.Do(func() {
			if opened != m.opened || m.state.Open == nil || m.state.Open.Comparison != c {
				return
			}
			next := &Comparison{Older: c.Older, Newer: c.Newer, Err: err, Summary: summary(entries)}
			m.rest = comparisonRows(entries)
			m.moreRows(next)
			m.alter(func(o *OpenForm) { o.Comparison = next })
		})
	})
}

func versionTitle(f FormInfo) string {
	if f.Version == "" {
		return "No version"
	}
	return "Version " + f.Version
}

// CompareNewest holds the open questionnaire against the version before it.
func (m *Questionnaires) CompareNewest() {
	o := m.state.Open
	if o == nil || len(o.Others) == 0 {
		return
	}
	for _, f := range o.Others { // newest first
		if o.File != "" || f.Added.Before(o.Added) {
			m.Compare(f.Version)
			return
		}
	}
	m.Compare(o.Others[len(o.Others)-1].Version)
}

// MoreDifferences shows the next rows of the comparison.
func (m *Questionnaires) MoreDifferences() {
	if o := m.state.Open; o == nil || o.Comparison == nil || o.Comparison.More == 0 {
		return
	}
	next := *m.state.Open.Comparison
	m.moreRows(&next)
	m.alter(func(o *OpenForm) { o.Comparison = &next })
}

func (m *Questionnaires) moreRows(c *Comparison) {
	n := min(comparedAtOnce, len(m.rest))
	c.Rows = append(c.Rows[:len(c.Rows):len(c.Rows)], m.rest[:n]...)
	m.rest = m.rest[n:]
	c.More = len(m.rest)
}

// summaryWords count the kinds of differences, in the order they are told.
var summaryWords = []struct {
	words string
	kinds []survey.DiffKind
}{
	{"%d added", []survey.DiffKind{survey.DiffAdded}},
	{"%d removed", []survey.DiffKind{survey.DiffRemoved}},
	{"%d moved", []survey.DiffKind{survey.DiffMoved}},
	{"%d renamed", []survey.DiffKind{survey.DiffRenamed}},
	{"%d reworded", []survey.DiffKind{survey.DiffReworded}},
	{"rules: %d", []survey.DiffKind{survey.DiffLogic}},
	{"choices: %d", []survey.DiffKind{survey.DiffChoiceAdded, survey.DiffChoiceRemoved, survey.DiffChoiceWords, survey.DiffChoiceLogic, survey.DiffChoiceOrder}},
	{"settings: %d", []survey.DiffKind{survey.DiffForm}},
}

func summary(entries []survey.DiffEntry) string {
	counts := map[survey.DiffKind]int{}
	for _, e := range entries {
		counts[e.Kind]++
	}
	var parts []string
	for _, s := range summaryWords {
		n := 0
		for _, k := range s.kinds {
			n += counts[k]
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf(s.words, n))
		}
	}
	return strings.Join(parts, ", ")
}

var comparisonWords = map[survey.DiffKind]string{
	survey.DiffAdded: "Added", survey.DiffRemoved: "Removed", survey.DiffMoved: "Moved", survey.DiffRenamed: "Renamed",
	survey.DiffChoiceAdded: "Choice added", survey.DiffChoiceRemoved: "Choice removed", survey.DiffChoiceOrder: "Order of choices",
}

func comparisonRows(entries []survey.DiffEntry) []ComparisonRow {
	rows := make([]ComparisonRow, 0, len(entries))
	for _, e := range entries {
		r := ComparisonRow{What: comparisonWords[e.Kind], Title: withNames(e.Title), Name: e.Ref.Name(), Old: withNames(e.Old), New: withNames(e.New)}
		switch {
		case e.Kind == survey.DiffForm:
			r.What, r.Name = "Settings: "+columnWords(e.What), ""
		case r.What == "":
			r.What = columnWords(e.What)
			if e.Choice != "" {
				r.What = "Choice " + e.Choice + ": " + strings.ToLower(r.What)
			}
		case e.Choice != "":
			r.What += ": " + e.Choice
		}
		if e.Language != "" {
			r.What += " in " + englishName(e.Language)
		}
		if e.Kind == survey.DiffLogic || e.Kind == survey.DiffChoiceLogic {
			r.Old, r.New = e.Old, e.New
		}
		if e.Kind != survey.DiffForm && e.Kind != survey.DiffReworded && e.Kind != survey.DiffAdded && e.Kind != survey.DiffRemoved {
			r.Name += " · " + r.Title // the words themselves do not say which question it is
		}
		if e.Also > 0 {
			r.Name += fmt.Sprintf(" and %d more", e.Also)
		}
		rows = append(rows, r)
	}
	return rows
}

// columnWords are a column's name as a sentence begins.
func columnWords(column string) string {
	column = strings.ReplaceAll(column, "_", " ")
	if column == "" {
		return ""
	}
	return strings.ToUpper(column[:1]) + column[1:]
}

// englishName is a language as its column names it, without the code.
func englishName(name string) string {
	before, _, _ := strings.Cut(name, "(")
	return strings.TrimSpace(before)
}

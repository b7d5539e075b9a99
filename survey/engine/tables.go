package engine

import (
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"
	"sync"

	"doorstep/survey"
	"doorstep/survey/xpath"
)

// tables holds the choice lists and attached data that expressions may look
// into, by the id they use.
type tables map[string]*table

// table is a choice list or an attached file as rows of text. Its columns
// become nodes the first time each is read, and are indexed the first time
// each is looked up.
type table struct {
	columns []string
	rows    int
	at      func(row, column int) string
	choices []*survey.Choice // of a list

	document, root cell
	cells          [][]cell // by column + 1: the items themselves come first
	made           []sync.Once

	mutex   sync.Mutex
	indexes map[indexOf]map[string][]int32 // text: rows
}

func newTable(columns []string, rows int, at func(row, column int) string) *table {
	t := &table{columns: columns, rows: rows, at: at}
	t.document, t.root = cell{t: t, row: documentRow, column: wholeRow}, cell{t: t, row: rootRow, column: wholeRow}
	t.cells, t.made = make([][]cell, len(columns)+1), make([]sync.Once, len(columns)+1)
	return t
}

// node returns the node of a row and column. The same place always gives the
// same node, so that nodes compare as they should and none is made twice.
func (t *table) node(row, column int32) *cell {
	i := int(column) + 1
	t.made[i].Do(func() {
		list := make([]cell, t.rows)
		for r := range list {
			list[r] = cell{t: t, row: int32(r), column: column}
			if column != wholeRow {
				list[r].text = t.at(r, int(column))
			}
		}
		t.cells[i] = list
	})
	return &t.cells[i][row]
}

func newTables(form *survey.Form) tables {
	all := tables{}
	for name, t := range form.Tables {
		all[name] = newTable(t.Columns, len(t.Rows), func(row, column int) string {
			if column >= len(t.Rows[row]) {
				return ""
			}
			return t.Rows[row][column]
		})
	}
	for name, l := range form.Lists {
		if all[name] == nil {
			all[name] = listTable(form, l)
		}
	}
	return all
}

// listTable shows a choice list as other tools' secondary instances do: name,
// label, itextId and the extra columns.
func listTable(form *survey.Form, l *survey.List) *table {
	columns := []string{"name", "label", "itextId"}
	for _, c := range l.Columns {
		if c != "name" && c != "label" && c != "itextId" {
			columns = append(columns, c)
		}
	}
	t := newTable(columns, len(l.Choices), func(row, column int) string {
		c := l.Choices[row]
		switch column {
		case 0:
			return c.Name
		case 1:
			words, _ := c.Label.In(form.DefaultLanguage, append([]string{""}, form.Languages...)...)
			return words
		case 2:
			return l.Name + "-" + strconv.Itoa(row)
		}
		return c.Cells[columns[column]]
	})
	t.choices = l.Choices
	return t
}

// noTable stands in for a file that is not beside the questionnaire.
var noTable = newTable(nil, 0, nil)

// table returns the table of an instance id or file name, nil when none.
func (p *Program) table(id string) *table {
	if t := p.tables[id]; t != nil {
		return t
	}
	if i := strings.LastIndexByte(id, '.'); i > 0 {
		return p.tables[id[:i]]
	}
	return nil
}

func (t *table) column(name string) int {
	for i, c := range t.columns {
		if c == name {
			return i
		}
	}
	return -1
}

// indexOf is a column, by its texts as they are or by the numbers in it.
type indexOf struct {
	column int
	number bool
}

// index returns the rows by the text of a column, or by its numbers.
func (t *table) index(column int, number bool) map[string][]int32 {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	of := indexOf{column, number}
	if found := t.indexes[of]; found != nil {
		return found
	}
	made := make(map[string][]int32, t.rows)
	for row := range t.rows {
		key := t.at(row, column)
		if number {
			var ok bool
			if key, ok = numberKey(key); !ok {
				continue
			}
		}
		made[key] = append(made[key], int32(row))
	}
	if t.indexes == nil {
		t.indexes = map[indexOf]map[string][]int32{}
	}
	t.indexes[of] = made
	return made
}

// numberKey writes equal numbers alike, 4.0 as 4.
func numberKey(text string) (string, bool) {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsNaN(n) {
		return "", false
	}
	return xpath.FormatNumber(n), true
}

// pulldata looks up the first row whose key column holds the key.
func (p *Program) pulldata(name, column, keyColumn, key string) (string, error) {
	t := p.table(name)
	if t == nil {
		return "", fmt.Errorf("pulldata: there is no table %q beside the questionnaire", name)
	}
	c, k := t.column(column), t.column(keyColumn)
	if c < 0 || k < 0 {
		missing := column
		if k < 0 {
			missing = keyColumn
		}
		return "", fmt.Errorf("pulldata: table %q has no column %q", name, missing)
	}
	if rows := t.index(k, false)[key]; len(rows) > 0 {
		return t.at(int(rows[0]), c), nil
	}
	return "", nil
}

// itext returns the words of a choice by the itextId that listTable gives it.
func (s *Session) itext(id string) string {
	cut := strings.LastIndexByte(id, '-')
	if cut < 0 {
		return id
	}
	l := s.program.form.Lists[id[:cut]]
	row, err := strconv.Atoi(id[cut+1:])
	if l == nil || err != nil || row < 0 || row >= len(l.Choices) {
		return id
	}
	words, _ := s.inLanguage(l.Choices[row].Label)
	return words
}

// choiceOf returns the list's choice of the name, nil when it has none.
func (p *Program) choiceOf(l *survey.List, name string) *survey.Choice {
	if rows := p.tableOf(l).index(0, false)[name]; len(rows) > 0 {
		return l.Choices[rows[0]]
	}
	return nil
}

// cell is one node of a table seen as a document: /root/item/column. There is
// one of each: see [table.node].
type cell struct {
	t           *table
	text        string // of a column
	row, column int32
}

const (
	documentRow int32 = -2
	rootRow     int32 = -1
	wholeRow    int32 = -1 // as a column: the item itself
)

// Name returns the element's name.
func (c *cell) Name() string {
	switch {
	case c.row == documentRow:
		return ""
	case c.row == rootRow:
		return "root"
	case c.column == wholeRow:
		return "item"
	}
	return c.t.columns[c.column]
}

// Parent returns the node above, nil for the document.
func (c *cell) Parent() xpath.Node {
	switch {
	case c.row == documentRow:
		return nil
	case c.row == rootRow:
		return &c.t.document
	case c.column == wholeRow:
		return &c.t.root
	}
	return c.t.node(c.row, wholeRow)
}

// Children yields the root, its items, or an item's columns.
func (c *cell) Children() iter.Seq[xpath.Node] {
	return func(yield func(xpath.Node) bool) {
		switch {
		case c.row == documentRow:
			yield(&c.t.root)
		case c.row == rootRow:
			for row := range c.t.rows {
				if !yield(c.t.node(int32(row), wholeRow)) {
					return
				}
			}
		case c.column == wholeRow:
			for column := range c.t.columns {
				if !yield(c.t.node(c.row, int32(column))) {
					return
				}
			}
		}
	}
}

// Value returns the cell's text, of an item or more that of all its cells.
func (c *cell) Value() string {
	if c.row >= 0 && c.column >= 0 {
		return c.text
	}
	var b strings.Builder
	for n := range c.Children() {
		b.WriteString(n.Value())
	}
	return b.String()
}

// Attr reports no attributes: tables have none.
func (c *cell) Attr(string) (string, bool) { return "", false }

// Order returns the node's place in the document.
func (c *cell) Order() int {
	return (int(c.row)+2)*(len(c.t.columns)+1) + int(c.column) + 1
}

// Position returns an item's place among the items, from 1.
func (c *cell) Position() int {
	if c.row >= 0 && c.column == wholeRow {
		return int(c.row) + 1
	}
	return 1
}

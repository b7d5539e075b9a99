package exchange

import (
	"errors"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"
	"time"

	"doorstep/survey"
)

// ErrNoQuestions is a table of responses without a column that is a question.
var ErrNoQuestions = errors.New("no heading is the name of a question")

// Table is one sheet or CSV file of another tool's export, the headings first.
type Table struct {
	Name   string
	Source string // the file it is from, for problems; "" for the Reader's
	Rows   [][]string
	// Lines says where each row begins in its file; nil if a row is a line.
	Lines []int
	// Workbook marks a sheet of a workbook, whose days and times may be numbers.
	Workbook bool
	// Fault says why nothing was read from line FaultLine on; nil if all was.
	Fault     error
	FaultLine int
}

// Columns that link a repeat's rows to what they belong to: KoboToolbox's by
// the parent's table and number, ODK Central's by its key.
const (
	koboIndex, koboParentTable, koboParentIndex = "_index", "_parent_table_name", "_parent_index"
	odkKey, odkParent                           = "KEY", "PARENT_KEY"
)

// odkSystem are, in tables with a KEY, ODK Central's own columns, as its JSON or KoboToolbox's calls
// them; "" for those that say nothing of the response.
var odkSystem = map[string]string{
	odkKey: "__id", odkParent: "", "meta-instanceID": "meta/instanceID", "meta-instanceName": "meta/instanceName",
	"SubmissionDate": "_submission_time", "SubmitterName": "_submitted_by", "FormVersion": "__version__", "SubmitterID": "_submitter_id",
	"AttachmentsPresent": "", "AttachmentsExpected": "", "Status": "_status", "ReviewState": "_review_state", "DeviceID": "_device_id", "Edits": "_edits",
}

// ReadTables yields the responses of an export in tables: the responses' own,
// whose headings are most of a questionnaire's questions, and one for each
// repeat. Other tables are reported. Headings are names of questions with or
// without their groups, and cells codes: what KoboToolbox calls XML values and
// headers, and ODK Central writes always.
func (r *Reader) ReadTables(tables []Table) iter.Seq2[*Received, error] {
	return func(yield func(*Received, error) bool) {
		b, err := r.newTableReader(tables)
		if err != nil {
			yield(nil, err)
			return
		}
		for i := range b.main.rows {
			got, err := r.readRow(b, &b.main.rows[i])
			if err != nil {
				yield(nil, err)
				return
			}
			got.Source = b.main.source
			if !yield(got, nil) {
				return
			}
		}
		for p := range b.faults {
			if !yield(&Received{Problems: []Problem{p}}, nil) {
				return
			}
		}
		for p := range b.leftOut {
			if !yield(&Received{Problems: []Problem{p}}, nil) {
				return
			}
		}
	}
}

// table is a Table taken apart.
type table struct {
	name, base string // base is the name without the main table's in front
	source     string // its file
	odk        bool   // written by ODK Central
	head       []string
	rows       []tableRow
	uneven     []unevenRow
	workbook   bool
	fault      error
	faultLine  int
}

type tableRow struct {
	cells       []string
	line        int
	key, parent string // "" where there is none
	used        bool
}

func (t *table) cell(row *tableRow, heading string) string {
	if i := slices.Index(t.head, heading); i >= 0 && i < len(row.cells) {
		return row.cells[i]
	}
	return ""
}

// about says what a column is called that tells of the response as a whole, as
// servers' JSON has it; "" for others and for those that only link tables.
func (t *table) about(h string) string {
	if name, ok := odkSystem[h]; ok && t.odk {
		return name
	}
	if _, _, place := placePart(h); place || !isMetadata(h) || h == koboIndex || h == koboParentTable || h == koboParentIndex {
		return ""
	}
	return h
}

// isSystem reports whether a column is no answer, whoever wrote it.
func (t *table) isSystem(h string) bool {
	_, system := odkSystem[h]
	return h == "" || isMetadata(h) || t.odk && (system || strings.HasPrefix(h, "SET-OF-"))
}

type tableReader struct {
	main    *table
	inner   []*table                          // repeats
	others  []*table                          // neither
	below   map[string]map[*table][]*tableRow // rows of repeats by what they belong to
	plans   map[planKey][]column
	zone    *time.Location
	without map[*scopeIndex][]survey.Ref // what the file leaves out, by scope
	odd     []Problem                    // of the response being read
	cut     []survey.Ref                 // questions whose cells its rows end before
}

type planKey struct {
	scope *scopeIndex
	table *table
}

// newTableReader takes tables apart and links them. Logs of how forms were
// filled in are left out.
func (r *Reader) newTableReader(tables []Table) (*tableReader, error) {
	b := &tableReader{below: map[string]map[*table][]*tableRow{}, plans: map[planKey][]column{}, without: map[*scopeIndex][]survey.Ref{}, zone: r.zone()}
	for _, in := range tables {
		if len(in.Rows) == 0 || isAudit(in.Rows[0]) {
			continue
		}
		t := takeApart(&in)
		if slices.Contains(t.head, koboParentIndex) || slices.Contains(t.head, odkParent) {
			if t.fault != nil { // a response that is here is not read again: it would lack these rows for good
				return nil, fmt.Errorf("read responses: %s cannot be read from line %d on: %w. Its rows belong to responses, so none came in. Mend the line or export again, then import", t.name, t.faultLine, t.fault)
			}
			b.inner = append(b.inner, t)
		} else {
			b.others = append(b.others, t)
		}
	}
	b.main = r.mainTable(b, b.others)
	if b.main == nil {
		return nil, fmt.Errorf("read responses: %w: there is no table of responses", ErrNoQuestions)
	}
	b.others = slices.DeleteFunc(b.others, func(t *table) bool { return t == b.main })
	for _, t := range append([]*table{b.main}, b.inner...) {
		t.base = strings.TrimPrefix(t.name, b.main.name+"-")
		for i := range t.rows {
			b.link(t, &t.rows[i])
		}
	}
	return b, nil
}

// link finds a row's key and files it under its parent's.
func (b *tableReader) link(t *table, row *tableRow) {
	if row.key = t.cell(row, odkKey); row.key == "" && t.cell(row, koboIndex) != "" {
		row.key = cut31(t.name) + "\t" + t.cell(row, koboIndex)
	}
	if row.parent = t.cell(row, odkParent); row.parent == "" && t.cell(row, koboParentIndex) != "" {
		row.parent = cut31(t.cell(row, koboParentTable)) + "\t" + t.cell(row, koboParentIndex)
	}
	if row.parent == "" {
		return
	}
	if b.below[row.parent] == nil {
		b.below[row.parent] = map[*table][]*tableRow{}
	}
	b.below[row.parent][t] = append(b.below[row.parent][t], row)
}

// cut31 cuts a name as Excel cuts those of sheets.
func cut31(name string) string {
	if r := []rune(name); len(r) > 31 {
		return string(r[:31])
	}
	return name
}

// readRow reads one response with the rows of its repeats.
func (r *Reader) readRow(b *tableReader, row *tableRow) (*Received, error) {
	fields := map[string]any{}
	for i, h := range b.main.head {
		if name := b.main.about(h); name != "" && i < len(row.cells) && row.cells[i] != "" {
			fields[name] = row.cells[i]
			if at, ok := dayNumber(row.cells[i], time.UTC); ok && b.main.workbook && name == "_submission_time" {
				fields[name] = at.Format(time.RFC3339)
			}
		}
	}
	form, problem := r.choose(formNamed(fields), row.line)
	if problem != nil {
		return &Received{Problems: []Problem{*problem}}, nil
	}
	if !slices.ContainsFunc(b.columns(form.main, b.main), func(c column) bool { return c.question != nil }) {
		return nil, fmt.Errorf("read responses: %w of %s. Export them again with names and codes; KoboToolbox calls that XML values and headers", ErrNoQuestions, form.form.ID)
	}
	d := &draft{form: form, line: row.line, sub: &survey.Submission{Record: survey.NewRecord(form.form.Main)}, lacking: b.lacking(form.main, b.main)}
	j := jsonFiller{d}
	content := b.fields(fields, form.main, b.main, row)
	j.readMetadata(fields)
	j.fill(form.main, &d.sub.Record, "", fields)
	d.lacking = append(slices.Clip(d.lacking), b.cut...)
	d.problems, b.odd, b.cut = append(d.problems, b.odd...), nil, nil
	return r.finish(d, []byte(content)), nil
}

// fields puts a row's answers into fields, and those of the rows below it. It
// returns all that was read, for a response without an id.
func (b *tableReader) fields(fields map[string]any, scope *scopeIndex, t *table, row *tableRow) string {
	content := strings.Join(row.cells, "\x1f")
	for _, c := range b.columns(scope, t) {
		if !t.workbook && c.question != nil && c.beyond(len(row.cells)) {
			b.cut = append(b.cut, c.question.Ref)
		}
		if v := b.moment(t, row, &c, c.value(row.cells)); v != "" || c.leftBlank(row.cells) {
			fields[c.key] = v
		}
	}
	for _, repeat := range scope.scope.Repeats {
		inner, rows := b.rowsFor(scope, repeat.Repeat, row.key)
		if len(rows) == 0 {
			continue
		}
		var list []any
		for _, below := range rows {
			below.used = true
			one := map[string]any{}
			content += "\x1e" + b.fields(one, scope.inner[repeat.Repeat], inner, below)
			list = append(list, one)
		}
		fields[repeat.Repeat.Ref.Column()] = list
	}
	return content
}

// column says what becomes of a table's cell.
type column struct {
	key      string
	question *survey.Question // nil for what is kept beside the answers
	at       []int            // cells: one, or the parts of a place, or a cell a choice
	choices  []string         // by at, where each is a choice that is ticked or not
	ticks    []int            // cells of choices that only say again what at says
}

// beyond reports whether a row of so many cells ends before all of the column's.
func (c *column) beyond(cells int) bool {
	return !slices.ContainsFunc(append(slices.Clone(c.ticks), c.at...), func(at int) bool { return at >= 0 && at < cells })
}

// leftBlank reports whether the cells of choices say that the question was put
// and nothing ticked.
func (c *column) leftBlank(cells []string) bool {
	return slices.ContainsFunc(append(slices.Clone(c.ticks), c.at...), func(at int) bool {
		return (len(c.ticks) > 0 || c.choices != nil) && at >= 0 && at < len(cells) && (cells[at] == "0" || strings.EqualFold(cells[at], "false"))
	})
}

func (c *column) value(cells []string) string {
	parts := make([]string, 0, len(c.at))
	for i, at := range c.at {
		text := ""
		if at >= 0 && at < len(cells) {
			text = cells[at]
		}
		switch {
		case c.choices == nil:
			parts = append(parts, text)
		case text == "1" || strings.EqualFold(text, "true"):
			parts = append(parts, c.choices[i])
		}
	}
	text := strings.Join(parts, " ")
	if len(c.at) == 4 && c.choices == nil && parts[0] == "" {
		return "" // no place
	}
	return text
}

// columns reads a table's headings as a scope of the form has them.
func (b *tableReader) columns(scope *scopeIndex, t *table) []column {
	if known, ok := b.plans[planKey{scope, t}]; ok {
		return known
	}
	l := columnList{scope: scope, taken: map[*survey.Question]int{}}
	for i, h := range t.head { // whole answers first: parts of them only say them again
		if q := scope.question(h); q != nil && !t.isSystem(h) {
			if _, twice := l.taken[q]; !twice {
				l.column(q).at = []int{i}
			}
		}
	}
	for i, h := range t.head {
		if scope.question(h) == nil && !l.part(i, h) && !t.isSystem(h) {
			l.list = append(l.list, column{key: h, at: []int{i}})
		}
	}
	b.plans[planKey{scope, t}] = l.list
	return l.list
}

// columnList gathers the columns of a table.
type columnList struct {
	scope *scopeIndex
	list  []column
	taken map[*survey.Question]int // places in list
}

// column returns the question's column, a new one if it has none yet.
func (l *columnList) column(q *survey.Question) *column {
	at, known := l.taken[q]
	if !known {
		at = len(l.list)
		l.taken[q] = at
		l.list = append(l.list, column{key: q.Ref.Column(), question: q})
	}
	return &l.list[at]
}

// part takes a column that is part of an answer: of a place, or one choice of
// several. Beside the whole answer it says nothing new.
func (l *columnList) part(i int, h string) bool {
	if key, part, ok := placePart(h); ok {
		if q := l.scope.question(key); q != nil && q.Type == survey.TypeGeoPoint {
			c := l.column(q)
			if c.at == nil {
				c.at = []int{-1, -1, -1, -1}
			}
			if len(c.at) == 4 {
				c.at[part] = i
			}
			return true
		}
	}
	key, choice := path.Split(h)
	q := l.scope.question(strings.TrimSuffix(key, "/"))
	if q == nil || !q.Type.IsMultiple() {
		return false
	}
	switch c := l.column(q); {
	case c.at != nil && c.choices == nil:
		c.ticks = append(c.ticks, i)
	default:
		c.at, c.choices = append(c.at, i), append(c.choices, choice)
	}
	return true
}

// question finds the question of a heading: its name, with its groups before it
// parted by / or, in ODK Central's files, by a hyphen.
func (x *scopeIndex) question(heading string) *survey.Question {
	if q, ok := x.nodes[heading].(*survey.Question); ok {
		return q
	}
	if !strings.Contains(heading, "-") {
		return nil
	}
	for key, n := range x.nodes {
		if q, ok := n.(*survey.Question); ok && strings.ReplaceAll(key, "/", "-") == heading {
			return q
		}
	}
	return nil
}

// placePart reads the heading of a part of a place: _home_latitude (beside
// home/_at_latitude), or home-at-Latitude.
func placePart(h string) (key string, part int, ok bool) {
	dir, name := path.Split(h)
	for i, words := range [][]string{{"_latitude", "-Latitude"}, {"_longitude", "-Longitude"}, {"_altitude", "-Altitude"}, {"_precision", "-Accuracy"}} {
		if own, found := strings.CutSuffix(h, words[1]); found {
			return own, i, true
		}
		if own, found := strings.CutSuffix(name, words[0]); found && (strings.HasPrefix(own, "_") || strings.HasPrefix(dir, "_")) {
			return strings.TrimPrefix(dir, "_") + strings.TrimPrefix(own, "_"), i, true
		}
	}
	return "", 0, false
}

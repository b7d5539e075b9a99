package xlsform

import (
	"slices"
	"strings"

	"doorstep/survey"
)

// column is one column of a sheet, as its header describes it.
type column struct {
	header string // as written
	key    string // canonical name: "label", "bind::x", or the header itself
	lang   string // "Polish (pl)"; "" without a language
	index  int
}

// table is a sheet with its headers understood.
type table struct {
	*grid
	columns []column
	first   map[string]int      // the column of a key without language
	all     map[string][]column // every column of a key
	header  int                 // the header's row
}

// record is one row of a table.
type record struct {
	*table
	row   int
	cells []string
}

// schema says how the headers of a sheet are read.
type schema struct {
	known      []string
	aliases    map[string]string
	spaceNames bool // keep unknown headers as written, for look-ups by name
}

// newTable reads the sheet's first row as headers. It reports two columns for
// the same thing and headers that look misspelt.
func newTable(g *grid, s schema, problems *collector) *table {
	t := &table{grid: g, first: map[string]int{}, all: map[string][]column{}}
	if len(g.rows) == 0 {
		return t
	}
	head := g.rows[0]
	t.header = head.number
	for i, text := range head.cells {
		if text == "" {
			continue
		}
		c := column{header: text, index: i}
		c.key, c.lang = parseHeader(text, s)
		if same := t.find(c.key, c.lang); same != nil {
			t.reportDouble(*same, c, problems)
			continue
		}
		t.columns = append(t.columns, c)
		t.all[c.key] = append(t.all[c.key], c)
		if c.lang == "" {
			t.first[c.key] = i
		}
		if !isKnownHeader(c.key, s.known) {
			t.suggestHeader(c, s.known, problems)
		}
	}
	g.rows = g.rows[1:]
	return t
}

func (t *table) find(key, lang string) *column {
	for i := range t.all[key] {
		if t.all[key][i].lang == lang {
			return &t.all[key][i]
		}
	}
	return nil
}

func (t *table) reportDouble(kept, other column, problems *collector) {
	at := t.cell(t.header, other.index, other.header)
	if kept.header == other.header {
		problems.errorf(at, "duplicate-column", "the column %q stands here twice; remove or rename one of them", other.header)
		return
	}
	problems.warnf(at, "duplicate-column", "%q and %q are two names for the same column, and only %q is read; remove one of them", kept.header, other.header, kept.header)
}

func isKnownHeader(key string, known []string) bool {
	return slices.Contains(known, key) || strings.Contains(key, "::")
}

// suggestHeader remarks on a header one or two letters away from a known one.
// Others pass in silence: authors keep columns of their own.
func (t *table) suggestHeader(c column, known []string, problems *collector) {
	if len(c.key) < 4 {
		return
	}
	n := nearest(c.key, known)
	if n == "" || t.all[n] != nil || !closeEnough(c.key, n) {
		return
	}
	problems.warnf(t.cell(t.header, c.index, c.header), "unknown-column", "there is no column %q in XLSForm, so it is not read; did you mean %s?", c.header, n)
}

// parseHeader returns a header's canonical column and its language.
func parseHeader(header string, s schema) (key, lang string) {
	if k, ok := canonical(header, s); ok {
		return k, ""
	}
	parts := splitHeader(header)
	if len(parts) == 1 {
		if k, ok := canonical(parts[0], s); ok {
			return k, ""
		}
		if s.spaceNames {
			return header, ""
		}
		return word(header), ""
	}
	// media::image::Polish and bind::jr:constraintMsg::Polish first, then label::Polish.
	if len(parts) > 2 {
		if k, ok := canonical(parts[0]+"::"+parts[1], s); ok && translated[k] {
			return k, language(parts[2:])
		}
	}
	if k, ok := canonical(parts[0], s); ok && translated[k] {
		return k, language(parts[1:])
	}
	// bind:relevant and bind:jr:constraintMsg, as they were written long ago.
	for _, spelling := range []string{strings.Join(parts, "::"), strings.Replace(header, ":", "::", 1)} {
		if k, ok := canonical(spelling, s); ok {
			return k, ""
		}
	}
	// bind:relevant, as XLSForms wrote it long ago.
	if k, ok := s.aliases[word(strings.Join(parts, "::"))]; ok {
		return k, ""
	}
	parts[0] = word(parts[0])
	return strings.Join(parts, "::"), ""
}

func language(parts []string) string {
	return strings.Join(strings.Fields(strings.Join(parts, "::")), " ")
}

// splitHeader cuts at "::", or at single colons as XLSForms did long ago.
func splitHeader(header string) []string {
	parts := strings.Split(header, "::")
	if len(parts) == 1 && !strings.HasPrefix(strings.ToLower(header), "jr:") {
		parts = strings.SplitN(header, ":", 3)
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	for len(parts) > 1 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	return parts
}

func canonical(header string, s schema) (string, bool) {
	w := word(header)
	if k, ok := s.aliases[w]; ok {
		return k, true
	}
	return w, slices.Contains(s.known, w)
}

// get returns the cell of a column without language.
func (r record) get(key string) string {
	i, ok := r.first[key]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return r.cells[i]
}

// text returns a column in every language it has.
func (r record) text(key string, f *reader) survey.Label {
	var label survey.Label
	for _, c := range r.all[key] {
		if c.index >= len(r.cells) || r.cells[c.index] == "" {
			continue
		}
		if label == nil {
			label = make(survey.Label, len(r.all[key]))
		}
		label[f.languageOf(c.lang)] = r.cells[c.index]
	}
	return label
}

// has reports whether the row fills the column in any language.
func (r record) has(key string) bool {
	for _, c := range r.all[key] {
		if c.index < len(r.cells) && r.cells[c.index] != "" {
			return true
		}
	}
	return false
}

// at places a problem in the row's cell of a column; the row when it has none.
func (r record) at(key string) survey.Cell {
	if columns := r.all[key]; len(columns) > 0 {
		best := columns[0]
		for _, c := range columns {
			if c.index < len(r.cells) && r.cells[c.index] != "" {
				best = c
				break
			}
		}
		return r.cell(r.row, best.index, best.header)
	}
	return survey.Cell{Sheet: r.name, Row: r.row}
}

// tags returns the row's cells of columns that are the author's own.
func (r record) tags(known []string) map[string]string {
	var tags map[string]string
	for _, c := range r.columns {
		if c.lang != "" || c.index >= len(r.cells) || r.cells[c.index] == "" || isKnownHeader(c.key, known) {
			continue
		}
		if tags == nil {
			tags = map[string]string{}
		}
		tags[c.key] = r.cells[c.index]
	}
	return tags
}

// expr returns the column's expression with its quotes straightened.
func (r record) expr(key string) survey.Expr {
	s := r.get(key)
	if s == "" {
		return survey.Expr{}
	}
	return survey.Expr{Source: straighten(s), At: r.at(key)}
}

// records yields the rows below the headers.
func (t *table) records(yield func(record) bool) {
	for _, r := range t.rows {
		if !yield(record{table: t, row: r.number, cells: r.cells}) {
			return
		}
	}
}

// report turns the reader's notes on the sheet into warnings.
func (t *table) report(problems *collector) {
	headers := map[int]string{}
	for _, c := range t.columns {
		headers[c.index] = c.header
	}
	for _, n := range t.notes {
		if n.col >= 0 && headers[n.col] == "" {
			continue // a column of the author's own
		}
		problems.warnf(t.cell(n.row, n.col, headers[n.col]), n.code, "%s", n.text)
	}
}

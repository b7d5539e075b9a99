package xlsform

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"doorstep/survey"
)

const maxTableRows = 1_000_000

var (
	fileName = regexp.MustCompile(`(?i)[^\s'"/\\,;()]+\.(csv|xml|geojson|png|jpe?g|gif|svg|webp|bmp|mp3|m4a|wav|ogg|mp4|3gp|webm)\b`)
	pulled   = regexp.MustCompile(`(?i)(?:pulldata|search)\s*\(\s*['"‘’“”]([^'"‘’“”]+)['"‘’“”]`)
)

// findFiles adds the file names that a cell holds.
func findFiles(cell string, seen map[string]bool) {
	if strings.Contains(cell, ".") {
		for _, f := range fileName.FindAllString(cell, 20) {
			seen[f] = true
		}
		if ext := strings.ToLower(path.Ext(cell)); len(cell) < 200 && slices.Contains([]string{".csv", ".xml", ".geojson"}, ext) {
			if fields := strings.Fields(cell); len(fields) > 1 {
				seen[strings.Join(fields[1:], " ")] = true
			}
		}
	}
	if strings.Contains(cell, "(") {
		for _, found := range pulled.FindAllStringSubmatch(cell, 20) {
			if path.Ext(found[1]) == "" {
				seen[found[1]+".csv"] = true
			}
		}
	}
}

// findDeclared adds the file that a csv-external row names: one of its other
// cells, without the ending.
func findDeclared(cells []string, ending string, seen map[string]bool) {
	for _, cell := range cells {
		switch {
		case !isName(cell):
		case strings.HasSuffix(strings.ToLower(cell), "."+ending):
			seen[cell] = true
		default:
			seen[cell+"."+ending] = true
		}
	}
}

// fileBase returns the name by which expressions know a file.
func fileBase(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }

// claim notes that the form uses the file and reports another file or list
// that goes by the same name in expressions.
func (r *reader) claim(at survey.Cell, file string) {
	base := fileBase(file)
	other, there := r.files[base]
	switch {
	case !there:
		r.files[base] = file
	case !strings.EqualFold(other, file):
		r.problems.errorf(at, "file-conflict", "%s and %s both go by the name %q in expressions; rename one of them", other, file, base)
	}
}

// declareFile reads a csv-external or xml-external row.
func (r *reader) declareFile(rec record, typ rowType) {
	name := rec.get("name")
	at := rec.at("name")
	switch {
	case name == "":
		r.problems.errorf(at, "missing-name", "write the name of the file, without its ending, in the column name")
		return
	case name == "__last-saved":
		r.problems.errorf(at, "reserved-name", "the name __last-saved is kept for the last saved response; rename the file")
		return
	case !isName(name):
		r.problems.errorf(at, "bad-name", "the name %q is not allowed: %s", name, nameRule)
	}
	ext := "." + typ.list
	if strings.HasSuffix(strings.ToLower(name), ext) {
		ext = ""
	}
	if first := r.declared[name]; first != 0 {
		r.problems.errorf(at, "duplicate-name", "the file %q is declared in row %d already; remove one of the rows", name, first)
		return
	}
	r.declared[name] = rec.row
	r.tableFor(at, name+ext, "")
}

// fileList builds the choices of a select_..._from_file.
func (r *reader) fileList(n *node, file string) *survey.List {
	at := n.at("type")
	list := &survey.List{Name: fileBase(file)}
	ext := strings.ToLower(path.Ext(file))
	if ext != ".csv" && ext != ".xml" && ext != ".geojson" {
		r.problems.errorf(at, "bad-file", "choices come from files that end in .csv, .xml or .geojson, and %q does not", file)
		return list
	}
	value, label := "name", "label"
	if ext == ".geojson" {
		value, label = "id", "title"
	}
	value, label = r.fileColumn(n, "value", value), r.fileColumn(n, "label", label)
	table := r.tableFor(at, file, "")
	if table == nil {
		return list
	}
	valueAt, labelAt := slices.Index(table.Columns, value), slices.Index(table.Columns, label)
	if valueAt < 0 {
		r.problems.errorf(at, "missing-column", "%s has no column %q for the choices' names%s; name another with parameters value=COLUMN", file, value, didYouMean(value, table.Columns, "%s"))
		return list
	}
	if labelAt < 0 {
		r.problems.warnf(at, "missing-column", "%s has no column %q for the choices' words%s; name another with parameters label=COLUMN", file, label, didYouMean(label, table.Columns, "%s"))
	}
	list.Columns = table.Columns
	list.Choices = make([]*survey.Choice, 0, len(table.Rows))
	for i, row := range table.Rows {
		c := &survey.Choice{Name: row[valueAt], Row: i + 2, Cells: make(map[string]string, len(row))}
		for j, text := range row {
			c.Cells[table.Columns[j]] = text
		}
		if labelAt >= 0 {
			c.Label = survey.Label{r.languages.plain: row[labelAt]}
		}
		if c.Name != "" {
			list.Choices = append(list.Choices, c)
		}
	}
	return list
}

// fileColumn reads the parameter value= or label= of a select from a file.
func (r *reader) fileColumn(n *node, key, otherwise string) string {
	q, _ := n.Node.(*survey.Question)
	v := q.Parameters[key]
	if v == "" {
		return otherwise
	}
	if !isName(v) {
		r.problems.warnf(n.at("parameters"), "bad-parameter", "%s=%s is no column name: %s", key, v, nameRule)
	}
	return v
}

// tableFor reads an attached file into the form's tables; nil when it is not
// there or cannot be read, which is reported.
func (r *reader) tableFor(at survey.Cell, file, ext string) *survey.Table {
	if path.Ext(file) == "" {
		file += ext
	}
	r.claim(at, file)
	base := fileBase(file)
	if t := r.form.Tables[base]; t != nil {
		return t
	}
	content, there := r.src.Files[file]
	if !there {
		if !r.problems.hasFile(file) {
			r.problems.warnf(at, "missing-file", "the file %s is not beside the questionnaire; put it in the same folder before adding the questionnaire", file)
		}
		return nil
	}
	t, err := parseTable(file, content)
	if err != nil {
		r.problems.errorf(at, "bad-file", "%s cannot be read: %w", file, err)
		return nil
	}
	r.form.Tables[base] = t
	return t
}

func (c *collector) hasFile(file string) bool {
	for _, p := range c.problems {
		if p.Code == "missing-file" && strings.Contains(p.Err.Error(), " "+file+" ") {
			return true
		}
	}
	return false
}

// parseTable reads a CSV, XML or GeoJSON file into rows of text.
func parseTable(name string, content []byte) (*survey.Table, error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	t := &survey.Table{Name: name}
	var err error
	switch strings.ToLower(path.Ext(name)) {
	case ".xml":
		err = parseXMLTable(t, content)
	case ".geojson":
		err = parseGeoJSON(t, content)
	default:
		err = parseCSV(t, content)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

func parseCSV(t *survey.Table, content []byte) error {
	in := csv.NewReader(bytes.NewReader(content))
	in.FieldsPerRecord, in.LazyQuotes, in.TrimLeadingSpace = -1, true, true
	if head, _, _ := bytes.Cut(content, []byte("\n")); bytes.Count(head, []byte(";")) > bytes.Count(head, []byte(",")) {
		in.Comma = ';' // as Excel writes it where the comma is the decimal sign
	}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("it is no CSV file (%w)", err)
		}
		for i := range row {
			row[i] = clean(row[i])
		}
		if t.Columns == nil {
			t.Columns = row
			continue
		}
		if isBlank(row) {
			continue
		}
		if len(t.Rows) >= maxTableRows {
			return fmt.Errorf("it has more than %d rows", maxTableRows)
		}
		t.Rows = append(t.Rows, fit(row, len(t.Columns)))
	}
}

func fit(row []string, width int) []string {
	for len(row) < width {
		row = append(row, "")
	}
	return row[:width]
}

// parseXMLTable reads <root><item><name>…</name>…</item>…</root>: every child
// of the root is a row, every child of a row a column.
func parseXMLTable(t *survey.Table, content []byte) error {
	in := xml.NewDecoder(bytes.NewReader(content))
	var rows []map[string]string
	var row map[string]string
	var text strings.Builder
	depth := 0
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("it is no XML file (%w)", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			text.Reset()
			if depth == 2 {
				row = map[string]string{}
			}
			if depth > maxDepth {
				return errors.New("its elements are nested too deeply")
			}
		case xml.CharData:
			text.Write(token)
		case xml.EndElement:
			switch depth {
			case 3:
				if !slices.Contains(t.Columns, token.Name.Local) {
					t.Columns = append(t.Columns, token.Name.Local)
				}
				row[token.Name.Local] = clean(text.String())
			case 2:
				rows = append(rows, row)
			}
			depth--
		}
		if len(rows) > maxTableRows {
			return fmt.Errorf("it has more than %d rows", maxTableRows)
		}
	}
	fillTable(t, rows)
	return nil
}

// parseGeoJSON reads a FeatureCollection: a row a feature, its properties and
// its id as columns, and geometry as ODK writes places, "lat lon 0 0".
func parseGeoJSON(t *survey.Table, content []byte) error {
	var collection struct {
		Type     string
		Features []struct {
			ID         any
			Properties map[string]any
			Geometry   struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(content, &collection); err != nil {
		return fmt.Errorf("it is no GeoJSON file (%w)", err)
	}
	if collection.Type != "FeatureCollection" {
		return errors.New("it is no GeoJSON FeatureCollection")
	}
	t.Columns = []string{"id", "geometry"}
	var rows []map[string]string
	for _, f := range collection.Features {
		row := map[string]string{"geometry": places(f.Geometry.Type, f.Geometry.Coordinates)}
		for _, key := range sortedKeys(f.Properties) {
			if !slices.Contains(t.Columns, key) {
				t.Columns = append(t.Columns, key)
			}
			row[key] = jsonText(f.Properties[key])
		}
		if f.ID != nil {
			row["id"] = jsonText(f.ID)
		}
		rows = append(rows, row)
	}
	fillTable(t, rows)
	return nil
}

func jsonText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return clean(v)
	case float64:
		return plainNumber(fmt.Sprint(v))
	}
	return fmt.Sprint(v)
}

// places writes a point, line or polygon's outer ring.
func places(kind string, coordinates json.RawMessage) string {
	var points [][]float64
	var err error
	switch kind {
	case "Point":
		points = make([][]float64, 1)
		err = json.Unmarshal(coordinates, &points[0])
	case "LineString":
		err = json.Unmarshal(coordinates, &points)
	case "Polygon":
		var rings [][][]float64
		if err = json.Unmarshal(coordinates, &rings); err == nil && len(rings) > 0 {
			points = rings[0]
		}
	}
	if err != nil {
		return ""
	}
	var parts []string
	for _, p := range points {
		if len(p) >= 2 {
			parts = append(parts, fmt.Sprintf("%v %v 0 0", p[1], p[0]))
		}
	}
	return strings.Join(parts, ";")
}

// fillTable lays rows out under the table's columns.
func fillTable(t *survey.Table, rows []map[string]string) {
	for _, row := range rows {
		cells := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			cells[i] = row[c]
		}
		t.Rows = append(t.Rows, cells)
	}
}

package xlsform

import (
	"bytes"
	"testing"

	"doorstep/survey"
)

// FuzzRead makes sure that no file makes the reader panic, and that it gives a
// form or says why not.
func FuzzRead(f *testing.F) {
	f.Add([]byte("| survey |\n| | type | name | label |\n| | select_one l or_other | a | ${a} |\n| choices |\n| | list_name | name |\n| | l | x |\n"))
	f.Add([]byte("| survey |\n| | type | name | calculation | parameters |\n| | begin loop over l | a | if(. | start=1 end=a |\n| | end loop | | | |\n"))
	f.Add([]byte("| survey |\n| | type | name | label::A (a) | label | trigger |\n| | begin repeat | r | R | R | ${r} |\n| settings |\n| | name | default_language |\n| | x | b |\n| quotas |\n| | name | target |\n| | q | 1 |\n| entities |\n| | list_name | label |\n| | e | ${r} |\n"))
	f.Add(workbook(f, map[string][][]any{"survey": {{"type", "name", "label"}, {"text", "a", true}, {"range", "b", 1.5}}}).Data)
	f.Fuzz(func(t *testing.T, data []byte) {
		name := "fuzz.xlsx"
		if !bytes.HasPrefix(data, []byte("PK")) {
			name = "fuzz.md"
		}
		form, problems, err := Read(survey.Source{Name: name, Data: data, Files: map[string][]byte{"l.csv": data, "l.xml": data, "l.geojson": data}})
		switch {
		case err != nil && (form != nil || problems != nil):
			t.Error("an error and a form")
		case err == nil && (form == nil) != survey.HasErrors(problems):
			t.Errorf("form %v with problems:\n%s", form != nil, list(problems))
		}
	})
}

// FuzzTable does the same for attached files.
func FuzzTable(f *testing.F) {
	f.Add("a.csv", []byte("a,b\n1,\"2\n"))
	f.Add("a.xml", []byte("<r><i><a>1</a></i></r>"))
	f.Add("a.geojson", []byte(`{"type":"FeatureCollection","features":[{"geometry":{"type":"Polygon","coordinates":[[[1,2]]]}}]}`))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		table, err := parseTable(name, data)
		if err != nil {
			return
		}
		for _, row := range table.Rows {
			if len(row) != len(table.Columns) {
				t.Fatalf("%d cells under %d columns", len(row), len(table.Columns))
			}
		}
	})
}

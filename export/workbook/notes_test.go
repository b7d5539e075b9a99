package workbook

import (
	"slices"
	"testing"
	"time"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

func TestNotesAndDurationsHaveSheets(t *testing.T) {
	form := exporttest.Form("f", "1", exporttest.Question(survey.TypeInteger, "age", "How old?"),
		exporttest.Repeat("Notes", "Notes of theirs", exporttest.Question(survey.TypeText, "durations", "Durations")))
	sub := exporttest.Response(form, 1, map[string]any{"age": "104"})
	sub.Remarks = []survey.Remark{{Ref: "/data/age", Kind: survey.Note, Text: "=1+1", At: exporttest.Start, Worker: "W7"}}
	sub.Timings = []survey.Timing{{Ref: "/data/age", Active: 4200 * time.Millisecond}}
	subs := []*survey.Submission{sub}

	_, f := write(t, plan(t, export.Options{Personal: true, Paradata: true}, form), subs)
	if got := rows(t, f, "Notes_2"); len(got) != 2 || got[0][5] != "text" || got[1][5] != "=1+1" || got[1][4] != "note" {
		t.Errorf("notes: %q", got)
	}
	if formula, err := f.GetCellFormula("Notes_2", "F2"); err != nil || formula != "" {
		t.Errorf("a note became the formula %q (%v)", formula, err)
	}
	if got := rows(t, f, "Durations"); len(got) != 4 || got[3][0] != "age" || got[3][3] != "1" || got[3][4] != "4.2" || got[3][5] != "4.2" {
		t.Errorf("durations: %q", got)
	}

	_, f = write(t, plan(t, export.Options{}, form), subs)
	if list := f.GetSheetList(); slices.Contains(list, "Notes_2") || slices.Contains(list, "Durations") {
		t.Errorf("an export without personal data or paradata has %q", list)
	}
	tables, _, err := Tables(t.Context(), plan(t, export.Options{Personal: true, Paradata: true}, form), meta(subs), exporttest.All(subs))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, table := range tables {
		names = append(names, table.Name)
	}
	if !slices.Contains(names, "Notes_2") || !slices.Contains(names, "Durations") {
		t.Errorf("the JSON twin has %q", names)
	}
}

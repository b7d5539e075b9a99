package workbook

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

func TestContactsSheet(t *testing.T) {
	form, subs := exporttest.SessionFeedback()
	come := survey.Attempt{
		ID: survey.AttemptID{1}, At: exporttest.Start, Mode: survey.AtDoor, Outcome: survey.ComeBack, Place: "=Duke Street", Note: "dog", Worker: "W3", Device: "LAP1", Followed: true,
	}
	tries := []survey.Attempt{
		come,
		{At: exporttest.Start, Mode: survey.AtDoor, Outcome: survey.Complete, Follows: come.ID, InstanceID: "uuid:1", Interpreter: "Polish"},
		{At: exporttest.Start, Mode: survey.InStreet, Outcome: survey.HouseholdRefusal},
		{At: exporttest.Start, Mode: survey.AtDoor, Outcome: survey.NonContact},
	}
	for _, personal := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "out.xlsx")
		m := meta(subs)
		m.Contacts = &export.ContactLog{Entries: tries, Unlogged: map[survey.Outcome]int{survey.Partial: 2}}
		if _, err := Write(t.Context(), path, plan(t, export.Options{Personal: personal}, form), m, exporttest.All(subs), nil); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		sheet := rows(t, f, "Contacts")
		value := func(name string) string {
			for _, r := range sheet {
				if len(r) > 1 && r[0] == name {
					return r[1]
				}
			}
			return "none"
		}
		// Of two visits the last counts.
		if value("Cooperation, COOP1") != "0.25" || value("Contact, CON1") != "0.8" || value("Partial") != "1.2" || value("Reached, no interview (O)") != "0" {
			t.Errorf("rates of %q", sheet)
		}
		i := slices.IndexFunc(sheet, func(r []string) bool { return len(r) > 0 && r[0] == "Outcome" })
		if i < 0 || len(sheet) != i+5 {
			t.Fatalf("%d rows, headings at %d", len(sheet), i)
		}
		first := strings.Join(sheet[i+1], "|")
		if !strings.Contains(first, "Come back later|At the door|46328.416666666664|2.30") || strings.Contains(first, "=Duke Street") != personal || strings.Contains(first, "dog") != personal {
			t.Errorf("personal %v: %q", personal, first)
		}
	}
	path, m := filepath.Join(t.TempDir(), "out.xlsx"), meta(subs)
	m.Contacts = &export.ContactLog{Unlogged: map[survey.Outcome]int{survey.Complete: 271}}
	if _, err := Write(t.Context(), path, plan(t, export.Options{}, form), m, exporttest.All(subs), nil); err != nil {
		t.Fatal(err)
	}
	alone := strings.Join(slices.Concat(rows(t, open(t, path), "Contacts")...), "|")
	if !strings.Contains(alone, "Nobody logged contacts") || !strings.Contains(alone, "Complete|1.1|0|271") || strings.Contains(alone, "When") {
		t.Errorf("without entries: %s", alone)
	}
	_, f := write(t, plan(t, export.Options{}, form), subs)
	if slices.Contains(f.GetSheetList(), "Contacts") {
		t.Error("a sheet of contacts where there is no log")
	}
}

package release_test

import (
	"bytes"
	"image"
	_ "image/png" // of the picture that breaks a line
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/export/release"
	"doorstep/survey"
)

// feedback writes a release of the session feedback and returns its path.
func write(t *testing.T, f *survey.Form, subs []*survey.Submission, o release.Options) string {
	t.Helper()
	plan, err := export.NewPlan([]*survey.Form{f}, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "board.xlsx")
	meta := export.Meta{Project: "Test", When: exporttest.Start, Stored: len(subs)}
	if _, err := release.Write(t.Context(), path, plan, meta, o, exporttest.All(subs), nil); err != nil {
		t.Fatal(err)
	}
	return path
}

// wideRelease holds tables of every kind: two areas or more, a routed question and one
// with several answers, small numbers and over a thousand people.
func wideRelease(t *testing.T, n, areas int) string {
	t.Helper()
	f := routedForm(areas)
	f.Title = "A test"
	chain, multi := legal(areas)
	var subs []*survey.Submission
	for i := range n {
		p, m := chain[(i*i+i/7)%len(chain)], multi[(i*3)%len(multi)]
		if i%50 == 0 {
			p.area = (p.area + 1) % areas
		}
		p.ticks, p.after = m.ticks, m.after
		subs = append(subs, respond(f, i, p))
	}
	return write(t, f, subs, release.Options{Organisation: "Test house"})
}

func TestAReleaseKeepsEveryLine(t *testing.T) {
	form, subs := exporttest.SessionFeedback()
	for name, path := range map[string]string{
		"wide": wideRelease(t, 2600, 2), "three areas": wideRelease(t, 600, 3), "few": wideRelease(t, 30, 2), "tiny": wideRelease(t, 4, 2), "empty": wideRelease(t, 0, 2),
		"feedback": write(t, form, subs, release.Options{RoundBases: true}),
	} {
		faults, err := release.Check(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range faults {
			t.Errorf("%s: %s", name, f)
		}
	}
}

// The table's first data row, on the sheet that most breakages use.
const (
	broken   = "Table 1"
	headRow  = "4"
	firstRow = "5"
)

// breakages break one line of the checklist each; some lines in several ways.
var breakages = []struct {
	line int
	name string
	do   func(*excelize.File) error
}{
	{1, "a table unmarked", func(f *excelize.File) error { return f.DeleteTable("Table_1_first") }},
	{2, "a name without underscore", func(f *excelize.File) error { return rename(f, "Table1") }},
	{3, "merged cells", func(f *excelize.File) error { return f.MergeCell(broken, "A5", "B5") }},
	{4, "a blank row", func(f *excelize.File) error {
		for _, c := range []string{"A5", "B5", "C5"} {
			if err := f.SetCellValue(broken, c, nil); err != nil {
				return err
			}
		}
		return nil
	}},
	{5, "an empty header", func(f *excelize.File) error { return f.SetCellValue(broken, "B"+headRow, "") }},
	{5, "a header twice", func(f *excelize.File) error { return f.SetCellValue(broken, "B"+headRow, "answer") }},
	{6, "text not wrapped", func(f *excelize.File) error {
		return restyle(f, "A5", func(s *excelize.Style) { s.Alignment.WrapText = false })
	}},
	{7, "filter buttons", func(f *excelize.File) error { return f.AutoFilter("Methods", "A1:A2", nil) }},
	{7, "a filter in the table", func(f *excelize.File) error { return rename(f, "Table_1_first") }},
	{7, "frozen panes", func(f *excelize.File) error {
		return f.SetPanes(broken, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	}},
	{8, "a blank cell", func(f *excelize.File) error { return f.SetCellValue(broken, "B5", nil) }},
	{9, "a hidden sheet", func(f *excelize.File) error { return f.SetSheetVisible("Methods", false) }},
	{9, "a hidden column", func(f *excelize.File) error { return f.SetColVisible(broken, "B", false) }},
	{9, "a hidden row", func(f *excelize.File) error { return f.SetRowVisible(broken, 5, false) }},
	{10, "a narrow column", func(f *excelize.File) error { return f.SetColWidth(broken, "B", "B", 3) }},
	{10, "figures at the left", func(f *excelize.File) error {
		return restyle(f, "B5", func(s *excelize.Style) { s.Alignment.Horizontal = "left" })
	}},
	{10, "words at the right", func(f *excelize.File) error {
		return restyle(f, "A5", func(s *excelize.Style) { s.Alignment.Horizontal = "right" })
	}},
	{10, "two numbers in a cell", func(f *excelize.File) error { return f.SetCellValue(broken, "B5", "12 (30)") }},
	{10, "no unit", func(f *excelize.File) error { return f.SetCellValue(broken, "C"+headRow, "Percentage") }},
	{10, "thousands together", func(f *excelize.File) error {
		return restyle(f, "B5", func(s *excelize.Style) { s.CustomNumFmt = nil }, 1234)
	}},
	{10, "no leading zero", func(f *excelize.File) error {
		return restyle(f, "B5", func(s *excelize.Style) { point := "#.0"; s.CustomNumFmt = &point }, 0.5)
	}},
	{11, "a raised figure", func(f *excelize.File) error { return f.SetCellValue(broken, "A1", "Table 1: first²") }},
	{12, "a note in round brackets", func(f *excelize.File) error { return f.SetCellValue(broken, "A1", "Table 1: first (note 1)") }},
	{13, "a note in a data cell", func(f *excelize.File) error { return f.SetCellValue(broken, "A5", "A [note 1]") }},
	{14, "a note that is not explained", func(f *excelize.File) error { return f.SetCellValue(broken, "A1", "Table 1: first [note 99]") }},
	{14, "no Notes sheet", func(f *excelize.File) error { return f.SetSheetName("Notes", "Remarks") }},
	{15, "an empty link text", func(f *excelize.File) error { return f.SetCellValue("Contents", "A5", "Click here") }},
	{16, "no title", func(f *excelize.File) error { return f.SetCellValue(broken, "A1", "") }},
	{17, "a page footer", func(f *excelize.File) error {
		return f.SetHeaderFooter(broken, &excelize.HeaderFooterOptions{OddFooter: "&Rpage &P"})
	}},
	{17, "a text box", func(f *excelize.File) error {
		return f.AddShape(broken, &excelize.Shape{Cell: "H2", Type: "rect", Paragraph: []excelize.RichTextRun{{Text: "look"}}})
	}},
	{18, "pale text", func(f *excelize.File) error {
		return restyle(f, "A5", func(s *excelize.Style) { s.Font.Color = "BBBBBB" })
	}},
	{18, "colour alone", func(f *excelize.File) error {
		return f.SetConditionalFormat(broken, "B5:B6", []excelize.ConditionalFormatOptions{{Type: "2_color_scale", Criteria: "=", MinType: "min", MaxType: "max", MinColor: "#FF0000", MaxColor: "#00FF00"}})
	}},
	{19, "a fill", func(f *excelize.File) error {
		return restyle(f, "A5", func(s *excelize.Style) {
			s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFFF00"}}
		})
	}},
	{19, "a divider", func(f *excelize.File) error {
		return restyle(f, "A5", func(s *excelize.Style) { s.Border = []excelize.Border{{Type: "bottom", Style: 1, Color: "000000"}} })
	}},
	{19, "a picture", func(f *excelize.File) error {
		return f.AddPictureFromBytes(broken, "H2", &excelize.Picture{Extension: ".png", File: picture})
	}},
	{20, "a name that says nothing", func(f *excelize.File) error { return f.SetSheetName("Methods", "Sheet7") }},
	{20, "a blank sheet", func(f *excelize.File) error { _, err := f.NewSheet("More"); return err }},
	{21, "no word on the tables", func(f *excelize.File) error { return f.SetCellValue(broken, "A2", "Numbers below") }},
	{21, "the number as a figure", func(f *excelize.File) error { return f.SetCellValue(broken, "A2", "This worksheet contains 1 table.") }},
	{21, "no source", func(f *excelize.File) error { return f.SetCellValue(broken, "A3", "Nothing said") }},
	{22, "words below the table", func(f *excelize.File) error { return f.SetCellValue(broken, "A40", "By the way") }},
	{22, "words beside the table", func(f *excelize.File) error { return f.SetCellValue(broken, "F5", "By the way") }},
	{22, "a table off column A", func(f *excelize.File) error { return f.InsertCols(broken, "A", 1) }},
	{23, "no author", func(f *excelize.File) error {
		return f.SetDocProps(&excelize.DocProperties{Title: "T", Creator: " ", Language: "en-GB"})
	}},
	{24, "another first sheet", func(f *excelize.File) error { f.SetActiveSheet(2); return nil }},
	{24, "another first cell", func(f *excelize.File) error {
		return f.SetPanes(broken, &excelize.Panes{Selection: []excelize.Selection{{SQRef: "C9", ActiveCell: "C9"}}})
	}},
	{25, "a dash for nothing", func(f *excelize.File) error { return f.SetCellValue(broken, "B5", "-") }},
	{25, "a shorthand of one's own", func(f *excelize.File) error { return f.SetCellValue(broken, "B5", "[q]") }},
	{25, "NA", func(f *excelize.File) error { return f.SetCellValue(broken, "B5", "NA") }},
	{25, "a shorthand not explained", func(f *excelize.File) error { return f.SetSheetName("Notes", "Remarks") }},
}

func TestTheCheckerSeesEveryBrokenLine(t *testing.T) {
	good := wideRelease(t, 2600, 2)
	seen := map[int]bool{}
	for _, b := range breakages {
		f, err := excelize.OpenFile(good)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "broken.xlsx")
		if err := b.do(f); err != nil {
			t.Fatalf("%s: %v", b.name, err)
		}
		if err := f.SaveAs(path); err != nil {
			t.Fatal(err)
		}
		f.Close()
		faults, err := release.Check(path)
		if err != nil {
			t.Errorf("%s: %v", b.name, err)
		}
		if !slices.ContainsFunc(faults, func(f release.Fault) bool { return f.Line == b.line }) {
			t.Errorf("line %d: nobody saw %s; faults: %v", b.line, b.name, faults)
		}
		seen[b.line] = true
	}
	for line := 1; line <= 25; line++ {
		if !seen[line] {
			t.Errorf("nothing breaks line %d", line)
		}
	}
}

// rename makes the first table anew under another name, with excelize's own
// filter buttons.
func rename(f *excelize.File, name string) error {
	tables, err := f.GetTables(broken)
	if err != nil {
		return err
	}
	if err := f.DeleteTable(tables[0].Name); err != nil {
		return err
	}
	return f.AddTable(broken, &excelize.Table{Range: tables[0].Range, Name: name})
}

// restyle changes a cell's style, and its value when one is given.
func restyle(f *excelize.File, cell string, change func(*excelize.Style), value ...any) error {
	id, err := f.GetCellStyle(broken, cell)
	if err != nil {
		return err
	}
	style, err := f.GetStyle(id)
	if err != nil {
		return err
	}
	change(style)
	if id, err = f.NewStyle(style); err != nil {
		return err
	}
	for _, v := range value {
		if err := f.SetCellValue(broken, cell, v); err != nil {
			return err
		}
	}
	return f.SetCellStyle(broken, cell, cell, id)
}

// picture is a PNG of one pixel.
var picture = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
	"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82")

func TestThePictureIsOne(t *testing.T) {
	if _, _, err := image.DecodeConfig(bytes.NewReader(picture)); err != nil {
		t.Fatal(err)
	}
}

package workbook

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

// everything is a workbook with every sheet there can be.
func everything(t *testing.T) (path string, tables []export.Table) {
	t.Helper()
	form, subs := rich(130)
	p := plan(t, export.Options{
		Values: export.Both, Personal: true, Paradata: true, FreeText: true, Targets: weightTargets, ParentColumns: []string{"area"},
		Crosstabs: []string{"barriers by area", "companionship by condition"},
	}, form)
	subs[0].Remarks = []survey.Remark{{Ref: "/data/age", Kind: survey.Flag, Text: "=1+1", At: exporttest.Start}}
	m := meta(subs)
	m.Contacts = &export.ContactLog{
		Entries:  []survey.Attempt{{At: exporttest.Start, Mode: survey.AtDoor, Outcome: survey.ComeBack, Place: "Duke Street"}},
		Unlogged: map[survey.Outcome]int{survey.Complete: 128},
	}
	wished, answers := wishes()
	m.Themes = coded(t, wished, answers)
	path = filepath.Join(t.TempDir(), "ours.xlsx")
	if _, err := Write(t.Context(), path, p, m, exporttest.All(subs), nil); err != nil {
		t.Fatal(err)
	}
	tables, _, err := Tables(t.Context(), p, m, exporttest.All(subs))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Cover", "Reconciliation", "Responses", "child", "Codebook", "Frequencies", "Area comparison", "Crosstabs", "Weighted", "Area comparison weighted", "Crosstabs weighted", "Free text", "Themes", "Fieldwork", "Durations", "Contacts", "Notes"} {
		if !slices.ContainsFunc(tables, func(x export.Table) bool { return x.Name == name }) {
			t.Errorf("there is no sheet %s", name)
		}
	}
	return path, tables
}

// sheetOf returns a table as the sheet has it: its headings in their row.
func sheetOf(x export.Table, header int) [][]any {
	return slices.Insert(slices.Clone(x.Rows), min(header, len(x.Rows)), x.Header)
}

// sameSheet compares what another program reads with the table. A number that
// is shown as a date may come as one.
func sameSheet(t *testing.T, who string, x export.Table, got [][]any) {
	t.Helper()
	at := func(i, j int) any {
		if i < len(got) && j < len(got[i]) && got[i][j] != "" {
			return got[i][j]
		}
		return nil
	}
	header := slices.IndexFunc(got, func(row []any) bool {
		return len(row) >= len(x.Header) && slices.Equal(row[:len(x.Header)], x.Header)
	})
	if header < 0 {
		t.Errorf("%s finds no row %v on %s", who, x.Header, x.Name)
		return
	}
	wrong := 0
	for i, row := range sheetOf(x, header) {
		for j, want := range row {
			if want == "" {
				want = nil
			}
			if value := at(i, j); !alike(value, want) && wrong < 5 {
				wrong++
				t.Errorf("%s reads %#v in row %d, column %d of %s, not %#v", who, value, i+1, j+1, x.Name, want)
			}
		}
	}
	if len(got) > len(x.Rows)+1 && slices.ContainsFunc(got[len(x.Rows)+1:], func(row []any) bool { return len(row) > 0 && row[0] != nil && row[0] != "" }) {
		t.Errorf("%s finds %d rows on %s, not %d", who, len(got), x.Name, len(x.Rows)+1)
	}
}

func alike(got, want any) bool {
	a, isNumber := got.(float64)
	b, wanted := want.(float64)
	if isNumber && wanted {
		return math.Abs(a-b) <= 1e-9*max(1, math.Abs(b))
	}
	return got == want
}

// openpyxlReads prints every sheet's cells: numbers, texts, and dates as we
// write them in JSON. A formula would come as an object.
const openpyxlReads = `
import datetime, json, sys, warnings
warnings.simplefilter("ignore")
import openpyxl
def plain(cell):
    v = cell.value
    if cell.data_type == "f": return {"formula": v}
    if isinstance(v, datetime.datetime):
        v = (v + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
        return v.isoformat() if cell.number_format != "yyyy-mm-dd" else v.date().isoformat()
    if isinstance(v, datetime.time): return v.isoformat()
    return v
book = openpyxl.load_workbook(sys.argv[1])
json.dump({s.title: [[plain(c) for c in row] for row in s.iter_rows()] for s in book}, sys.stdout)
`

// TestOpenpyxlReadsEverySheet reads the workbook with Python's openpyxl, cell
// for cell.
func TestOpenpyxlReadsEverySheet(t *testing.T) {
	python := Python(t)
	path, tables := everything(t)
	cmd := exec.CommandContext(t.Context(), python, "-c", openpyxlReads, path)
	cmd.Stderr = os.Stderr
	said, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var sheets map[string][][]any
	if err := json.Unmarshal(said, &sheets); err != nil {
		t.Fatal(err)
	}
	for _, x := range tables {
		sameSheet(t, "openpyxl", x, sheets[x.Name])
	}
	if _, there := sheets["Charts"]; !there || len(sheets) != len(tables)+1 {
		t.Errorf("openpyxl finds %d sheets, not %d", len(sheets), len(tables)+1)
	}
}

// Python returns a Python that has openpyxl.
func Python(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(name, "-c", "import openpyxl").Run() == nil {
			return name
		}
	}
	exporttest.Lacking(t, "Python's openpyxl is not installed")
	return ""
}

// TestLibreOfficeReadsEverySheet has LibreOffice write every sheet as CSV and
// compares cell for cell. What it makes of the same answers written by
// excelize's own StreamWriter must be the same, byte for byte.
func TestLibreOfficeReadsEverySheet(t *testing.T) {
	office := exporttest.Program(t, "soffice", "libreoffice")
	path, tables := everything(t)
	streamed := filepath.Join(filepath.Dir(path), "theirs.xlsx")
	WriteStreamed(t, path, streamed, "Responses", "child")
	dir := t.TempDir()
	AsCSV(t, office, dir, path, streamed)
	for _, x := range tables {
		data, err := os.ReadFile(filepath.Join(dir, "ours-"+x.Name+".csv"))
		if err != nil {
			t.Error(err)
			continue
		}
		sameSheet(t, "LibreOffice", x, shown(t, data, x))
	}
	for _, sheet := range []string{"Responses", "child"} {
		ours, err1 := os.ReadFile(filepath.Join(dir, "ours-"+sheet+".csv"))
		theirs, err2 := os.ReadFile(filepath.Join(dir, "theirs-"+sheet+".csv"))
		if err1 != nil || err2 != nil || len(ours) == 0 || string(ours) != string(theirs) {
			t.Errorf("%s: LibreOffice writes %d bytes of ours and others (%d) of StreamWriter's: %v %v", sheet, len(ours), len(theirs), err1, err2)
		}
	}
}

// AsCSV has LibreOffice write all sheets of the workbooks into a folder.
func AsCSV(t testing.TB, office, dir string, books ...string) {
	t.Helper()
	const all = "csv:Text - txt - csv (StarCalc):44,34,UTF8,1,,0,false,false,false,false,false,-1"
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", all, "--outdir", dir}
	if out, err := exec.CommandContext(t.Context(), office, append(args, books...)...).CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
}

// shown reads LibreOffice's CSV and turns a text into what is wanted where it
// shows just that: 12.5% for 0.125, and an instant with a space for its T.
func shown(t *testing.T, data []byte, x export.Table) (rows [][]any) {
	t.Helper()
	in := csv.NewReader(bytes.NewReader(data))
	in.FieldsPerRecord = -1
	lines, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header := slices.IndexFunc(lines, func(line []string) bool {
		return len(line) >= len(x.Header) && slices.EqualFunc(line[:len(x.Header)], x.Header, func(a string, b any) bool { return a == b })
	})
	want := sheetOf(x, max(0, header))
	for i, line := range lines {
		row := make([]any, len(line))
		for j, text := range line {
			row[j] = text
			if i >= len(want) || j >= len(want[i]) {
				continue
			}
			switch w := want[i][j].(type) {
			case float64:
				bare, percent := strings.CutSuffix(text, "%")
				if n, err := strconv.ParseFloat(bare, 64); err == nil && percent {
					row[j] = n / 100
				} else if err == nil {
					row[j] = n
				}
			case string:
				if text == strings.Replace(w, "T", " ", 1) {
					row[j] = w
				}
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// WriteStreamed writes sheets of answers again, cell for cell with the same
// formats, as excelize's StreamWriter does.
func WriteStreamed(t testing.TB, from, to string, sheets ...string) {
	t.Helper()
	in, err := excelize.OpenFile(from, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out := excelize.NewFile()
	defer out.Close()
	st, err := newStyles(out)
	if err != nil {
		t.Fatal(err)
	}
	if err := out.SetSheetName("Sheet1", sheets[0]); err != nil {
		t.Fatal(err)
	}
	dates := map[int]int{}
	for _, id := range []int{st.date, st.time, st.instant} {
		dates[id] = id
	}
	for _, sheet := range sheets {
		if _, err := out.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		w, err := out.NewStreamWriter(sheet)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := in.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			cells := make([]any, len(row))
			for j, text := range row {
				at, _ := excelize.CoordinatesToCellName(j+1, i+1)
				style, err := in.GetCellStyle(sheet, at)
				if err != nil {
					t.Fatal(err)
				}
				kind, _ := in.GetCellType(sheet, at)
				cells[j] = excelize.Cell{StyleID: dates[style], Value: text}
				if n, err := strconv.ParseFloat(text, 64); err == nil && kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
					cells[j] = excelize.Cell{StyleID: dates[style], Value: n}
				}
				if text == "" {
					cells[j] = nil
				}
			}
			at, _ := excelize.CoordinatesToCellName(1, i+1)
			if err := w.SetRow(at, cells); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.SaveAs(to); err != nil {
		t.Fatal(err)
	}
}

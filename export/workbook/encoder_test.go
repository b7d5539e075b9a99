//go:build linux

package workbook_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/export/workbook"
	"doorstep/survey"
)

// encoded is what the encoders are measured with: enough for the ratio, and few
// enough for Python.
const encoded = 20_000

// openpyxlWrites reads lines of cells, and then tells how many seconds
// openpyxl's write_only mode takes for them.
const openpyxlWrites = `
import datetime, sys, time
import openpyxl
with open(sys.argv[1], encoding="utf-8") as lines:
    kinds = [c.rsplit(" ", 1)[1] for c in next(lines).rstrip("\n").split("\t")]
    epoch = datetime.datetime(1899, 12, 30)
    as_date = lambda text: epoch + datetime.timedelta(days=float(text))
    read = [{"TEXT": str, "NUMERIC": float}.get(kind, as_date) for kind in kinds]
    rows = [[f(text) if text else None for f, text in zip(read, line.rstrip("\n").split("\t"))] for line in lines]
start = time.monotonic()
book = openpyxl.Workbook(write_only=True)
sheet = book.create_sheet("Responses")
for row in rows: sheet.append(row)
book.save(sys.argv[2])
print(time.monotonic() - start)
`

// BenchmarkEncoder writes rows that are in memory, taking turns with
// libxlsxwriter in constant_memory mode and with openpyxl's write_only. The
// ratios are medians of the ratios within a round.
func BenchmarkEncoder(b *testing.B) {
	program, dir := plainProgram(b), b.TempDir()
	python := workbook.Python(b)
	m := mixes["100000x60"].mix
	form := m.form()
	plan, err := export.NewPlan([]*survey.Form{form}, export.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var rows [][]export.Cell
	var lines bytes.Buffer
	m.list(b, plan, form, &lines, encoded, func(row []export.Cell) { rows = append(rows, append([]export.Cell(nil), row...)) })
	tsv, table := filepath.Join(dir, "rows.tsv"), filepath.Join(dir, "rows.db")
	if err := os.WriteFile(tsv, lines.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	load := exec.CommandContext(b.Context(), program, "load", table)
	load.Stdin = &lines
	if out, err := load.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	var beside, python3 []float64
	for b.Loop() {
		for range 3 {
			c := told(b, program, "encode", table, filepath.Join(dir, "c.xlsx"))
			start := time.Now()
			if err := workbook.Encode(b.Context(), filepath.Join(dir, "ours.xlsx"), plan, export.Meta{When: exporttest.Start}, rows); err != nil {
				b.Fatal(err)
			}
			ours := time.Since(start).Seconds()
			beside = append(beside, ours/c)
			python3 = append(python3, ours/told(b, python, "-c", openpyxlWrites, tsv, filepath.Join(dir, "python.xlsx")))
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(beside), "ours/C")
	b.ReportMetric(median(python3), "ours/openpyxl")
}

// told is the seconds that a program says it took.
func told(b *testing.B, program string, args ...string) float64 {
	b.Helper()
	out, err := exec.CommandContext(b.Context(), program, args...).Output()
	if err != nil {
		b.Fatalf("%s: %v", program, err)
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	if err != nil {
		b.Fatal(err)
	}
	return seconds
}

// BenchmarkLibreOfficeOpens has LibreOffice open the workbook and write its
// answers as CSV, taking turns with the same answers in a file by excelize's
// StreamWriter.
func BenchmarkLibreOfficeOpens(b *testing.B) {
	office := exporttest.Program(b, "soffice", "libreoffice")
	dir := b.TempDir()
	m := mixes["100000x60"].mix
	form := m.form()
	plan, err := export.NewPlan([]*survey.Form{form}, export.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var rows [][]export.Cell
	m.list(b, plan, form, &bytes.Buffer{}, encoded/4, func(row []export.Cell) { rows = append(rows, append([]export.Cell(nil), row...)) })
	ours, streamed := filepath.Join(dir, "ours.xlsx"), filepath.Join(dir, "streamed.xlsx")
	if err := workbook.Encode(b.Context(), ours, plan, export.Meta{When: exporttest.Start}, rows); err != nil {
		b.Fatal(err)
	}
	workbook.WriteStreamed(b, ours, streamed, "Responses")
	took := func(book string) float64 {
		start := time.Now()
		workbook.AsCSV(b, office, dir, book)
		return time.Since(start).Seconds()
	}
	took(ours) // makes the profile
	var ratios []float64
	for b.Loop() {
		for range 3 {
			theirs := took(streamed)
			ratios = append(ratios, took(ours)/theirs)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(ratios), "ours/streamed")
}

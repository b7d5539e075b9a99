//go:build linux

package workbook_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/export/workbook"
	"doorstep/survey"
	"doorstep/survey/store"
)

// mix is a questionnaire for measuring: how many questions of each kind.
type mix struct{ choices, numbers, dates, texts int }

var mixes = map[string]struct {
	mix
	responses, rounds int
}{
	"100000x60":  {mix{40, 10, 5, 5}, 100_000, 5},
	"1000000x20": {mix{13, 3, 2, 2}, 1_000_000, 3},
}

func (m mix) form() *survey.Form {
	lists := []*survey.List{
		exporttest.List("often", "1", "Hardly ever or never", "2", "Some of the time", "3", "Often"),
		exporttest.List("agree", "sa", "Strongly agree", "a", "Agree", "n", "Neither agree nor disagree", "d", "Disagree", "sd", "Strongly disagree"),
		exporttest.List("yn", "yes", "Yes", "no", "No"),
	}
	var nodes []survey.Node
	for i := range m.choices {
		name := fmt.Sprintf("choice_%d", i)
		nodes = append(nodes, exporttest.Select(survey.TypeSelectOne, name, "Question "+name, lists[i%len(lists)]))
	}
	open := func(n int, kind survey.Type, name string) {
		for i := range n {
			nodes = append(nodes, exporttest.Question(kind, fmt.Sprintf("%s_%d", name, i), "Question "+name))
		}
	}
	open(m.numbers, survey.TypeInteger, "number")
	open(m.dates, survey.TypeDate, "date")
	open(m.texts, survey.TypeText, "text")
	return exporttest.Form("measured", "1", nodes...)
}

var spoken = strings.Fields("a bench by the shops so that I can rest on my way home from somebody who asks how we are and buses that come when they say more light in winter at every corner of this street please")

// responses makes them up, the same at every call: a year of fieldwork.
func (m mix) responses(form *survey.Form, n int) iter.Seq2[*survey.Submission, error] {
	return func(yield func(*survey.Submission, error) bool) {
		rng := rand.New(rand.NewPCG(60, 20))
		for i := range n {
			sub := exporttest.Response(form, i, nil)
			sub.Started = exporttest.Start.Add(time.Duration(i) * (365 * 24 * time.Hour / time.Duration(n)))
			sub.Finished = sub.Started.Add(12 * time.Minute)
			for _, q := range form.Main.Questions {
				v := ""
				switch q.Type {
				case survey.TypeInteger:
					v = strconv.Itoa(rng.IntN(10_000))
				case survey.TypeDate:
					v = time.Date(2026, 1, 1+rng.IntN(365), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
				case survey.TypeText:
					var b strings.Builder
					for b.Len() < 76 {
						b.WriteString(spoken[rng.IntN(len(spoken))])
						b.WriteByte(' ')
					}
					v = strings.TrimSpace(b.String())
				default:
					v = q.List.Choices[rng.IntN(len(q.List.Choices))].Name
				}
				sub.Record.Values[q.Slot] = survey.Answer(v)
			}
			if !yield(sub, nil) {
				return
			}
		}
	}
}

const measuredPassphrase = "a bench by the shops, and more buses"

// fill makes a sealed project of responses, and the C program's table of the
// same cells.
func (m mix) fill(b *testing.B, project, program, table string, n int) {
	s, _, err := store.Create(b.Context(), project, store.CreateOptions{Device: "laptop-a", Passphrase: measuredPassphrase, Work: 10})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	form := m.form()
	if err := s.AddForm(b.Context(), survey.Source{Name: "measured.xlsx", Data: []byte("a form")}, form); err != nil {
		b.Fatal(err)
	}
	if _, err := s.Import(b.Context(), m.responses(form, n), nil); err != nil {
		b.Fatal(err)
	}
	plan, err := export.NewPlan([]*survey.Form{form}, export.Options{})
	if err != nil {
		b.Fatal(err)
	}
	load := exec.CommandContext(b.Context(), program, "load", table)
	load.Stderr = os.Stderr
	in, err := load.StdinPipe()
	if err == nil {
		err = load.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	m.list(b, plan, form, in, n, func([]export.Cell) {})
	in.Close()
	if err := load.Wait(); err != nil {
		b.Fatal(err)
	}
}

// list writes the cells of so many responses for the C program, a line a row
// behind one of the columns; each row is see's too.
func (m mix) list(b *testing.B, plan *export.Plan, form *survey.Form, to io.Writer, n int, see func([]export.Cell)) {
	b.Helper()
	out := bufio.NewWriter(to)
	var names []string
	first := true
	if _, err := plan.Run(b.Context(), export.Meta{Stored: n}, m.responses(form, n), export.NewTally(plan), nil, func(s *export.Sheet, row []export.Cell) error {
		if first {
			for i, c := range s.Columns {
				kind := map[export.Kind]string{export.Text: "TEXT", export.Date: "DATE", export.DateTime: "DATETIME"}[row[i].Kind]
				if kind == "" {
					kind = "NUMERIC"
				}
				names = append(names, `"`+c.Name+`" `+kind)
			}
			fmt.Fprintln(out, strings.Join(names, "\t"))
			first = false
		}
		see(row)
		for i, c := range row {
			if i > 0 {
				out.WriteByte('\t')
			}
			switch c.Kind {
			case export.Text:
				out.WriteString(c.Text)
			case export.Empty:
			default:
				out.WriteString(export.FormatNumber(c.Number))
			}
		}
		return out.WriteByte('\n')
	}); err != nil {
		b.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
}

// TestExportToMeasure is the program that BenchmarkBesideC measures: it opens
// the project and writes the workbook.
func TestExportToMeasure(t *testing.T) {
	project, path, asked := strings.Cut(os.Getenv("DOORSTEP_EXPORT_TO_MEASURE"), "\n")
	if !asked {
		t.Skip("this is the other half of BenchmarkBesideC")
	}
	path, size, _ := strings.Cut(path, "\n")
	s, err := store.Open(t.Context(), project, store.OpenOptions{
		Passphrase: func(context.Context, store.Info) (string, error) { return measuredPassphrase, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	plan, err := export.NewPlan([]*survey.Form{mixes[size].form()}, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	meta := export.Meta{When: exporttest.Start, Stored: mixes[size].responses}
	if _, err := workbook.Write(t.Context(), path, plan, meta, s.Submissions(t.Context(), store.Everything("measured")), nil); err != nil {
		t.Fatal(err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("peak %s\n", regexp.MustCompile(`VmHWM:\s+(\d+)`).FindSubmatch(status)[1])
}

// BenchmarkBesideC exports a sealed project to the analyst workbook, as a
// process of its own, taking turns with a C program that reads the same cells
// from a plain SQLite table and writes them with libxlsxwriter. The ratios are
// medians of the ratios within a round.
func BenchmarkBesideC(b *testing.B) {
	program := plainProgram(b)
	for _, size := range []string{"100000x60", "1000000x20"} {
		b.Run(size, func(b *testing.B) { besideC(b, program, size) })
	}
}

// plainProgram builds the C program.
func plainProgram(b *testing.B) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "plain_xlsx")
	source := filepath.Join("..", "..", "scripts", "bench", "beside", "plain_xlsx.c")
	if out, err := exec.CommandContext(b.Context(), "cc", "-O2", "-o", program, source, "-lxlsxwriter", "-lsqlite3").CombinedOutput(); err != nil {
		b.Skipf("the C program needs libxlsxwriter-dev and libsqlite3-dev: %v\n%s", err, out)
	}
	return program
}

func besideC(b *testing.B, program, size string) {
	dir := b.TempDir()
	project, table := filepath.Join(dir, "p.doorstep"), filepath.Join(dir, "cells.db")
	ours, theirs := filepath.Join(dir, "ours.xlsx"), filepath.Join(dir, "theirs.xlsx")
	m := mixes[size]
	m.fill(b, project, program, table, m.responses)
	var wall, cpu, peak []float64
	var taken []time.Duration
	for b.Loop() {
		for range m.rounds {
			c := exec.CommandContext(b.Context(), program, "write", table, theirs)
			cTime := runTimed(b, c)
			export := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestExportToMeasure$", "-test.v")
			export.Env = append(os.Environ(), "DOORSTEP_EXPORT_TO_MEASURE="+project+"\n"+ours+"\n"+size)
			said := &bytes.Buffer{}
			export.Stdout = said
			ourTime := runTimed(b, export)
			kilobytes, err := strconv.ParseFloat(string(regexp.MustCompile(`peak (\d+)`).FindSubmatch(said.Bytes())[1]), 64)
			if err != nil {
				b.Fatal(err)
			}
			taken = append(taken, ourTime)
			wall = append(wall, float64(ourTime)/float64(cTime))
			cpu = append(cpu, processor(export)/processor(c))
			peak = append(peak, kilobytes/1024)
		}
	}
	b.ReportMetric(0, "ns/op")
	slices.Sort(taken)
	b.ReportMetric(taken[len(taken)/2].Seconds(), "s")
	b.ReportMetric(median(wall), "ours/C")
	b.ReportMetric(median(cpu), "ours/C-cpu")
	b.ReportMetric(slices.Max(peak), "peak-MiB")
	b.ReportMetric(float64(sizeOf(b, ours))/float64(sizeOf(b, theirs)), "size/C")
	if keep := os.Getenv("DOORSTEP_BENCH_KEEP"); keep != "" { // for looking at what was written
		for _, path := range []string{ours, theirs} {
			if err := os.Rename(path, filepath.Join(keep, size+"-"+filepath.Base(path))); err != nil {
				b.Error(err)
			}
		}
	}
}

func runTimed(b *testing.B, c *exec.Cmd) time.Duration {
	c.Stderr = os.Stderr
	start := time.Now()
	if err := c.Run(); err != nil {
		b.Fatalf("%v: %v\n%s", c.Args, err, c.Stdout)
	}
	return time.Since(start)
}

func processor(c *exec.Cmd) float64 {
	return (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()
}

func median(f []float64) float64 { slices.Sort(f); return f[len(f)/2] }

func sizeOf(b *testing.B, path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

//go:build linux

package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest/screen"
	"doorstep/survey/store"
)

// side is a program whose window is timed, on the display as it is seen there.
type side struct {
	b       *testing.B
	screen  *screen.Screen
	program string
	env     []string
	cmd     *exec.Cmd
	window  uint64

	watched bool // it is this test program with a heartbeat: see app.Beats
	ask     io.Writer
	answer  *json.Decoder
	changed time.Time // what was waited for last
}

// newSides builds Doorstep and the bare window, and says in words when they
// cannot be shown.
func newSides(b *testing.B) (ours, bare *side) {
	b.Helper()
	s, err := screen.Open()
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: the window is not timed: %v\n", b.Name(), err) // a skip alone says nothing
		b.SkipNow()
	}
	b.Cleanup(s.Close)
	dir := b.TempDir()
	for name, pkg := range map[string]string{"doorstep": "doorstep", "bare": "doorstep/app/widgets/widgettest/bare"} {
		if out, err := exec.Command("go", "build", "-o", filepath.Join(dir, name), pkg).CombinedOutput(); err != nil {
			b.Fatalf("build %s: %v\n%s", pkg, err, out)
		}
	}
	return &side{b: b, screen: s, program: filepath.Join(dir, "doorstep")}, &side{b: b, screen: s, program: filepath.Join(dir, "bare")}
}

// project makes a project in a home of its own; without a passphrase its
// answers are not sealed.
func (s *side) project(passphrase string, forms ...string) {
	s.b.Helper()
	home := s.b.TempDir()
	s.env = []string{"DOORSTEP_HOME=" + home, "DOORSTEP_PASSPHRASE=" + passphrase}
	file := filepath.Join(home, "fieldwork.doorstep")
	create := []string{"project", "create", file}
	if passphrase == "" {
		create = append(create, "--no-passphrase")
	}
	s.run(create...)
	for _, form := range forms {
		s.run("--project", file, "form", "add", form)
	}
	s.settings(home)
}

// settings chooses how the window looks.
func (s *side) settings(home string) {
	s.b.Helper()
	if err := os.MkdirAll(filepath.Join(home, "config"), 0o700); err != nil {
		s.b.Fatal(err)
	}
	settings := `{"text_size": 100, "theme": "light", "auto_advance": false, "worker_code": "W1"}`
	if err := os.WriteFile(filepath.Join(home, "config", "settings.json"), []byte(settings), 0o600); err != nil {
		s.b.Fatal(err)
	}
}

func (s *side) run(args ...string) {
	s.b.Helper()
	cmd := exec.Command(s.program, args...)
	cmd.Env = append(os.Environ(), s.env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		s.b.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// start runs the program and returns how long it took until its first frame
// was on the screen: the window's ground in many places.
func (s *side) start() time.Duration {
	s.b.Helper()
	s.cmd = exec.Command(s.program)
	s.cmd.Env = append(os.Environ(), s.env...)
	if s.watched {
		s.listen()
	}
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		s.b.Fatal(err)
	}
	s.b.Cleanup(s.stop)
	s.wait("the first frame", s.painted)
	took := time.Since(began)
	s.wait("the window", func() bool { s.window = s.screen.Window(s.cmd.Process.Pid); return s.window != 0 })
	return took
}

// painted reports whether paper lies in most of the middle of the screen.
func (s *side) painted() bool {
	const lines = 6
	paper, found := widgets.Light.Paper, 0
	for i := range lines {
		row := s.screen.Pixels(image.Rect(400, 150+i*70, 1200, 151+i*70))
		for at := 0; at+3 < len(row); at += 4 {
			if (color.NRGBA{R: row[at+2], G: row[at+1], B: row[at], A: 0xFF}) == paper {
				found++
			}
		}
	}
	return found > lines*800/3
}

func (s *side) stop() {
	if s.cmd != nil && s.cmd.Process != nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
		s.cmd = nil
	}
	s.wait("the screen to be empty", func() bool { return !s.painted() })
}

// wait looks again and again, as often as the display answers.
func (s *side) wait(what string, holds func() bool) {
	s.b.Helper()
	for began := time.Now(); !holds(); time.Sleep(200 * time.Microsecond) {
		if time.Since(began) > patience {
			s.b.Fatalf("%s: waited in vain for %s", filepath.Base(s.program), what)
		}
	}
}

// press gives a key and returns how long it took until an area looks otherwise,
// once it has come to rest.
func (s *side) press(key string, area image.Rectangle) time.Duration {
	s.b.Helper()
	before := s.screen.Pixels(area)
	began := time.Now()
	s.screen.Press(s.window, key)
	s.wait("a change after "+key, func() bool { return !bytes.Equal(before, s.screen.Pixels(area)) })
	return time.Since(began)
}

// rest waits until an area has looked the same for some frames.
func (s *side) rest(area image.Rectangle) {
	s.b.Helper()
	since, last := time.Now(), s.screen.Pixels(area)
	s.wait("the window to come to rest", func() bool {
		if now := s.screen.Pixels(area); !bytes.Equal(now, last) {
			since, last = time.Now(), now
		}
		return time.Since(since) > 40*time.Millisecond
	})
}

// busy is the processor time the program has had.
func (s *side) busy() time.Duration {
	s.b.Helper()
	var total time.Duration
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", s.cmd.Process.Pid))
	if err != nil || len(tasks) == 0 {
		s.b.Fatal("the kernel does not tell processor times")
	}
	for _, task := range tasks {
		data, err := os.ReadFile(task)
		if err != nil {
			continue // the thread has ended
		}
		ns, _ := strconv.ParseInt(strings.Fields(string(data))[0], 10, 64)
		total += time.Duration(ns)
	}
	return total
}

// memory is what the program holds in memory, in MiB.
func (s *side) memory() float64 {
	s.b.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		s.b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), "VmRSS:")
	kib, _ := strconv.Atoi(strings.Fields(rest)[0])
	return float64(kib) / 1024
}

func middle(all []time.Duration) time.Duration { return quantile(all, 0.5) }

func quantile(all []time.Duration, q float64) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[int(q*float64(len(sorted)-1)+0.5)]
}

func milliseconds(d time.Duration) float64 { return d.Seconds() * 1000 }

// BenchmarkWindowStart is from the start of the program to its first frame,
// by turns with a window of the toolkit's with nothing in it: without a
// project, with one that must be unlocked, and with the passphrase at hand,
// the time the passphrase itself takes taken off.
func BenchmarkWindowStart(b *testing.B) {
	fresh, bare := newSides(b)
	locked, open := *fresh, *fresh
	fresh.project("")
	locked.project(windowPassphrase)
	open.env = slices.Concat(locked.env, nil)
	locked.env[1] = "DOORSTEP_PASSPHRASE="
	home := strings.TrimPrefix(open.env[0], "DOORSTEP_HOME=")
	var taken [4][]time.Duration
	for range 9 {
		for i, s := range []*side{bare, fresh, &locked, &open} {
			took := s.start()
			s.stop()
			if s == &open {
				took -= derivation(b, filepath.Join(home, "fieldwork.doorstep"))
			}
			taken[i] = append(taken[i], took)
		}
	}
	beside := func(i int) float64 { return middle(taken[i]).Seconds() / middle(taken[0]).Seconds() }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(milliseconds(middle(taken[0])), "bare-ms")
	b.ReportMetric(beside(1), "plain/bare")
	b.ReportMetric(beside(2), "locked/bare")
	b.ReportMetric(beside(3), "unlocked/bare")
}

// derivation is how much longer a sealed project takes to open with its
// passphrase than without: what the passphrase costs.
func derivation(b *testing.B, path string) time.Duration {
	b.Helper()
	ctx := context.Background()
	opened := func(o store.OpenOptions) time.Duration {
		began := time.Now()
		st, err := store.Open(ctx, path, o)
		took := time.Since(began)
		if err != nil {
			b.Fatal(err)
		}
		_ = st.Close()
		return took
	}
	with := opened(store.OpenOptions{Passphrase: func(context.Context, store.Info) (string, error) { return windowPassphrase, nil }})
	return with - opened(store.OpenOptions{})
}

const (
	longForm = 1000
	timed    = 200 // of its questions
)

// longWorkbook is a questionnaire of so many closed questions, each asked once
// the one before is answered.
func longWorkbook(b *testing.B) string {
	b.Helper()
	f := excelize.NewFile()
	defer f.Close()
	rows := map[string][][]any{
		"survey":   {{"type", "name", "label", "relevant"}},
		"choices":  {{"list_name", "name", "label"}, {"yesno", "yes", "Yes"}, {"yesno", "no", "No"}},
		"settings": {{"form_title", "form_id", "version"}, {"Long", "long", "1"}},
	}
	for i := range longForm {
		relevant := ""
		if i > 0 {
			relevant = fmt.Sprintf("${q%d} != ''", i-1)
		}
		rows["survey"] = append(rows["survey"], []any{"select_one yesno", fmt.Sprintf("q%d", i), fmt.Sprintf("%d. Is the street lit here at night?", i+1), relevant})
	}
	for sheet, lines := range rows {
		if _, err := f.NewSheet(sheet); err != nil {
			b.Fatal(err)
		}
		for i, line := range lines {
			if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &line); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "long.xlsx")
	if err := f.SaveAs(path); err != nil {
		b.Fatal(err)
	}
	return path
}

// The part of the screen in which a question's words stand, and that with its
// tiles.
var (
	questionArea = image.Rect(280, 130, 420, 175)
	pageArea     = image.Rect(280, 130, 520, 310)
)

// BenchmarkWindowKey answers questions of a form of 1,000 by their keys, and goes
// on with Enter: from that key to the next question on the screen. The
// bare window's own time from a key to its frame stands beside it. Then what
// the program holds in memory.
func BenchmarkWindowKey(b *testing.B) {
	ours, bare := newSides(b)
	bare.start()
	bare.rest(pageArea)
	var floor []time.Duration
	for range 100 {
		floor = append(floor, bare.press("Return", image.Rect(600, 300, 601, 301)))
	}
	bare.stop()

	ours.project("", longWorkbook(b))
	ours.start()
	ours.rest(pageArea)
	ours.press("1", questionArea)
	ours.rest(questionArea)
	var taken, chosen []time.Duration
	for range timed {
		chosen = append(chosen, ours.press("1", pageArea))
		ours.rest(pageArea)
		taken = append(taken, ours.press("Return", questionArea))
		ours.rest(pageArea)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(milliseconds(middle(taken)), "p50-ms")
	b.ReportMetric(milliseconds(quantile(taken, 0.99)), "p99-ms")
	b.ReportMetric(milliseconds(quantile(chosen, 0.99)), "chosen-p99-ms")
	b.ReportMetric(milliseconds(quantile(floor, 0.99)), "bare-p99-ms")
	b.ReportMetric(middle(taken).Seconds()/middle(floor).Seconds(), "p50/bare")
	b.ReportMetric(ours.memory(), "MiB")
}

// BenchmarkWindowIdle is the processor time of a window left alone in an
// interview, beside the bare one's, by turns.
func BenchmarkWindowIdle(b *testing.B) {
	ours, bare := newSides(b)
	ours.project("")
	const spell = 12 * time.Second
	spent := map[*side]time.Duration{}
	for range 2 {
		for _, s := range []*side{bare, ours} {
			s.start()
			s.rest(pageArea)
			if s == ours {
				s.press("1", pageArea)
				s.rest(pageArea)
			}
			time.Sleep(time.Second)
			before := s.busy()
			time.Sleep(spell)
			spent[s] += s.busy() - before
			s.stop()
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(100*spent[bare].Seconds()/(2*spell.Seconds()), "bare-%")
	b.ReportMetric(spent[ours].Seconds()/spent[bare].Seconds(), "ours/bare")
}

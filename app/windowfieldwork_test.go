//go:build linux

package app_test

import (
	"encoding/json"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/app"
)

// listen takes what the heartbeat tells.
func (s *side) listen() {
	s.b.Helper()
	ask, err := s.cmd.StdinPipe()
	if err != nil {
		s.b.Fatal(err)
	}
	answer, err := s.cmd.StdoutPipe()
	if err != nil {
		s.b.Fatal(err)
	}
	s.ask, s.answer = ask, json.NewDecoder(answer)
}

// beats tells how the window's goroutine fared since the last time.
func (s *side) beats() app.Beats { return s.tell("how was it?") }

// tell waits for the window's goroutine to be there.
func (s *side) tell(question string) (b app.Beats) {
	s.b.Helper()
	_, err := fmt.Fprintln(s.ask, question)
	if err == nil {
		err = s.answer.Decode(&b)
	}
	if err != nil {
		s.b.Fatal(err)
	}
	return b
}

// settled does something and returns how long it took until an area looked as
// it did from then on: until it was left alone for a while.
func (s *side) settled(area image.Rectangle, do func()) time.Duration {
	s.b.Helper()
	const still = 700 * time.Millisecond
	before := s.screen.Pixels(area)
	began := time.Now()
	do()
	changed, last := began, before
	s.wait("the window to settle", func() bool {
		time.Sleep(2 * time.Millisecond) // a look costs the display time
		if now := s.screen.Pixels(area); !slices.Equal(now, last) {
			changed, last = time.Now(), now
		}
		if time.Since(changed) <= still {
			return false
		}
		s.tell("there?") // it may be held up
		return slices.Equal(s.screen.Pixels(area), last)
	})
	s.changed = changed
	return changed.Sub(began)
}

// idle waits until the program has nothing more to do.
func (s *side) idle() {
	const spell = 200 * time.Millisecond
	s.wait("the program to rest", func() bool {
		before := s.busy()
		time.Sleep(spell)
		return s.busy()-before < spell/4
	})
}

// unlock gives the passphrase that is typed, and waits for it to be found right.
func (s *side) unlock() {
	before := s.unlockedAt()
	s.screen.Press(s.window, "Return")
	s.wait("the project to open", func() bool { return s.unlockedAt().After(before) })
}

// unlockedAt is when the passphrase was found right last, by the program's log.
func (s *side) unlockedAt() time.Time {
	s.b.Helper()
	log, err := os.ReadFile(filepath.Join(strings.TrimPrefix(s.env[0], "DOORSTEP_HOME="), "logs", "doorstep.log"))
	if err != nil {
		s.b.Fatal(err)
	}
	at := time.Time{}
	for line := range strings.Lines(string(log)) {
		if stamp, found := strings.CutPrefix(strings.Fields(line)[0], "time="); found && strings.Contains(line, "msg=unlocked") {
			at, err = time.Parse(time.RFC3339, stamp)
		}
	}
	if err != nil {
		s.b.Fatal(err)
	}
	return at
}

// write types small letters and spaces.
func (s *side) write(text string) {
	for _, r := range text {
		key := string(r)
		if r == ' ' {
			key = "space"
		}
		s.screen.Press(s.window, key)
	}
}

// The parts of the screen in which Today's counts and questionnaires stand, the
// rows of Responses, and all but the rail.
var (
	todayArea = image.Rect(360, 130, 1250, 325)
	rowsArea  = image.Rect(340, 320, 1290, 690)
	wholeArea = image.Rect(300, 40, 1300, 690)
)

// fieldworkStep is something done in the window.
type fieldworkStep struct {
	name string
	area image.Rectangle
	do   func(*side)
}

func keyStep(name string, area image.Rectangle, key string) fieldworkStep {
	return fieldworkStep{name, area, func(s *side) { s.screen.Press(s.window, key) }}
}

// The passphrase is typed before they begin.
var fieldworkSteps = []fieldworkStep{
	{"today", todayArea, (*side).unlock},
	keyStep("responses", rowsArea, "ctrl+3"),
	keyStep("scroll", rowsArea, "Next"),
	keyStep("older", rowsArea, "Next"),
	{"find", rowsArea, func(s *side) {
		s.screen.Press(s.window, "ctrl+f")
		s.write("carntyne w")
	}},
	{"filter", rowsArea, func(s *side) { s.write("3") }},
	keyStep("progress", wholeArea, "ctrl+2"),
	keyStep("questionnaires", wholeArea, "ctrl+5"),
	keyStep("exchange", wholeArea, "ctrl+6"),
	keyStep("export", wholeArea, "ctrl+4"),
	keyStep("settings", wholeArea, "ctrl+7"),
	keyStep("today-again", todayArea, "ctrl+1"),
}

// BenchmarkWindowFieldwork goes through the screens of a project of 100,000
// sealed responses, by keys: how long each takes until it stands as it stays,
// how long the window's goroutine did not answer meanwhile, with painting and
// without, and what the program held in memory at most. Today is timed from when
// the passphrase was found right; the memory leaves out the 128 MiB that it takes.
// Progress is opened once more as the very first, before anything was counted:
// then it too is timed from the passphrase.
func BenchmarkWindowFieldwork(b *testing.B) {
	const n, rounds = 100_000, 3
	ours, bare := newSides(b)
	home := b.TempDir()
	ours.env = []string{"DOORSTEP_HOME=" + home, "DOORSTEP_PASSPHRASE=", app.BeatVariable + "=1"}
	ours.settings(home)
	project := filepath.Join(home, "fieldwork.doorstep")
	st, _ := app.MadeUp(b, project, n)
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	ours.program, ours.watched = self, true

	bare.start()
	bare.rest(pageArea)
	var floor []time.Duration
	for range 50 {
		floor = append(floor, bare.press("Return", image.Rect(600, 300, 601, 301)))
	}
	empty := bare.memory()
	bare.stop()

	f := newFieldworkTimes()
	for range rounds {
		ours.start()
		ours.rest(pageArea)
		ours.beats()
		ours.write(windowPassphrase)
		time.Sleep(time.Second) // the caret blinks, so nothing comes to rest
		f.note("locked", 0, ours.beats())
		for _, step := range fieldworkSteps {
			if step.name == "filter" { // what is searched has been read
				ours.idle()
			}
			took := ours.settled(step.area, func() { step.do(ours) })
			if step.name == "today" {
				f.note("unlocking", 0, ours.beats())
				took = ours.changed.Sub(ours.unlockedAt())
			}
			time.Sleep(time.Second)
			f.note(step.name, took, ours.beats())
		}
		ours.stop()

		ours.start()
		ours.rest(pageArea)
		ours.write(windowPassphrase)
		time.Sleep(time.Second)
		ours.beats()
		ours.settled(wholeArea, func() {
			ours.unlock()
			ours.screen.Press(ours.window, "ctrl+2")
		})
		took := ours.changed.Sub(ours.unlockedAt())
		time.Sleep(time.Second)
		f.note("progress-first", took, ours.beats())
		ours.stop()
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(milliseconds(middle(floor)), "bare-ms")
	b.ReportMetric(empty, "bare-MiB")
	f.report(b)
}

// fieldworkTimes is what was noted, by step and round.
type fieldworkTimes struct {
	names []string
	took  map[string][]time.Duration
	beats map[string][]app.Beats
}

func newFieldworkTimes() *fieldworkTimes {
	return &fieldworkTimes{took: map[string][]time.Duration{}, beats: map[string][]app.Beats{}}
}

func (f *fieldworkTimes) note(step string, took time.Duration, b app.Beats) {
	if !slices.Contains(f.names, step) {
		f.names = append(f.names, step)
	}
	f.took[step], f.beats[step] = append(f.took[step], took), append(f.beats[step], b)
}

// report gives the middle of the rounds for each step, and the worst step.
func (f *fieldworkTimes) report(b *testing.B) {
	var worst, worstOurs time.Duration
	var most float64
	var lines strings.Builder
	for _, name := range f.names {
		var held, ours []time.Duration
		peak, doing := 0.0, ""
		for _, beats := range f.beats[name] {
			held, ours = append(held, beats.Longest), append(ours, beats.Ours)
			peak, doing = max(peak, float64(beats.Peak)/(1<<20)), beats.Doing
		}
		h, o := middle(held), middle(ours)
		worst, worstOurs = max(worst, h), max(worstOurs, o)
		if name != "unlocking" && name != "progress-first" { // the passphrase's own 128 MiB
			most = max(most, peak)
		}
		fmt.Fprintf(&lines, "%-16s took %7.1f ms, held %6.1f ms, without painting %6.1f ms, at most %5.1f MiB; held last by %s\n",
			name, milliseconds(middle(f.took[name])), milliseconds(h), milliseconds(o), peak, doing)
		if slices.Contains([]string{"today", "responses", "filter", "progress", "progress-first"}, name) {
			b.ReportMetric(milliseconds(middle(f.took[name])), name+"-ms")
		}
	}
	fmt.Fprint(os.Stderr, lines.String())
	b.ReportMetric(milliseconds(worst), "held-ms")
	b.ReportMetric(milliseconds(worstOurs), "ours-held-ms")
	b.ReportMetric(most, "MiB")
}

package app_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"
)

// benchForm is short, so that many interviews are soon taken.
const benchForm = `
| survey |
| | type | name | label |
| | text | name | What is your name? |
| | select_one well | well | How is your health in general? |
| | text | more | What would help? |

| choices |
| | list_name | name | label |
| | well | good | Good |
| | well | fair | Fair |
| | well | bad | Bad |

| settings |
| | form_id | form_title | version |
| | bench | Bench by the canal | 1 |
`

// seen waits for a state of the project on the disk.
func (w *window) seen(what string, see func(ctx context.Context, s *store.Store) (bool, error), again func()) {
	w.t.Helper()
	w.until(what, func() bool {
		found := false
		return w.look(func(ctx context.Context, s *store.Store) (err error) {
			found, err = see(ctx, s)
			return err
		}) && found
	}, again)
}

// answered takes an interview by keys, from its beginning to its end, as the
// so manieth response of this laptop.
func (w *window) answered(n int, name, well, more string) {
	w.t.Helper()
	w.shows("Today –", "ctrl+1")
	w.until("the interview to begin", func() bool { _, ok := w.draft(); return ok }, func() { w.keys("1") })
	w.page("name")
	w.write(name)
	w.keys("Return", well)
	w.page("more")
	w.write(more)
	w.keys("Return")
	w.finished(n, func() { w.keys("ctrl+Return") })
	w.shows("Today –", "Return")
}

// edited changes the answers of a worker's response, for a reason. A text that
// is "" stays.
func (w *window) edited(id, worker, reason, name, well, more string) {
	w.t.Helper()
	states := 0
	w.seen("its states", func(ctx context.Context, s *store.Store) (bool, error) {
		h, err := s.History(ctx, id)
		states = len(h)
		return states > 0, err
	}, nil)
	w.shows("Responses –", "ctrl+3")
	w.shows("Response ", "slash", "ctrl+a", strings.ToLower(worker[:1]), worker[1:], "Return")
	w.shows("Change answers –", "e")
	w.write(reason)
	w.keys("Return")
	w.shows("Bench by the canal –", "shift")
	w.until("the first question", func() bool { d, ok := w.draft(); return ok && d.at.Name() == "name" }, func() { w.keys("ctrl+j", "Home", "Return") })
	put := func(text string) {
		if text != "" {
			w.keys("ctrl+a")
			w.write(text)
		}
		w.keys("Return")
	}
	put(name)
	w.keys(well)
	w.page("more")
	put(more)
	w.seen("another state of it", func(ctx context.Context, s *store.Store) (bool, error) {
		h, err := s.History(ctx, id)
		return len(h) == states+1, err
	}, func() { w.keys("ctrl+Return") })
	w.shows("Response ", "Return") // back to where the change began
	w.shows("Today –", "ctrl+1")
}

// sendAndReceive goes to that screen, with a folder typed into its field.
func (w *window) sendAndReceive(folder string) {
	w.t.Helper()
	w.shows("Send and receive –", "ctrl+6")
	w.keys("slash", "ctrl+a")
	w.write(folder)
	w.keys("Return")
}

// TestManyLaptopsInRealWindows has a coordinator's laptop set a worker's up
// with a file on a stick. Both interview; what the worker took comes in, twice
// over; both change the same answers of it, and the coordinator keeps some of
// each. The workbook holds every response once and what was kept. All by keys
// alone.
func TestManyLaptopsInRealWindows(t *testing.T) {
	a := newWindow(t)
	b, stick := a.another(), t.TempDir()
	a.first, b.first = "name", "name"
	a.start()
	a.setUp()
	form := filepath.Join(a.home, "bench.md")
	if err := os.WriteFile(form, []byte(benchForm), 0o600); err != nil {
		t.Fatal(err)
	}
	a.goTo("Questionnaires")
	a.keys("Tab")
	a.write(form)
	a.shows("can be added", "Return")
	a.shows("is in the project", "ctrl+Return")

	sheet, err := os.ReadFile(filepath.Join(a.home, "exports", "Doorstep recovery key.txt"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := store.ParseRecoveryKey(string(sheet))
	if err != nil {
		t.Fatal(err)
	}
	a.sendAndReceive(stick)
	a.picture("merging-start")
	a.keys("k")
	a.write(key.String())
	a.keys("Return")
	a.seen("the key to be kept", func(ctx context.Context, s *store.Store) (bool, error) { return s.KeepsKey(ctx) }, nil)
	var projects []string
	a.until("the project file", func() bool {
		projects, _ = filepath.Glob(filepath.Join(stick, "*"+exchange.HandOutExtension))
		return len(projects) > 0
	}, func() { a.keys("p") })
	a.picture("merging-handed-out")

	b.start()
	b.introduced("Bashir", "W7")
	b.keys("Tab")
	b.write(projects[0])
	b.shows("Set up: a passphrase", "Return")
	b.keys("ctrl+n", "Return") // its disk is encrypted
	b.shows("Welcome: a practice interview", "shift")
	b.shows("Today –", "Escape")
	b.answered(1, "Mairi", "1", "A seat")
	theirs := b.submissions()[0]
	b.sendAndReceive(stick)
	b.packed(stick, 1, "s")
	b.picture("merging-packed")

	a.turnTo()
	a.answered(1, "Duncan", "3", "Dry feet")
	a.takenIn(stick, "merging-came", func(ctx context.Context, s *store.Store) (bool, error) {
		_, err := s.Submission(ctx, theirs.InstanceID)
		return err == nil, nil
	})
	a.edited(theirs.InstanceID, "W7", "She rang the office", "", "2", "A bench and a bin")
	b.turnTo()
	b.edited(theirs.InstanceID, "W7", "I misheard her name", "Maire", "3", "")
	b.sendAndReceive(stick)
	b.packed(stick, 2, "a")

	a.turnTo()
	a.takenIn(stick, "", func(ctx context.Context, s *store.Store) (bool, error) {
		ids, err := s.Conflicts(ctx)
		return slices.Equal(ids, []string{theirs.InstanceID}), err
	})
	a.settled(theirs)
	a.countsRight(theirs.InstanceID)
}

// packed writes a pack by a key, until the stick has so many.
func (w *window) packed(stick string, n int, key string) {
	w.t.Helper()
	w.until(fmt.Sprintf("%d packs", n), func() bool {
		packs, _ := exchange.PacksIn(stick)
		return len(packs) == n
	}, func() { w.keys(key) })
}

// takenIn sees what came and takes it in.
func (w *window) takenIn(stick, picture string, in func(context.Context, *store.Store) (bool, error)) {
	w.t.Helper()
	w.sendAndReceive(stick)
	w.shows("Send and receive: what came –", "r")
	if picture != "" {
		w.picture(picture)
	}
	w.shows("Send and receive –", "Return")
	w.seen("what came to be in", in, nil)
}

// settled keeps the coordinator's answers to a conflict, and the name of the
// worker's.
func (w *window) settled(theirs *survey.Submission) {
	w.t.Helper()
	var heads []store.Head
	w.seen("both edits", func(ctx context.Context, s *store.Store) (_ bool, err error) {
		heads, err = s.Heads(ctx, theirs.InstanceID)
		return len(heads) == 2, err
	}, nil)
	own := slices.IndexFunc(heads, func(h store.Head) bool { return h.Device != theirs.Device })
	w.shows("edited in two places", "1")
	w.picture("merging-conflict-opens")
	w.keys([]string{"a", "b"}[own])
	w.keys("1") // the first answer that differs is the name
	w.picture("merging-conflict")
	w.shows("Send and receive –", "ctrl+Return")
	w.seen("one edit of the two", func(ctx context.Context, s *store.Store) (bool, error) {
		ids, err := s.Conflicts(ctx)
		return len(ids) == 0, err
	}, nil)
	w.picture("merging-settled")
}

// countsRight exports and holds the workbook against what was answered.
func (w *window) countsRight(theirs string) {
	t := w.t
	t.Helper()
	w.shows("Export –", "ctrl+4")
	book := w.exported("merging-export", "1", "c", "p")
	sums, err := book.GetRows("Reconciliation", excelize.Options{RawCellValue: true})
	responses, more := book.GetRows("Responses", excelize.Options{RawCellValue: true})
	if err := errors.Join(err, more); err != nil {
		t.Fatal(err)
	}
	for _, row := range sums[3:] {
		want := "0"
		if row[0] == "Exported" || row[0] == "Exported + left out" || row[0] == "Stored" {
			want = "2"
		}
		if row[1] != want {
			t.Errorf("Reconciliation, %s: %s, want %s", row[0], row[1], want)
		}
	}
	head := slices.IndexFunc(responses, func(row []string) bool { return slices.Contains(row, "well") })
	if head < 0 || len(responses) != head+3 {
		t.Fatalf("Responses has %d rows, its header in row %d: want two below it", len(responses), head+1)
	}
	got := map[string]string{}
	for _, row := range responses[head+1:] {
		said := []string{}
		for _, name := range []string{"name", "well", "more"} {
			said = append(said, row[slices.Index(responses[head], name)])
		}
		at := slices.Index(row, theirs)
		got[fmt.Sprint(at >= 0)] = strings.Join(said, ", ")
	}
	if got["true"] != "Maire, fair, A bench and a bin" || got["false"] != "Duncan, bad, Dry feet" {
		t.Errorf("the rows hold %q", got)
	}
}

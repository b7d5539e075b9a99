package view

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"doorstep/app/viewmodel"
	"doorstep/survey"
)

// told is in everything that a resident said, in every name and place of the
// contact log, and in every key and passphrase that is typed.
const told = "Zyxquil"

// toldForm is an interview of one question.
const toldForm = `
| survey |
| | type | name | label |
| | text | help | What would help? |
| settings |
| | form_title | form_id | version |
| | Told | told | 1 |
`

// toldParcels are of a response edited in two places.
type toldParcels struct{ parcels }

func (p *toldParcels) Overview(context.Context) (viewmodel.ExchangeOverview, error) {
	return viewmodel.ExchangeOverview{
		Conflicts: []viewmodel.ConflictLine{{ID: "uuid:1", Title: "Told", Detail: told}},
		Alike:     []viewmodel.AlikePair{{A: "uuid:2", B: "uuid:3", Title: told}},
	}, nil
}

func (p *toldParcels) Conflict(context.Context, string) (*viewmodel.Conflict, error) {
	return &viewmodel.Conflict{
		Sides: make([]viewmodel.ConflictSide, 2), Rows: []viewmodel.ConflictRow{{Question: "What would help?", Values: []string{told, told}}},
	}, nil
}

// toldReaching returns the ways to a told text from what there is. What stands for
// the disk is no part of that.
func toldReaching(from any) (ways []string) {
	type place struct {
		at unsafe.Pointer
		of reflect.Type
	}
	seen := map[place]bool{}
	disk := map[reflect.Type]bool{}
	for _, d := range []any{memory{}, logInMemory{}, findingsOf{}, toldParcels{}, plans{}, doors{}, archive{}, vault{}, carer{}} {
		disk[reflect.TypeOf(d)] = true
	}
	var walk func(v reflect.Value, way string)
	walk = func(v reflect.Value, way string) {
		switch v.Kind() {
		case reflect.String:
			if strings.Contains(v.String(), told) {
				ways = append(ways, way)
			}
		case reflect.Interface:
			if !v.IsNil() {
				walk(v.Elem(), way)
			}
		case reflect.Pointer:
			if at := (place{v.UnsafePointer(), v.Type()}); !v.IsNil() && !seen[at] {
				seen[at] = true
				walk(v.Elem(), way)
			}
		case reflect.Struct:
			if path := v.Type().PkgPath(); disk[v.Type()] || path != "" && !strings.HasPrefix(path, "doorstep/") && !strings.HasPrefix(path, "fyne.io/") {
				return
			}
			defer held(v)()
			for i := range v.NumField() {
				walk(v.Field(i), way+"."+v.Type().Field(i).Name)
			}
		case reflect.Slice, reflect.Array:
			if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
				if bytes.Contains(v.Bytes(), []byte(told)) {
					ways = append(ways, way)
				}
				return
			}
			if k := v.Type().Elem().Kind(); k > reflect.Bool && k <= reflect.Complex128 {
				return
			}
			for i := range v.Len() {
				walk(v.Index(i), fmt.Sprintf("%s[%d]", way, i))
			}
		case reflect.Map:
			for entries := v.MapRange(); entries.Next(); {
				walk(entries.Key(), way+" key")
				walk(entries.Value(), fmt.Sprintf("%s[%v]", way, entries.Key()))
			}
		}
	}
	walk(reflect.ValueOf(from), "")
	return ways
}

// held keeps other goroutines from a struct's fields as they keep one another from
// them: by its mutexes.
func held(v reflect.Value) (release func()) {
	release = func() {}
	for i := range v.NumField() {
		if !v.CanAddr() {
			break
		}
		before := release
		switch at := unsafe.Pointer(v.Field(i).UnsafeAddr()); v.Field(i).Type() {
		case reflect.TypeFor[sync.Mutex]():
			mu := (*sync.Mutex)(at)
			mu.Lock()
			release = func() { mu.Unlock(); before() }
		case reflect.TypeFor[sync.RWMutex]():
			mu := (*sync.RWMutex)(at)
			mu.RLock()
			release = func() { mu.RUnlock(); before() }
		}
	}
	return release
}

// TestTheLockLeavesNothingOfWhatWasSaid comes to every screen with something on
// it that the project seals, locks, and goes through everything that the window
// holds. Each of them is there again once it is unlocked.
func TestTheLockLeavesNothingOfWhatWasSaid(t *testing.T) {
	log := &logInMemory{tries: []survey.Attempt{
		{ID: survey.AttemptID{1}, Place: told + " Street", Outcome: survey.NonContact, Note: told, At: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)},
		{ID: survey.AttemptID{2}, Place: told + " Street", Outcome: survey.ComeBack, Reminder: told, Due: time.Date(2026, 11, 21, 17, 0, 0, 0, time.UTC)},
	}}
	a := &archive{}
	s := newStage(t, setting{
		forms: []string{toldForm}, vault: &vault{}, archive: a, contacts: log, planner: newPlans(viewmodel.RoleMade), ways: newDoors(), caretaker: &carer{},
		findings: &findingsOf{pledges: 3, told: told},
	})
	a.stage = s
	s.store.claim, s.store.quotes = viewmodel.ClaimAnswer{Verdict: viewmodel.ClaimHolds, Words: told}, []viewmodel.ExportQuote{{Question: "What would help?", Text: told}}
	s.showExchange(&toldParcels{})
	s.keys("Ctrl+1")
	m := s.begin()
	s.typed(told)
	s.keys("Enter", "Ctrl+Enter")
	s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
	s.keys("Enter")
	s.settle()

	shown := func(what string, there func() bool) func() {
		return func() {
			t.Helper()
			s.until(what, there)
			s.settle()
		}
	}
	home := shown("whom to come back to", func() bool { return len(s.shell.Home.State().CallBacks) == 1 })
	contacts := shown("the contact log", func() bool { return len(s.shell.Contacts.State().Rows) == 1 })
	response := shown("the response", func() bool { d := s.shell.Responses.Detail(); return d != nil && !d.Loading })
	list := shown("the list", func() bool { return len(s.shell.Responses.State().Rows) == 1 })
	counted := shown("what would go out", func() bool { return s.shell.Export.State().Preview != nil })
	results := shown("the results", func() bool { return s.shell.Results.State().Page != nil })
	pledges := shown("the pledges", func() bool { return len(s.shell.Pledges.State().Pledges) > 0 })
	pairs := func() {
		s.exchanged()
		s.until("the pairs", func() bool { return len(s.shell.Exchange.State().Overview.Alike) == 1 })
	}
	for _, visit := range []struct {
		place string
		come  func()
		again func() // what is there once more after the lock
	}{
		{"home", home, home},
		{"the contact log", func() { s.keys("Ctrl+K"); contacts() }, contacts},
		{"a response", func() { s.shell.Show(viewmodel.ScreenResponses); list(); s.typed("1"); response() }, list},
		{"export", func() { s.shell.Show(viewmodel.ScreenExport); counted() }, counted},
		{"a sentence", func() {
			s.keys("Ctrl+K")
			s.typed("half")
			s.keys("Enter")
			s.until("it is checked", func() bool { return len(s.shell.Claims.State().Checked) == 1 })
		}, func() { s.keys("Esc") }},
		{"results", func() { s.shell.ShowResults("told"); results() }, results},
		{"pledges", func() { s.shell.Results.ShowTree(); pledges() }, pledges},
		{"send and receive", func() { s.shell.Show(viewmodel.ScreenExchange); pairs(); s.typed("k"); s.typed(told) }, pairs},
		{"an edit in two places", func() { s.keys("Tab"); s.shell.Exchange.OpenConflict("uuid:1"); s.exchanged() }, pairs},
		{"the recovery key", func() { s.shell.ShowPlan(); s.planned(); s.typed("k"); s.canvas().FocusNext(); s.typed(told) }, s.planned},
		{"a passphrase for a colleague", func() { s.shell.ShowWays(); s.opened(2); s.typed("+"); s.typed(told) }, func() { s.keys("Esc") }},
		{"another passphrase", func() {
			s.shell.Show(viewmodel.ScreenSettings)
			s.ui.open(newPassphraseSheet(s.shell.Upkeep, s.ui))
			s.typed(told)
		}, func() { s.keys("Esc") }},
	} {
		visit.come()
		if len(toldReaching(s.ui)) == 0 {
			t.Errorf("nothing that is sealed stands on %s:\n%s", visit.place, s.words())
		}
		s.keys("Ctrl+L")
		s.until("it is locked", func() bool { return s.shell.Lock.Covered() && len(s.queue) == 0 })
		if ways := toldReaching(s.ui); len(ways) > 0 {
			t.Errorf("%s is still there, locked:\n%s", visit.place, strings.Join(ways, "\n"))
		}
		s.typed("kettles")
		s.keys("Enter")
		s.until("it opens", func() bool { return !s.shell.Lock.Covered() })
		s.settle()
		visit.again()
	}

	// An interview stays, to go on where it was, but not in the window.
	s.keys("Ctrl+1")
	m = s.begin()
	s.typed(told)
	s.ui.open(newKeysSheet(screenHelp{title: told}, s.ui.key, nil))
	if len(toldReaching(s.ui.window.Content())) == 0 {
		t.Error("nothing that is sealed stands in the interview")
	}
	s.keys("Ctrl+L")
	s.until("it is locked", func() bool { return s.shell.Lock.Covered() && len(s.queue) == 0 })
	if ways := toldReaching(s.ui.window.Content()); len(ways) > 0 {
		t.Errorf("the interview is still in the window, locked:\n%s", strings.Join(ways, "\n"))
	}
	s.typed("kettles")
	s.keys("Enter")
	s.until("it opens", func() bool { return !s.shell.Lock.Covered() })
	s.keys("Esc")
	if page := m.Page(); !strings.Contains(s.words(), page.Questions[0].Label) || len(toldReaching(s.ui.body)) == 0 {
		t.Errorf("it comes back to:\n%s", s.words())
	}
}

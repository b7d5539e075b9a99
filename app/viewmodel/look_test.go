package viewmodel

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/survey"
)

func TestLooksOfChoices(t *testing.T) {
	group := &survey.Group{Item: survey.Item{Appearance: []string{"table-list"}}}
	for _, c := range []struct {
		appearance string
		offered    int
		parent     survey.Node
		want       Look
	}{
		{"", 5, nil, Look{}},
		{"", 36, nil, Look{Layout: LayoutList}},
		{"minimal", 3, nil, Look{Layout: LayoutList}},
		{"search('wards')", 3, nil, Look{Layout: LayoutList}},
		{"autocomplete", 3, nil, Look{Layout: LayoutList}},
		{"columns", 5, nil, Look{Layout: LayoutColumns}},
		{"columns-4 no-buttons", 5, nil, Look{Layout: LayoutColumns, Columns: 4, Pictures: true}},
		{"columns-pack", 5, nil, Look{Layout: LayoutColumns}},
		{"horizontal-compact", 5, nil, Look{Layout: LayoutColumns}},
		{"compact", 5, nil, Look{Layout: LayoutColumns, Pictures: true}},
		{"quickcompact-2", 5, nil, Look{Layout: LayoutColumns, Columns: 2, Pictures: true}},
		{"likert", 5, nil, Look{Layout: LayoutOneRow}},
		{"image-map", 5, nil, Look{Layout: LayoutMap}},
		{"label", 5, nil, Look{Layout: LayoutHead}},
		{"list-nolabel", 5, nil, Look{Layout: LayoutTable}},
		{"list", 5, nil, Look{Layout: LayoutTable}},
		{"", 5, group, Look{Layout: LayoutTable}},
		{"", 9, group, Look{}},
	} {
		q := &survey.Question{Type: survey.TypeSelectOne, Item: survey.Item{Appearance: strings.Fields(c.appearance), Parent: c.parent}}
		if got := lookOf(q, ControlOne, c.offered); got != c.want {
			t.Errorf("%q with %d choices: %+v, want %+v", c.appearance, c.offered, got, c.want)
		}
	}
}

const listForm = `
| survey |
| | type | name | label::English (en) | label::Polski (pl) | appearance | parameters |
| | select_one towns | town | Which town? | Które miasto? | minimal | |
| | select_multiple towns | seen | Which have you seen? | Które? | autocomplete | |
| | range | days | How many days? | Ile dni? | picker | start=0 end=31 |
| | range | warm | How warm? | Jak ciepło? | | start=0 end=10 tick_interval=5 tick_labelset=warmth |
| | integer | rent | What is the rent? | Czynsz? | thousands-sep | |
| | integer | rooms | How many rooms? | Ile pokoi? | counter | |
| | text | secret | What is the word? | Słowo? | masked | |
| | date | month | In which month? | W którym miesiącu? | month-year | |
| | geopoint | place | Where? | Gdzie? | | |

| choices |
| | list_name | name | label::English (en) | label::Polski (pl) |
| | towns | gla | Glasgow | Glasgow |
| | towns | lodz | Łódź | Łódź |
| | towns | war | Warsaw | Warszawa |
| | towns | old | Old Warsaw | Stara Warszawa |
| | warmth | 0 | Cold | Zimno |
| | warmth | 5 | Right | Dobrze |
| | warmth | 10 | Hot | Gorąco |

| settings |
| | form_id | form_title | version | default_language |
| | lists | Lists | 1 | English (en) |
`

func labels(l *ChoiceList) string {
	var all []string
	for i := range l.Len() {
		all = append(all, l.Tile(i).Label)
	}
	return strings.Join(all, "; ")
}

func TestTypingNarrowsAListDown(t *testing.T) {
	b := newBench(t, listForm)
	m := b.begin()
	for typed, want := range map[string]string{
		"":        "Glasgow; Łódź; Warsaw; Old Warsaw",
		"lodz":    "Łódź",
		"wars":    "Warsaw; Old Warsaw", // what begins with it first
		"saw old": "Old Warsaw",
		"xyz":     "",
	} {
		m.Filter("/data/town", typed)
		if got := labels(only(t, m).List); got != want {
			t.Errorf("%q gives %q, want %q", typed, got, want)
		}
	}
	m.SetLanguage("Polski (pl)")
	m.Filter("/data/town", "warsaw")
	if got := labels(only(t, m).List); got != "Warszawa; Stara Warszawa" {
		t.Errorf("the form's own words find %q", got)
	}
	if !m.Choose("/data/town", 1) {
		t.Error("the choice does not go on")
	}
	m.AdvanceAfterChoice()
	wantPage(t, m, "seen")
	m.Filter("/data/seen", "war")
	m.Choose("/data/seen", 0)
	m.Filter("/data/seen", "gla")
	m.Choose("/data/seen", 0)
	q := only(t, m)
	if q.List.Filter != "" || len(q.List.Picked()) != 2 || q.List.Picked()[0].Name != "war" {
		t.Errorf("filter %q, picked %+v", q.List.Filter, q.List.Picked())
	}
	before := only(t, m).List
	m.Focus("/data/seen")
	if only(t, m).List != before {
		t.Error("the list was built anew though nothing in it changed")
	}
}

func TestLooksOfNumbers(t *testing.T) {
	b := newBench(t, listForm)
	m := b.begin()
	m.GoTo("/data/days")
	if q := only(t, m); q.Control != ControlOne || q.List.Total != 32 {
		t.Fatalf("a picker is %s with %+v", q.Control, q.List)
	}
	m.Choose("/data/days", 12)
	m.GoTo("/data/warm")
	r := only(t, m).Range
	if got := fmt.Sprint(r.Ticks); got != "[{0 Cold} {5 Right} {10 Hot}]" {
		t.Errorf("ticks %s", got)
	}
	m.GoTo("/data/rent")
	for typed, want := range map[string]string{"1234": "1,234", "12,3456": "123,456", "-1234567": "-1,234,567", "12": "12"} {
		m.TypeText("/data/rent", typed)
		if got := only(t, m).Text; got != want {
			t.Errorf("%q is shown as %q, want %q", typed, got, want)
		}
	}
	m.TypeText("/data/rent", "12,345")
	m.GoTo("/data/rooms")
	m.StepCounter("/data/rooms", 1)
	m.StepCounter("/data/rooms", 1)
	m.StepCounter("/data/rooms", -1)
	m.GoTo("/data/secret")
	m.TypeText("/data/secret", "swallow")
	m.GoTo("/data/month")
	m.TypeText("/data/month", "6 2019")
	m.GoTo("/data/place")
	m.TypeText("/data/place", "55.861, -4.22")
	m.ShowReview()
	want := map[string]string{
		"days": "12", "rent": "12345", "rooms": "1", "secret": "•••••••", "month": "June 2019", "place": "55.861 -4.22 0 0",
	}
	for _, s := range m.Review().Sections {
		for _, row := range s.Rows {
			if w, ok := want[row.Ref.Name()]; ok && row.Answer != w {
				t.Errorf("%s: %q, want %q", row.Ref.Name(), row.Answer, w)
			}
		}
	}
	m.GoTo("/data/month")
	if q := only(t, m); q.Text != "6/2019" || q.Understood != "June 2019" {
		t.Errorf("shown as %q, %q", q.Text, q.Understood)
	}
}

func TestEntriesOfARepeat(t *testing.T) {
	b := newBench(t, `
| survey |
| | type | name | label |
| | begin_repeat | child | Child |
| | text | name | What is their name? |
| | integer | age | How old are they? |
| | end_repeat | | |
| | note | bye | Bye |
| settings |
| | form_id | version |
| | kids | 1 |
`)
	m := b.begin()
	for i, name := range []string{"Maryam", "Adam"} {
		if i > 0 {
			b.press(m, "1")
		}
		wantPage(t, m, "name")
		b.typing(m, name)
		b.press(m, "enter")
		b.typing(m, fmt.Sprint(7+i))
		b.press(m, "enter")
		wantPage(t, m, "child")
	}
	entries := m.Page().Entries
	if len(entries) != 2 || entries[0].Label != "Maryam · 7" || entries[1].Key != "b" {
		t.Fatalf("entries %+v", entries)
	}
	b.press(m, "b")
	wantPage(t, m, "name")
	if h := m.Page().Headings; len(h) != 1 || h[0] != "Child 2 of 2" {
		t.Errorf("headings %q", h)
	}
	b.press(m, "remove", "remove")
	wantPage(t, m, "child")
	if entries := m.Page().Entries; len(entries) != 1 {
		t.Errorf("%d entries after one was taken out", len(entries))
	}
	b.press(m, "2")
	wantPage(t, m, "bye")
}

func TestQuickGoesOnWhateverTheSettingsSay(t *testing.T) {
	b := newBench(t, strings.Replace(listForm, "minimal", "quick", 1))
	m := b.begin()
	b.shell.Settings.SetAutoAdvance(false)
	if _, advance := m.PressKey('1'); !advance {
		t.Error("quick does not go on")
	}
}

// fakeAttachments keeps files in memory.
type fakeAttachments struct {
	mu    sync.Mutex
	files map[string][]byte
	order *fakeStore
}

func (f *fakeAttachments) Attach(_ context.Context, id, name string, data []byte) error {
	return f.order.write("attach", func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.files[id+"/"+name] = data
	})
}

func (f *fakeAttachments) Attachment(_ context.Context, id, name string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	data, ok := f.files[id+"/"+name]
	if !ok {
		return nil, errors.New("no such file")
	}
	return data, nil
}

func TestAnAttachedFileIsOnDiskBeforeTheAnswerThatNamesIt(t *testing.T) {
	b := newBench(t, "| survey |\n| | type | name | label | appearance |\n| | image | sign | Sign | signature |\n| | file | letter | Letter | |\n| settings |\n| | form_id | version |\n| | files | 1 |\n")
	m := b.begin()
	if q := only(t, m); q.Control != ControlUnavailable || !q.NeedsFile {
		t.Fatalf("without a place for files it is %s", q.Control)
	}
	kept := &fakeAttachments{files: map[string][]byte{}, order: b.store}
	m.attachments = kept
	m.changed()
	if q := only(t, m); q.Control != ControlFile || q.Look.Draw != DrawSignature {
		t.Fatalf("with one it is %s, %q", q.Control, q.Look.Draw)
	}
	if err := m.Attach("/data/sign", "Drawing.PNG", []byte("a line")); err != nil {
		t.Fatal(err)
	}
	name := only(t, m).Attached.Name
	if !strings.HasPrefix(name, "sign-") || !strings.HasSuffix(name, ".png") {
		t.Errorf("stored as %q", name)
	}
	b.saved()
	order := strings.Join(b.store.order, "\n")
	if at, answer := strings.Index(order, "attach"), strings.Index(order, name); at < 0 || answer < at {
		t.Errorf("order of writing:\n%s", order)
	}
	if err := m.Attach("/data/sign", "big.png", make([]byte, largestAttachment+1)); !errors.Is(err, ErrTooLargeToAttach) {
		t.Errorf("a file too large: %v", err)
	}
	m.GoTo("/data/letter")
	m.GoTo("/data/sign") // the picture is read again
	only(t, m)
	b.until("the picture is read", func() bool { return string(only(t, m).Attached.Data) == "a line" })
}

// TestFinishingIsNeverLeftOnSaving holds the writer up at every step of
// finishing and sees the end come once the disk has taken all of it.
func TestFinishingIsNeverLeftOnSaving(t *testing.T) {
	for held := range 6 {
		b := newBench(t, "| survey |\n| | type | name | label |\n| | text | a | A |\n| settings |\n| | form_id | version |\n| | a | 1 |\n")
		m := b.begin()
		b.saved()
		slow := make(chan struct{}, 100)
		b.store.mu.Lock()
		b.store.slow = slow
		b.store.mu.Unlock()
		m.TypeText("/data/a", "an answer")
		m.Continue()
		m.Finish()
		if m.Stage() != StageFinishing {
			t.Fatalf("stage %d", m.Stage())
		}
		if held == 3 { // the disk is full for a while
			b.store.setFail(errors.New("full"))
			slow <- struct{}{}
			b.until("the failure", func() bool { return b.shell.Status().Saving.Err != nil })
			b.store.setFail(nil)
			b.pass(time.Minute) // the writer tries again by itself
		}
		drawn := 0
		m.OnChange = func() { drawn++ }
		for range 20 {
			slow <- struct{}{}
		}
		b.until("the end", func() bool { return m.Stage() == StageDone })
		if m.End().Number != 1 || drawn == 0 {
			t.Errorf("response %d, drawn %d times", m.End().Number, drawn)
		}
	}
}

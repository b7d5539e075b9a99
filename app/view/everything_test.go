package view

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets/widgettest"
	"doorstep/survey"
)

// everything is the form of testdata, which asks every type in every appearance
// that is shown, with a list of so many streets.
func everything(t testing.TB, streets int) string {
	t.Helper()
	data, err := os.ReadFile("testdata/everything.md")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "| | many |") {
			b.WriteString(line)
			continue
		}
		for i := range streets { // in place of the first
			name := fmt.Sprintf("%s Street %d", []string{"Abbot", "Birch", "Canal", "Duke", "Edrom", "Finlay"}[i%6], i)
			fmt.Fprintf(&b, "| | many | s%d | %s | %s | %s | | |\n", i, name, name, name)
		}
		streets = 0
	}
	return b.String()
}

func newEverything(t testing.TB, look setting, streets int) *stage {
	t.Helper()
	look.forms = []string{everything(t, streets)}
	look.files = map[string][]byte{}
	found, err := filepath.Glob("testdata/everything-media/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		look.files[filepath.Base(path)] = data
	}
	return newStage(t, look)
}

// house is a small picture.
func house(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/everything-media/house.png")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// answers are what is pressed on each page, and what is then stored. A text is
// typed first; then the keys.
var answers = map[string]struct {
	text string
	keys []string
	want string
}{
	"plain_text":   {text: "Todd Street", want: "Todd Street"},
	"long_text":    {text: "A bench", want: "A bench"},
	"meter":        {text: "00a42", want: "0042"},
	"pin":          {text: "swallow", want: "swallow"},
	"site":         {text: "https://example.org", want: "https://example.org"},
	"money":        {text: "12345", want: "12345"},
	"rooms":        {keys: []string{"Up", "Up", "Up", "Down"}, want: "2"},
	"distance":     {text: "2,5", want: "2.5"},
	"share":        {text: "40", want: "40"},
	"slider":       {keys: []string{"Right", "Right", "Right"}, want: "2"},
	"no_ticks":     {keys: []string{"End"}, want: "100"},
	"upright":      {keys: []string{"Up", "Up"}, want: "5"},
	"picker":       {text: "12", keys: []string{"Enter"}, want: "12"},
	"stars":        {text: "4", want: "4"},
	"yes":          {text: "1", want: "yes"},
	"tunes":        {text: "2", want: "bell"},
	"other_reason": {text: "3", want: "other"},
	"spoken_first": {text: "a knock", want: "a knock"},
	"film":         {text: "nothing", want: "nothing"},
	"shop":         {text: "2", want: "parkhead"},
	"plain_many":   {text: "12", want: "yes no"},
	"feast":        {text: "19 1 2026", want: "2026-01-19"},
	"heard_all":    {text: "1", want: "OK"},
	"minimal":      {text: "park", keys: []string{"Enter"}, want: "parkhead"},
	"found":        {text: "toll", keys: []string{"Enter", "Up", "Enter"}, want: "tollcross shettleston"},
	"street":       {text: "duke street 33", keys: []string{"Enter"}, want: "s33"},
	"quick":        {text: "2", want: "no"},
	"cols":         {keys: []string{"Right", "Right", "Enter"}, want: "parkhead"},
	"cols3":        {keys: []string{"Down", "Enter"}, want: "dennistoun"},
	"pack":         {text: "26", want: "carntyne tollcross"},
	"pictures":     {text: "2", want: "tower"},
	"likert":       {text: "4", want: "a2"},
	"map_one":      {text: "3", want: "park"},
	"map_many":     {text: "12", want: "north south"},
	"compact":      {text: "1", want: "tenement"},
	"horizontal":   {text: "1", want: "yes"},
	"quickcompact": {text: "3", want: "terrace"},
	"hcompact":     {text: "1", want: "yes"},
	"listed":       {text: "5", want: "a1"},
	"order":        {text: "321456", want: "parkhead carntyne haghill dennistoun shettleston tollcross"},
	"born":         {text: "3/6/1950", want: "1950-06-03"},
	"moved":        {text: "6 2019", want: "2019-06-01"},
	"built":        {text: "1911", want: "1911-01-01"},
	"typed":        {text: "yesterday", want: "2026-11-20"},
	"wakes":        {text: "7.30", want: "07:30:00.000Z"},
	"visit":        {text: "20 11 2026 14:05", want: "2026-11-20T14:05:00.000Z"},
	"card":         {text: "1", want: "OK"},
	"place":        {text: "55.86 -4.22", want: "55.86 -4.22 0 0"},
	"code":         {text: "5012345", want: "5012345"},
}

// TestEveryQuestionByKeysAlone walks the whole form; asked for pictures, in
// several looks, it keeps one of each page.
func TestEveryQuestionByKeysAlone(t *testing.T) {
	looks := []struct {
		name     string
		setting  setting
		language string
	}{
		{"light", setting{theme: viewmodel.ThemeLight, size: fyne.NewSize(1280, 720)}, ""},
		{"dark", setting{theme: viewmodel.ThemeDark}, ""},
		{"contrast", setting{theme: viewmodel.ThemeHighContrast}, ""},
		{"arabic", setting{theme: viewmodel.ThemeLight}, "ar"},
		{"polish-200", setting{theme: viewmodel.ThemeLight, text: 200}, "pl"},
	}
	for _, l := range looks {
		t.Run(l.name, func(t *testing.T) {
			if os.Getenv(widgettest.FolderVariable) == "" && l.name != "light" {
				t.Skip("the pictures are not asked for: set " + widgettest.FolderVariable)
			}
			s := newEverything(t, l.setting, 60)
			walkEverything(s, "everything-"+l.name, l.language)
		})
	}
}

func walkEverything(s *stage, folder, language string) {
	s.t.Helper()
	m := s.begin()
	for _, l := range m.Languages() {
		if l.Code == language {
			m.SetLanguage(l.Name)
			s.settle()
		}
	}
	people := 0
	for i := 0; m.Stage() == viewmodel.StageQuestions; i++ {
		if i > 200 {
			s.t.Fatalf("no end in sight on %s", m.Page().Ref)
		}
		page := m.Page().Ref
		name := page.Name()
		shot := func(what string) {
			if os.Getenv(widgettest.FolderVariable) != "" {
				s.shot(fmt.Sprintf("%s/%02d-%s%s", folder, i, name, what))
			}
		}
		s.wantKeyboard()
		switch given, ok := answers[name]; {
		case ok:
			if m.Page().Questions[0].Control.Chosen() {
				shot("-asked")
			}
			s.typed(given.text)
			for _, k := range given.keys {
				if c := m.Page().Questions[0].Control; k == "Right" && language == "ar" && (c.Chosen() || c == viewmodel.ControlRange) {
					k = "Left" // what comes next stands at the left
				}
				s.keys(k)
			}
			if m.Page().Ref == page {
				shot("")
			}
			s.wantStored(page, given.want)
		case name == "person":
			shot("")
			if people < 2 {
				people++
				s.typed("1")
			} else {
				s.typed("2")
			}
		case name == "person_name":
			s.typed([]string{"", "Maryam", "Adam"}[people])
		case name == "person_age":
			s.typed("7")
		case name == "page":
			s.typed("Kitchen")
			s.keys("Enter")
			s.typed("2")
			s.keys("Enter")
			s.typed("1")
			shot("")
		case name == "table":
			s.typed("1")
			s.keys("Right", "Space")
			s.keys("Down")
			s.typed("3")
			shot("")
		case name == "older":
			s.typed("2")
			s.typed("13")
			shot("")
		default:
			shot("")
		}
		for range 5 {
			if m.Stage() != viewmodel.StageQuestions || m.Page().Ref != page {
				break
			}
			if m.Page().Questions[m.Page().Focus].Control == viewmodel.ControlUnavailable {
				s.keys("F4")
				continue
			}
			s.keys("Enter")
		}
		if m.Stage() == viewmodel.StageQuestions && m.Page().Ref == page {
			s.shot("stuck")
			s.t.Fatalf("stuck on %s: %q", page, m.Page().Questions[m.Page().Focus].Message)
		}
	}
	if os.Getenv(widgettest.FolderVariable) != "" {
		s.shot(folder + "/99-review")
	}
	s.keys("Ctrl+Enter")
	s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
}

// wantKeyboard reports a page on which nothing has the keyboard.
func (s *stage) wantKeyboard() {
	s.t.Helper()
	if f := s.canvas().Focused(); f == nil || !s.ui.onScreen(f) {
		s.t.Errorf("nothing on %s has the keyboard", s.shell.Interview().Page().Ref)
	}
}

// wantStored compares what the draft holds for a question once it is left.
func (s *stage) wantStored(ref survey.Ref, want string) {
	s.t.Helper()
	s.later = append(s.later, func() {
		if got := s.stored(ref); got != want {
			s.t.Errorf("%s holds %q, want %q", ref, got, want)
		}
	})
}

func (s *stage) stored(ref survey.Ref) string {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	got := ""
	for _, changes := range s.store.changes {
		for _, c := range changes {
			if c.Op == survey.SetValue && c.Ref == ref {
				got = c.Value.Text
			}
		}
	}
	return got
}

package view

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
	"doorstep/survey"
)

// goTo shows a question of the interview that is open.
func (s *stage) goTo(name survey.Ref) viewmodel.Question {
	s.t.Helper()
	m := s.shell.Interview()
	m.GoTo(name)
	s.settle()
	p := m.Page()
	return p.Questions[p.Focus]
}

// find returns the first object on the page of a kind.
func find[T fyne.CanvasObject](s *stage) (found T) {
	s.t.Helper()
	var look func(o fyne.CanvasObject) bool
	look = func(o fyne.CanvasObject) bool {
		if t, ok := o.(T); ok && o.Visible() {
			found = t
			return true
		}
		if c, ok := o.(*fyne.Container); ok {
			for _, child := range c.Objects {
				if look(child) {
					return true
				}
			}
		}
		return false
	}
	if !look(s.ui.interview.page.Content()) {
		s.t.Fatalf("no %T on the page", found)
	}
	return found
}

func TestTheFootersPlacesStay(t *testing.T) {
	for _, size := range []int{100, 150, 200} {
		s := newEverything(t, setting{theme: viewmodel.ThemeLight, text: size, size: fyne.NewSize(1280, 720)}, 40)
		m := s.begin()
		height := s.ui.interview.footer.Size().Height
		places := map[viewmodel.CommandID]fyne.Position{}
		for id, b := range s.ui.interview.buttons {
			places[id] = b.Position()
		}
		for _, name := range []survey.Ref{"/data/slider", "/data/quick", "/data/fixed", "/data/bye"} {
			s.goTo(name)
			if name == "/data/slider" {
				s.keys("Right") // there is something to clear
				if s.ui.interview.buttons[viewmodel.CommandClear].Vacant() {
					t.Error("what was answered cannot be cleared")
				}
			}
			if got := s.ui.interview.footer.Size().Height; got != height {
				t.Errorf("at %d %% on %s the footer is %v high, was %v", size, name, got, height)
			}
			for _, id := range []viewmodel.CommandID{viewmodel.CommandDontKnow, viewmodel.CommandClear, viewmodel.CommandBack, viewmodel.CommandContinue} {
				if got := s.ui.interview.buttons[id].Position(); got != places[id] {
					t.Errorf("at %d %% on %s %s stands at %v, was at %v", size, name, id, got, places[id])
				}
			}
		}
		if size == 100 && height > 90 {
			t.Errorf("at 100 %% the footer takes two rows: %v", height)
		}
		_ = m
	}
}

func TestEnterTwiceOnTheLastPageDoesNotFinish(t *testing.T) {
	s, m := small(t)
	s.typed("1")
	s.keys("Enter")
	s.typed("42")
	s.keys("Enter")
	s.wantQuestion(m, "bye")
	s.keys("Enter", "Enter", "Enter", "Enter")
	if st := m.Stage(); st != viewmodel.StageQuestions && st != viewmodel.StageReview {
		t.Fatalf("stage %d: the interview was finished by Enter alone", st)
	}
	s.goTo("/data/bye")
	s.keys("Ctrl+Enter", "Ctrl+Enter", "Ctrl+Enter") // the key that finishes, held in a question
	if st := m.Stage(); st != viewmodel.StageQuestions {
		t.Fatalf("stage %d: a key held in a question led out of it", st)
	}
	m.ShowReview()
	s.settle()
	s.keys("Ctrl+Enter")
	s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
}

func TestTheMonthByKeys(t *testing.T) {
	s := newEverything(t, setting{theme: viewmodel.ThemeLight}, 40)
	s.begin()
	s.goTo("/data/born")
	s.keys("Down")
	c := find[*widgets.DateGrid](s)
	if s.canvas().Focused() != fyne.Focusable(c) {
		t.Fatal("the month has not got the keyboard")
	}
	s.keys("Left", "Up", "Prior")
	if os.Getenv(widgettest.FolderVariable) != "" {
		s.shot("calendar")
	}
	s.keys("Enter")
	if q := s.goTo("/data/born"); q.Understood != "Tuesday 13 October 2026" {
		t.Errorf("understood %q", q.Understood)
	}
	s.keys("Down", "Esc")
	if _, ok := s.canvas().Focused().(*widgets.Field); !ok {
		t.Error("Esc does not lead back to the field")
	}
	s.wantQuestion(s.shell.Interview(), "born")
}

func TestARegionOfAPictureIsClicked(t *testing.T) {
	s := newEverything(t, setting{theme: viewmodel.ThemeLight}, 40)
	s.begin()
	s.goTo("/data/map_many")
	p := find[*widgets.Picture](s)
	size := p.Size()
	scale := min(size.Width/200, size.Height/120)
	at := func(x, y float32) fyne.Position {
		return fyne.NewPos((size.Width-200*scale)/2+x*scale, (size.Height-120*scale)/2+y*scale)
	}
	for _, point := range []fyne.Position{at(60, 30), at(162, 88), at(3, 3), at(60, 90), at(60, 90)} {
		p.Tapped(&fyne.PointEvent{Position: point})
		s.settle()
	}
	var chosen []string
	for _, c := range s.goTo("/data/map_many").Choices {
		if c.Chosen {
			chosen = append(chosen, c.Name)
		}
	}
	if len(chosen) != 2 || chosen[0] != "north" || chosen[1] != "park" {
		t.Errorf("chosen %v, want north and park", chosen)
	}
}

func TestAMonthAndAYearArePickedByKey(t *testing.T) {
	s := newEverything(t, setting{theme: viewmodel.ThemeLight}, 40)
	s.begin()
	s.goTo("/data/moved")
	s.keys("Down", "Prior", "Left", "Up", "Enter") // November 2026, 2025, October, June
	if q := s.goTo("/data/moved"); q.Day.Format("2006-01-02") != "2025-06-01" || q.Text != "6/2025" {
		t.Errorf("the month: %v, shown as %q", q.Day, q.Text)
	}
	s.goTo("/data/built")
	s.keys("Down", "Prior", "Home", "Right", "Space")
	if q := s.goTo("/data/built"); q.Day.Year() != 2001 || q.Text != "2001" {
		t.Errorf("the year: %v, shown as %q", q.Day, q.Text)
	}
	s.keys("Down", "Esc")
	if _, typing := s.canvas().Focused().(*widgets.Field); !typing {
		t.Error("Esc does not lead back to the field")
	}
}

func TestThousandsAreGroupedWhileTyping(t *testing.T) {
	s := newEverything(t, setting{theme: viewmodel.ThemeLight}, 40)
	s.begin()
	s.goTo("/data/money")
	s.typed("1234567")
	f := s.canvas().Focused().(*widgets.Field)
	if f.Text != "1,234,567" {
		t.Errorf("shown as %q", f.Text)
	}
	s.keys("Left", "Left", "Left", "BackSpace", "BackSpace") // a comma, then the 4
	if f.Text != "123,567" {
		t.Errorf("after taking the 4 out, %q", f.Text)
	}
	s.typed("9")
	if f.Text != "1,239,567" {
		t.Errorf("with a 9 in its place, %q", f.Text)
	}
}

func TestWhatIsReadOnlyCannotBeChanged(t *testing.T) {
	s := newEverything(t, setting{theme: viewmodel.ThemeLight}, 40)
	s.begin()
	s.goTo("/data/fixed")
	s.typed("9")
	if q := s.goTo("/data/fixed"); q.Text != "V-12" || !s.says("To read only") {
		t.Errorf("shown as %q", q.Text)
	}
}

// heard is a player that plays until it is told that the recording has ended.
type heard struct {
	begun  chan string
	ended  chan error
	opened chan string
}

func (h heard) Play(ctx context.Context, data []byte) error {
	h.begun <- string(data)
	select {
	case err := <-h.ended:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h heard) Open(name string, _ []byte) error {
	h.opened <- name
	return nil
}

func TestARecordingIsPlayed(t *testing.T) {
	h := heard{make(chan string, 1), make(chan error), make(chan string, 1)}
	s := newEverything(t, setting{theme: viewmodel.ThemeLight, player: h}, 40)
	s.begin()
	s.goTo("/data/yes")
	s.keys("Ctrl+P")
	if data := <-h.begun; len(data) < 1000 {
		t.Fatalf("played %d bytes", len(data))
	}
	if !s.says("Stop the recording") {
		t.Error("it does not say how to stop the recording")
	}
	h.ended <- nil
	s.until("it has ended", func() bool { return s.says("Play the recording") })

	s.keys("Ctrl+P")
	<-h.begun
	h.ended <- viewmodel.ErrSoundKind
	if name := <-h.opened; name != "knock.wav" {
		t.Errorf("%s was opened outside", name)
	}
	s.until("it is told", func() bool { return s.says("own player was opened") })
}

func TestTheRecordingOfTheChoiceInTheRing(t *testing.T) {
	h := heard{make(chan string, 1), make(chan error), make(chan string, 1)}
	s := newEverything(t, setting{theme: viewmodel.ThemeLight, player: h}, 40)
	s.begin()
	s.goTo("/data/tunes")
	s.keys("Down", "Ctrl+P")
	if data := <-h.begun; len(data) < 1000 {
		t.Fatalf("played %d bytes", len(data))
	}
	if q := s.goTo("/data/tunes"); q.Choices[0].Playing || q.Choices[1].Playing {
		t.Error("coming to a page anew does not stop what was heard")
	}
}

func TestADroppedFileIsAQuestionnaireOrAnAnswer(t *testing.T) {
	kept := keptFiles{}
	s := newEverything(t, setting{theme: viewmodel.ThemeLight, attachments: kept}, 40)
	path := filepath.Join(t.TempDir(), "step.png")
	if err := os.WriteFile(path, house(t), 0o600); err != nil {
		t.Fatal(err)
	}
	at := []fyne.URI{storage.NewFileURI(path)}
	s.begin()
	s.goTo("/data/plain_text")
	s.ui.dropped(at)
	s.goTo("/data/photo")
	s.ui.dropped(at)
	s.settle()
	if len(kept) != 1 || !strings.HasPrefix(s.goTo("/data/photo").Attached.Name, "photo-") {
		t.Errorf("kept %d files", len(kept))
	}
	s.shell.Interview().StopHere()
	s.store.check = func(string) (*survey.Form, []*survey.Problem, error) { return nil, nil, viewmodel.ErrNotWorkbook }
	s.ui.dropped(at)
	s.until("it is checked", func() bool { c := s.shell.Questionnaires.State().Check; return c != nil && !c.Running })
	if s.shell.Screen() != viewmodel.ScreenQuestionnaires {
		t.Errorf("on the screen %v", s.shell.Screen())
	}
}

func TestTheKeyboardBeginsBelowATablesHead(t *testing.T) {
	s := newEverything(t, setting{theme: viewmodel.ThemeLight}, 40)
	m := s.begin()
	m.GoTo("/data/listed")
	s.typed("1")
	for m.Page().Ref.Name() != "older" {
		s.keys("F4", "Enter")
	}
	if p := m.Page(); p.Questions[p.Focus].Ref.Name() != "slept" {
		t.Errorf("the keyboard is at %s", p.Questions[p.Focus].Ref)
	}
}

// keptFiles keeps attached files in memory.
type keptFiles map[string][]byte

func (k keptFiles) Attach(_ context.Context, _, name string, data []byte) error {
	k[name] = data
	return nil
}

func (k keptFiles) Attachment(_ context.Context, _, name string) ([]byte, error) {
	return k[name], nil
}

func TestASignatureIsDrawnAndKept(t *testing.T) {
	kept := keptFiles{}
	s := newEverything(t, setting{theme: viewmodel.ThemeLight, attachments: kept}, 40)
	s.begin()
	s.goTo("/data/signed")
	if os.Getenv(widgettest.FolderVariable) != "" {
		s.shot("sign-asked")
	}
	s.typed(" ") // the button that signs has the keyboard
	sheet, ok := s.ui.sheet.(*sketchSheet)
	if !ok {
		t.Fatal("no sheet to draw on")
	}
	s.keys("Ctrl+Enter")
	if s.ui.sheet == nil {
		t.Fatal("an empty sheet was kept")
	}
	draw := func(points ...fyne.Position) {
		sheet.sketch.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: points[0]}})
		for _, p := range points[1:] {
			sheet.sketch.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: p}})
		}
		sheet.sketch.MouseUp(nil)
	}
	draw(fyne.NewPos(100, 100), fyne.NewPos(200, 60), fyne.NewPos(300, 140), fyne.NewPos(420, 90))
	draw(fyne.NewPos(500, 50), fyne.NewPos(520, 150))
	s.keys("Ctrl+Z")
	if sheet.sketch.Strokes() != 1 {
		t.Errorf("%d lines after one was taken back", sheet.sketch.Strokes())
	}
	if os.Getenv(widgettest.FolderVariable) != "" {
		s.shot("sign-sheet")
	}
	s.keys("Ctrl+Enter")
	q := s.goTo("/data/signed")
	if q.Attached.Name == "" || s.ui.sheet != nil {
		t.Fatalf("attached %+v", q.Attached)
	}
	if b, ok := s.canvas().Focused().(*widgets.Button); !ok || b.Label() != "Continue" {
		t.Error("once it is signed, Enter does not go on")
	}
	img, err := png.Decode(bytes.NewReader(kept[q.Attached.Name]))
	if err != nil || img.Bounds().Dx() != 1000 {
		t.Fatalf("what was kept is no picture: %v", err)
	}
	if dark := countDark(img); dark < 500 {
		t.Errorf("%d dark pixels", dark)
	}
	if os.Getenv(widgettest.FolderVariable) != "" {
		s.shot("sign-kept")
	}
}

func countDark(img image.Image) int {
	n := 0
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if r, _, _, _ := img.At(x, y).RGBA(); r < 0x8000 {
				n++
			}
		}
	}
	return n
}

func TestAPictureIsChosenAndDrawnOn(t *testing.T) {
	kept := keptFiles{}
	s := newEverything(t, setting{theme: viewmodel.ThemeLight, attachments: kept}, 40)
	s.begin()
	s.goTo("/data/photo")
	dir := t.TempDir()
	path := filepath.Join(dir, "Step.PNG")
	if err := os.WriteFile(path, house(t), 0o600); err != nil {
		t.Fatal(err)
	}
	s.ui.interview.questions[0].attach(path)
	s.settle()
	if q := s.goTo("/data/photo"); filepath.Ext(q.Attached.Name) != ".png" || len(kept) != 1 {
		t.Errorf("attached %q, kept %d", q.Attached.Name, len(kept))
	}
	s.ui.interview.questions[0].attach(filepath.Join(dir, "gone.png"))
	if !s.says("The file is not there") {
		t.Error("that the file is gone is not said")
	}
	s.goTo("/data/marked")
	s.ui.interview.questions[0].drawOver(path)
	if _, ok := s.ui.sheet.(*sketchSheet); !ok {
		t.Fatal("no sheet over the picture")
	}
	s.keys("Esc")
	if s.ui.sheet != nil || s.goTo("/data/marked").Attached.Name != "" {
		t.Error("leaving the sheet attached something")
	}
	if err := os.WriteFile(path, []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.ui.interview.questions[0].drawOver(path)
	if !s.says("cannot be drawn on") {
		t.Error("that it is no picture is not said")
	}
}

func TestFinishingEndsOnTheLastScreen(t *testing.T) {
	for range 5 {
		s, m := small(t)
		s.typed("1")
		m.ShowReview()
		s.settle()
		widgettest.Key(s.canvas(), fyne.KeyDown)
		s.ui.key("Ctrl+Enter")
		s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
		if s.says("Saving the interview") || !s.says("The interview is stored.") {
			t.Fatal("the window is left on Saving")
		}
	}
}

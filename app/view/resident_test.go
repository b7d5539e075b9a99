package view

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
	"doorstep/survey"
)

const handForm = `
| survey |
| | type | name | label::English (en) | label::العربية (ar) | label::اردو (ur) | hint::English (en) | guidance_hint | self_completion | parameters | appearance |
| | text | name | What is your name? | ما اسمك؟ | آپ کا نام کیا ہے؟ | | | | | |
| | select_one well | well | How is your health in general? | كيف صحتك بشكل عام (اليوم)؟ | آپ کی صحت مجموعی طور پر کیسی ہے؟ | | Do not look. | yes | | |
| | select_multiple way | way | What gets in the way of joining in? | ما الذي يعيق مشاركتك؟ | شامل ہونے میں کیا رکاوٹ ہے؟ | Choose all that apply. | | yes | | |
| | integer | age | How old are you? | كم عمرك؟ | آپ کی عمر کیا ہے؟ | | | yes | | |
| | range | score | How much do you agree? | إلى أي مدى توافق؟ | آپ کس حد تک متفق ہیں؟ | | | yes | start=1 end=7 step=1 | |
| | rank way | first | Put these in order | رتب هذه | ان کو ترتیب دیں | | | yes | | |
| | select_one way | area | Where do you go? | إلى أين تذهب؟ | آپ کہاں جاتے ہیں؟ | | | yes | | minimal |
| | note | bye | That is all. | هذا كل شيء. | بس اتنا ہی۔ | | | | | |

| choices |
| | list_name | name | label::English (en) | label::العربية (ar) | label::اردو (ur) |
| | well | very_good | Very good | جيدة جدا | بہت اچھی |
| | well | good | Good | جيدة | اچھی |
| | well | fair | Fair | متوسطة | درمیانی |
| | well | bad | Bad | سيئة | خراب |
| | well | very_bad | Very bad | سيئة جدا | بہت خراب |
| | way | cost | What it costs | التكلفة (£) | خرچہ |
| | way | travel | Getting there and back | المواصلات | آنا جانا |
| | way | time | No time | لا وقت | وقت نہیں |
| | way | caring | Caring for somebody | رعاية شخص | کسی کی دیکھ بھال |
| | way | health | My health | صحتي | میری صحت |
| | way | access | Getting in, or around inside | الدخول أو التنقل | اندر جانا |
| | way | language | Language | اللغة | زبان |
| | way | unknown | I did not know about it | لم أعرف | مجھے معلوم نہیں تھا |
| | way | not_for_me | It is not for people like me | ليس لي | میرے لیے نہیں |
| | way | safety | I do not feel safe there | لا أشعر بالأمان | محفوظ نہیں |
| | way | online | It is only online | عبر الإنترنت فقط | صرف آن لائن |
| | way | other | Something else | شيء آخر | کچھ اور |

| settings |
| | form_id | form_title | version | default_language |
| | hand | Hand | 1 | English (en) |
`

func handStage(t *testing.T, look setting, language string) (*stage, *viewmodel.Interview) {
	t.Helper()
	look.forms = []string{handForm}
	s := newStage(t, look)
	m := s.begin()
	for _, l := range m.Languages() {
		if l.Code == language {
			m.SetLanguage(l.Name)
			s.settle()
		}
	}
	return s, m
}

// ringed is the tile that has the keyboard.
func (s *stage) ringed() widgets.Tile {
	s.t.Helper()
	tile, ok := s.canvas().Focused().(*widgets.ChoiceTile)
	if !ok {
		s.t.Fatalf("%T has the keyboard, want a tile", s.canvas().Focused())
	}
	return tile.Tile()
}

func TestTheShowCardIsTheQuestionAlone(t *testing.T) {
	s, m := handStage(t, setting{theme: viewmodel.ThemeLight}, "")
	s.typed("Mairi")
	s.keys("Enter", "F11")
	if !s.says("How is your health in general?") || !s.says("Very bad") || s.says("Refused") || s.says("Saved") || s.says("Do not look") {
		t.Error("the card shows more or less than the question and its choices")
	}
	if zoom := s.ui.card.fit.Zoom(); zoom*28 <= 40 {
		t.Errorf("the question is %v px large", zoom*28)
	}
	if !s.ui.window.FullScreen() || !strings.HasPrefix(s.ui.window.Title(), "Show card") {
		t.Errorf("full screen %v, title %q", s.ui.window.FullScreen(), s.ui.window.Title())
	}
	if tile := s.ringed(); tile.Key != "1" || tile.Zoom < 1.4 {
		t.Errorf("%+v", tile)
	}
	s.typed("2") // answered here, and the next question follows
	s.wantQuestion(m, "way")
	s.typed("13")
	if tiles := s.ui.card.tiles.Tiles(); !tiles[0].Tile().Chosen || !tiles[2].Tile().Chosen {
		t.Error("several choices are not taken on the card")
	}
	s.keys("Enter")
	s.wantQuestion(m, "age")
	s.typed("67")
	if f, ok := s.canvas().Focused().(*widgets.Field); !ok || f.Text != "67" || !s.ui.onScreen(f) {
		t.Error("a number cannot be typed on the card")
	}
	s.keys("Enter", "F3") // the worker's keys work, though none is shown
	s.wantQuestion(m, "first")
	s.typed("21")
	if c := m.Card().Question.Choices; c[1].Rank != 1 || c[0].Rank != 2 {
		t.Errorf("%+v", c)
	}
	s.keys("Esc")
	if m.CardShown() || s.ui.window.FullScreen() || !s.says("Saved") {
		t.Error("Esc does not lead back to the worker's page")
	}
	s.keys("Ctrl+1", "F11")
	if m.CardShown() {
		t.Error("F11 does not lead back")
	}
}

func TestALongListIsPagedOnTheShowCard(t *testing.T) {
	s, m := handStage(t, setting{theme: viewmodel.ThemeLight}, "")
	m.GoTo("/data/area")
	m.ShowCard(true)
	s.settle()
	card := s.ui.card
	if n := len(card.tiles.Tiles()); n != listPage || !s.says("There is more below") {
		t.Errorf("%d tiles", n)
	}
	s.keys("PageDown")
	s.ui.key("Page Down")
	if n := len(card.tiles.Tiles()); n != 4 || card.tiles.Tiles()[3].Tile().Label != "Something else" {
		t.Errorf("%d tiles on the second page", n)
	}
	s.ui.key("Page Up")
	s.canvas().Focus(card.field)
	s.typed("safe")
	if n := len(card.tiles.Tiles()); n != 1 {
		t.Errorf("%d tiles match", n)
	}
	s.keys("Enter")
	s.wantQuestion(m, "bye")
	if v := m.Review(); v.Sections == nil {
		t.Error("nothing was taken")
	}
}

func TestTheShowCardHasAWindowOfItsOwn(t *testing.T) {
	s, m := handStage(t, setting{theme: viewmodel.ThemeLight}, "")
	s.shell.Settings.SetCardWindow(true)
	s.keys("Enter", "F11")
	apart := s.ui.apart
	if apart == nil || !s.says("Refused") {
		t.Fatal("the worker's page has gone, or the card has no window")
	}
	s.typed("1") // here: the card follows
	s.wantQuestion(m, "way")
	if got := apart.card.label.Text(); got != "What gets in the way of joining in?" {
		t.Errorf("the card shows %q", got)
	}
	widgettest.Type(apart.window.Canvas(), "2") // and there
	s.settle()
	if !m.Page().Questions[0].Choices[1].Chosen {
		t.Error("what was chosen on the card is not taken")
	}
	apart.key("F9")
	s.settle()
	if !m.Paused() || len(apart.box.Objects) != 1 || apart.box.Objects[0] == apart.card.object() {
		t.Error("the card stays when the interview is paused")
	}
	s.ui.key("Ctrl+Enter")
	apart.key("Esc")
	s.settle()
	if s.ui.apart != nil || m.CardShown() {
		t.Error("the card's window stays open")
	}
}

func TestHandOverShowsTheRunInLargePrint(t *testing.T) {
	s, m := handStage(t, setting{theme: viewmodel.ThemeLight}, "")
	size := s.ui.window.Canvas().Size()
	s.typed("Mairi")
	s.keys("F12")
	if !s.says("F12, then W04") || m.HandedOver() {
		t.Fatal("the worker is not told how to take the laptop back")
	}
	s.keys("Enter")
	if !s.says("The next questions are for you") || !s.ui.window.FullScreen() {
		t.Fatal("the resident is not told how to answer")
	}
	s.keys("Enter")
	s.wantQuestion(m, "well")
	s.ui.window.Resize(fyne.NewSize(1366, 768)) // what filling the screen does
	if s.says("Refused") || s.says("Saved") || s.says("F10") || s.says("Do not look") || !s.says("Prefer not to say") {
		t.Error("the page shows the worker's things, or not the resident's")
	}
	if size := s.ui.alone.questions[0].label.HeightFor(2000); size < 28*1.5 {
		t.Errorf("a line of the question is %v high", size)
	}
	s.keys("Esc", "F1", "F2", "F7", "F10", "F11", "Ctrl+0", "Ctrl+3", "Ctrl+7", "Ctrl+J", "Ctrl+S")
	s.wantQuestion(m, "well")
	if s.ui.sheet != nil || s.shell.Screen() != viewmodel.ScreenInterview {
		t.Fatal("a key led out of the run")
	}
	s.typed("0")
	s.wantQuestion(m, "way")
	s.ui.askToClose()
	if !s.says("For the interviewer") {
		t.Error("closing the window does not ask for the worker")
	}
	s.keys("Esc", "Enter", "Enter", "Enter", "Enter", "Enter")
	if m.Hand().Part != viewmodel.HandDone || !s.says("Please hand the laptop back now.") {
		t.Fatalf("%+v", m.Hand())
	}
	s.keys("Enter") // pressed once too often
	s.keys("F12")
	s.typed("x99")
	if !s.says("This is another code") {
		t.Error("a wrong code is not answered")
	}
	s.typed("w04")
	s.wantQuestion(m, "bye")
	if s.ui.window.FullScreen() || !s.says("Saved") {
		t.Error("the worker's page is not back")
	}
	if now := s.ui.window.Canvas().Size(); now != size {
		t.Errorf("the window was %v and is %v", size, now)
	}
	for ref, want := range map[survey.Ref]survey.State{"/data/well": survey.Refused, "/data/age": survey.Unanswered} {
		if got := s.stateOf(m, ref); got != want {
			t.Errorf("%s is %v, want %v", ref, got, want)
		}
	}
}

// stateOf reads a question's state from the review.
func (s *stage) stateOf(m *viewmodel.Interview, ref survey.Ref) survey.State {
	for _, section := range m.Review().Sections {
		for _, row := range section.Rows {
			if row.Ref == ref {
				return row.State
			}
		}
	}
	return survey.NotAsked
}

func TestAPauseCoversEverything(t *testing.T) {
	s, m := handStage(t, setting{theme: viewmodel.ThemeLight, vault: &vault{}}, "")
	s.typed("Mairi")
	s.keys("F1")
	s.keys("F9") // over a sheet too
	if !s.says("Let us take a break") || !s.says("116 123") || s.says("What is your name?") || s.says("Refused") {
		t.Error("the calm card is not alone on the screen")
	}
	if got := s.ui.window.Title(); strings.Contains(got, "Hand") {
		t.Errorf("the title %q names the questionnaire", got)
	}
	s.typed("1")
	s.keys("Enter", "Esc", "F9", "F11", "Ctrl+9")
	if !m.Paused() {
		t.Fatal("another key than the worker's leads back")
	}
	s.keys("Ctrl+L")
	if !s.shell.Lock.Covered() || s.says("116 123") {
		t.Error("the lock does not cover the pause")
	}
	s.shell.Lock.Unlock("kettles")
	s.until("it to open", func() bool { return !s.shell.Lock.Covered() })
	s.settle()
	if !m.Paused() || !s.says("116 123") || s.says("What is your name?") {
		t.Error("unlocking ends the pause")
	}
	s.keys("Ctrl+Enter")
	if m.Paused() || s.ui.sheet == nil {
		t.Fatal("the sheet is not as it was")
	}
	s.keys("Esc")
	if f, ok := s.canvas().Focused().(*widgets.Field); !ok || f.Text != "Mairi" {
		t.Error("what was typed is gone, or the field has lost the keyboard")
	}
}

func TestAPauseInTheHandOverComesBackToIt(t *testing.T) {
	s, m := handStage(t, setting{theme: viewmodel.ThemeLight}, "ur")
	s.keys("F12", "Enter", "Enter", "F9")
	if !m.Paused() || s.says("کیسی ہے") {
		t.Error("the resident cannot pause")
	}
	s.keys("Ctrl+Enter")
	s.wantQuestion(m, "well")
	if tile := s.ringed(); !tile.Mirrored {
		t.Errorf("%+v", tile)
	}
}

func TestSettingsChangeWhatTheResidentSees(t *testing.T) {
	s := newStage(t, setting{theme: viewmodel.ThemeLight, forms: []string{handForm}})
	s.shell.Show(viewmodel.ScreenSettings)
	s.settle()
	set := s.ui.shown.(*settingsScreen).resident
	if !strings.Contains(set.support.Text, "Samaritans: 116 123") {
		t.Errorf("the lines are %q", set.support.Text)
	}
	set.support.SetText("")
	if set.support.Text != "" {
		t.Error("what is emptied to be written anew is filled at once")
	}
	set.support.SetText("Minister: 0141 496 0000")
	set.card.pick("apart")
	if p := s.shell.Settings.Preferences(); p.Support != "Minister: 0141 496 0000" || !p.CardWindow {
		t.Errorf("%+v", p)
	}
}

// TestResidentScreens draws what a resident sees; asked for pictures, in
// several looks.
func TestResidentScreens(t *testing.T) {
	looks := []struct {
		name     string
		setting  setting
		language string
	}{
		{"light", setting{theme: viewmodel.ThemeLight}, ""},
		{"dark", setting{theme: viewmodel.ThemeDark}, ""},
		{"contrast", setting{theme: viewmodel.ThemeHighContrast}, ""},
		{"light-200", setting{theme: viewmodel.ThemeLight, text: 200}, ""},
		{"light-arabic", setting{theme: viewmodel.ThemeLight}, "ar"},
		{"dark-urdu-200", setting{theme: viewmodel.ThemeDark, text: 200}, "ur"},
		{"contrast-large", setting{theme: viewmodel.ThemeHighContrast, size: fyne.NewSize(1920, 1080)}, ""},
	}
	for _, l := range looks {
		t.Run(l.name, func(t *testing.T) {
			if os.Getenv(widgettest.FolderVariable) == "" {
				t.Skip("the pictures are not asked for: set " + widgettest.FolderVariable)
			}
			s, m := handStage(t, l.setting, l.language)
			n := 0
			shot := func(what string) { n++; s.shot(fmt.Sprintf("resident/%s/%02d-%s", l.name, n, what)) }
			s.typed("Mairi")
			shot("worker")
			s.keys("Enter", "F11")
			shot("card-one")
			s.typed("2")
			s.typed("13")
			shot("card-several")
			s.keys("Enter")
			s.typed("67")
			shot("card-number")
			s.keys("Enter")
			s.typed("5")
			shot("card-range")
			s.keys("Enter")
			s.typed("21")
			shot("card-rank")
			s.keys("Enter")
			shot("card-list")
			s.keys("F9")
			shot("pause")
			s.keys("Ctrl+Enter", "Esc")
			m.GoTo("/data/well")
			s.settle()
			s.keys("F12")
			shot("hand-worker")
			s.keys("Enter")
			shot("hand-intro")
			s.keys("Enter")
			shot("hand-one")
			s.typed("2")
			shot("hand-several")
			s.keys("Enter")
			shot("hand-number")
			s.keys("Enter")
			shot("hand-range")
			s.keys("F12")
			s.typed("w")
			shot("hand-asking")
			s.keys("Esc", "Enter", "Enter", "Enter")
			shot("hand-done")
			s.keys("F12")
			s.typed("w04")
			s.shell.Interview().StopHere()
			s.settle()
			s.shell.Show(viewmodel.ScreenSettings)
			s.settle()
			settings := s.ui.shown.(*settingsScreen)
			s.canvas().Focus(settings.resident.support)
			shot("settings")
		})
	}
}

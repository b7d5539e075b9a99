package viewmodel

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/survey"
)

// door is a small form with one question of each kind.
const door = `
| survey | | | | | | | | | | |
| | type | name | label::English (en) | label::Urdu (ur) | hint | relevant | constraint | constraint_message | required | non_response | calculation | appearance |
| | note | welcome | Thank you for opening the door. | | | | | | | | | |
| | select_one yesno | consent | Are you happy to take part? | کیا آپ حصہ لیں گے؟ | | | | | yes | no | | |
| | begin group | about | About you | | | ${consent} = 'yes' | | | | | | |
| | integer | age | How old are you? | | In years. | | . >= 16 and . <= 110 | Enter an age from 16 to 110. | yes | | | |
| | date | since | When did you move here? | | | | | | | | | |
| | select_multiple barriers | gets | What gets in the way? | | | | not(selected(., 'none') and count-selected(.) > 1) and count-selected(.) <= 3 | Choose up to three, or nothing alone. | | | | |
| | rank themes | first | What first? | | | | count-selected(.) <= 2 | Choose two. | | | | |
| | text | change | What one change would help? | | | | | | | | | multiline |
| | text | postcode | What is your postcode? | | | | regex(., '[A-Z]{1,2}[0-9][A-Z0-9]?( [0-9][A-Z]{2})?') | Enter a postcode, like G31 3AB. | | | | |
| | end group | | | | | | | | | | | |
| | calculate | outcome | | | | | | | | | if(${consent} = 'no', '2.112', '') | |
| choices | | | | | | | | | | | | |
| | list_name | name | label::English (en) | label::Urdu (ur) |
| | yesno | yes | Yes | ہاں |
| | yesno | no | No | نہیں |
| | barriers | cost | Cost | |
| | barriers | travel | Travel | |
| | barriers | time | Time | |
| | barriers | health | Health | |
| | barriers | none | Nothing | |
| | themes | food | Food | |
| | themes | money | Money | |
| | themes | carers | Carers | |
| settings | | | | | | | | | | | | |
| | form_title | form_id | version | default_language |
| | At the door | door | 3 | English (en) |
`

func TestWholeInterviewByKeys(t *testing.T) {
	b := newBench(t, door)
	b.shell.Settings.SetWorker("Ann", "W7")
	m := b.begin()
	wantPage(t, m, "welcome")
	b.press(m, "enter", "1")
	wantPage(t, m, "age")
	if got := m.Page().Headings; !slices.Equal(got, []string{"About you"}) {
		t.Errorf("headings %q", got)
	}
	b.typing(m, "42")
	b.press(m, "enter")
	b.typing(m, "21.11.20")
	if got := only(t, m).Understood; got != "Saturday 21 November 2020" {
		t.Errorf("the date was understood as %q", got)
	}
	b.press(m, "enter", "1", "3", "enter", "2", "1", "enter")
	b.typing(m, "A bus\nthat comes 😀 ")
	b.press(m, "enter")
	b.typing(m, "g313ab")
	b.press(m, "enter")

	if m.Stage() != StageReview {
		t.Fatalf("stage %d, want the review", m.Stage())
	}
	want := Review{
		Sections: []ReviewSection{
			{Rows: []ReviewRow{{Ref: "/data/consent", Label: "Are you happy to take part?", Answer: "Yes", State: survey.Answered}}},
			{Heading: "About you", Rows: []ReviewRow{
				{Ref: "/data/about/age", Label: "How old are you?", Answer: "42", State: survey.Answered},
				{Ref: "/data/about/since", Label: "When did you move here?", Answer: "Saturday 21 November 2020", State: survey.Answered},
				{Ref: "/data/about/gets", Label: "What gets in the way?", Answer: "Cost; Time", State: survey.Answered},
				{Ref: "/data/about/first", Label: "What first?", Answer: "Money; Food", State: survey.Answered},
				{Ref: "/data/about/change", Label: "What one change would help?", Answer: "A bus\nthat comes 😀", State: survey.Answered},
				{Ref: "/data/about/postcode", Label: "What is your postcode?", Answer: "G31 3AB", State: survey.Answered},
			}},
		},
		Outcome: survey.Complete, Finish: true,
		Language: Language{Name: "English (en)", Shown: "English", Code: "en"},
	}
	if diff := cmp.Diff(want, m.Review()); diff != "" {
		t.Errorf("review (-want +got):\n%s", diff)
	}

	m.Do(CommandFinish)
	b.until("the response is stored", func() bool { return m.Stage() == StageDone })
	if len(b.store.finished) != 1 || len(b.store.started) != 0 {
		t.Fatalf("%d finished, %d drafts", len(b.store.finished), len(b.store.started))
	}
	sub := b.store.finished[0]
	values := map[string]survey.Value{}
	for _, q := range b.forms.forms[0].Main.Questions {
		values[q.Name] = sub.Record.Value(q.Slot)
	}
	for name, want := range map[string]string{
		"consent": "yes", "age": "42", "since": "2020-11-21", "gets": "cost time", "first": "money food",
		"change": "A bus\nthat comes 😀", "postcode": "G31 3AB",
	} {
		if got := values[name]; got != survey.Answer(want) {
			t.Errorf("%s is %v, want %q", name, got, want)
		}
	}
	if sub.Status != survey.Finished || sub.Outcome != survey.Complete || sub.Worker != "W7" || sub.Device != "LAPB" ||
		sub.Language != "English (en)" || sub.Active <= 0 || sub.Active > 20*time.Second {
		t.Errorf("header %+v", sub.Header)
	}
	if end := m.End(); end.Number != 1 || end.Outcome != survey.Complete {
		t.Errorf("end %+v", end)
	}
	b.press(m, "enter")
	if b.shell.Interview() != nil {
		t.Error("the interview is still open")
	}
}

func TestRefusedConsentEndsTheInterview(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter", "2")
	if r := m.Review(); m.Stage() != StageReview || r.Outcome != survey.RespondentRefusal || !r.Early || !r.Finish {
		t.Errorf("stage %d, review %+v", m.Stage(), r)
	}
}

func TestAnswersNotAccepted(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter", "enter")
	wantPage(t, m, "consent")
	if got := only(t, m).Message; got != "Choose an answer." { // no refusal is offered here
		t.Errorf("message %q", got)
	}
	b.press(m, "1")
	wantPage(t, m, "age")
	if got := only(t, m).Message; got != "" {
		t.Errorf("message before any try: %q", got)
	}
	for _, tt := range []struct{ typed, message string }{
		{"", "Enter an answer, or press F2 for don't know, F3 for refused or F4 to skip."},
		{"12", "Enter an age from 16 to 110."},
		{"old", "Enter a whole number, like 42. What is there does not fit this question."},
	} {
		b.typing(m, tt.typed)
		b.press(m, "enter")
		wantPage(t, m, "age")
		if got := only(t, m); got.Message != tt.message || got.Text != tt.typed {
			t.Errorf("typed %q: message %q beside %q", tt.typed, got.Message, got.Text)
		}
	}
	b.typing(m, "17")
	b.press(m, "enter")
	wantPage(t, m, "since")
}

func TestExclusiveChoices(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter", "1")
	m.GoTo("/data/about/gets")
	for _, tt := range []struct {
		key     string
		chosen  []string
		message string
	}{
		{"1", []string{"cost"}, ""},
		{"2", []string{"cost", "travel"}, ""},
		{"5", []string{"none"}, ""}, // nothing clears the rest
		{"3", []string{"time"}, ""}, // the rest clears nothing
		{"1", []string{"cost", "time"}, ""},
		{"4", []string{"cost", "time", "health"}, ""},
		{"2", []string{"cost", "travel", "time", "health"}, "Choose up to three, or nothing alone."}, // one too many stays
		{"2", []string{"cost", "time", "health"}, ""},
	} {
		b.press(m, tt.key)
		if got := only(t, m); !slices.Equal(chosen(got), tt.chosen) || got.Message != tt.message {
			t.Errorf("after %s: %q, message %q; want %q, %q", tt.key, chosen(got), got.Message, tt.chosen, tt.message)
		}
	}
	if got := only(t, m).Most; got != 3 {
		t.Errorf("most is %d, want 3", got)
	}
}

func TestChoicesStillGrowingAreNotJudged(t *testing.T) {
	b := newBench(t, strings.Replace(door, "count-selected(.) <= 2", "count-selected(.) = 2", 1))
	m := b.begin()
	b.press(m, "enter", "1")
	m.GoTo("/data/about/first")
	for _, tt := range []struct{ key, message string }{
		{"1", ""}, {"enter", "Choose two."}, {"2", ""}, {"3", "Choose two."}, {"3", ""},
	} {
		b.press(m, tt.key)
		if got := only(t, m).Message; got != tt.message {
			t.Errorf("after %s: message %q, want %q", tt.key, got, tt.message)
		}
	}
}

func TestRank(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter", "1")
	m.GoTo("/data/about/first")
	ranks := func() string {
		var s []string
		for _, c := range only(t, m).Choices {
			s = append(s, strings.Repeat(c.Name+" ", c.Rank))
		}
		return strings.Join(s, "")
	}
	b.press(m, "3", "1")
	if got := ranks(); got != "food food carers " {
		t.Errorf("ranks %q", got)
	}
	m.MoveRank("/data/about/first", 2, -1)
	if got := ranks(); got != "food carers carers " {
		t.Errorf("after moving up: %q", got)
	}
	b.press(m, "1")
	if got := ranks(); got != "carers " {
		t.Errorf("after taking out: %q", got)
	}
}

func TestNonResponse(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter", "refused")
	wantPage(t, m, "consent") // this question offers none
	b.press(m, "1")
	b.typing(m, "1")
	b.press(m, "refused") // satisfies required, and drops what was typed
	wantPage(t, m, "since")
	b.press(m, "esc")
	q := only(t, m)
	if q.NonResponse != survey.Refused || q.Text != "" {
		t.Errorf("state %v, text %q", q.NonResponse, q.Text)
	}
	b.press(m, "refused") // taken back
	if q := only(t, m); q.NonResponse != survey.Unanswered {
		t.Errorf("state %v after taking back", q.NonResponse)
	}
	b.press(m, "dont-know", "skip")
	b.press(m, "esc", "esc")
	for _, want := range []survey.State{survey.DontKnow, survey.Skipped} {
		if q := only(t, m); q.NonResponse != want {
			t.Errorf("%s is %v, want %v", q.Ref, q.NonResponse, want)
		}
		b.press(m, "enter")
	}
	m.ShowReview()
	if r := m.Review(); r.Outcome != survey.Partial || r.Open != 4 || !r.Finish {
		t.Errorf("outcome %s, open %d, finish %v", r.Outcome, r.Open, r.Finish)
	}
}

func TestTypingIsTakenUpOnEveryWayOut(t *testing.T) {
	ways := map[string]func(*bench, *Interview){
		"pause":    func(b *bench, _ *Interview) { b.pass(typingPause) },
		"continue": func(_ *bench, m *Interview) { m.Continue() },
		"back":     func(_ *bench, m *Interview) { m.Back() },
		"goto":     func(_ *bench, m *Interview) { m.GoTo("/data/consent") },
		"language": func(_ *bench, m *Interview) { m.NextLanguage() },
		"review":   func(_ *bench, m *Interview) { m.ShowReview() },
		"stop":     func(_ *bench, m *Interview) { m.StopHere() },
		"screen":   func(b *bench, _ *Interview) { b.shell.Show(ScreenSettings) },
		"quit":     func(b *bench, _ *Interview) { _ = b.shell.Close(t.Context()) },
	}
	for name, leave := range ways {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, door)
			m := b.begin()
			b.press(m, "enter", "1")
			m.GoTo("/data/about/change")
			b.typing(m, "more be")
			b.typing(m, "more benches")
			leave(b, m)
			b.saved()
			var texts []string
			for _, c := range b.store.changes["uuid:00000001"] {
				if c.Ref == "/data/about/change" && c.Op == survey.SetValue {
					texts = append(texts, c.Value.Text)
				}
			}
			if !slices.Equal(texts, []string{"more benches"}) {
				t.Errorf("journal has %q", texts)
			}
		})
	}
}

func TestAdvanceAfterChoice(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter")
	if _, advance := m.PressKey('1'); !advance {
		t.Fatal("one choice does not go on")
	}
	if q := only(t, m); !q.Choices[0].Chosen {
		t.Error("the choice is not shown during the blink")
	}
	if _, advance := m.PressKey('9'); advance {
		t.Error("a key that picks nothing goes on")
	}
	wantPage(t, m, "age") // the key was meant for the next page
	m.AdvanceAfterChoice()
	wantPage(t, m, "age") // the view's timer comes late

	m.Back()
	b.shell.Settings.SetAutoAdvance(false)
	if _, advance := m.PressKey('1'); advance {
		t.Error("goes on although the setting is off")
	}
	wantPage(t, m, "consent")
	m.Continue()
	wantPage(t, m, "age")

	m.Back()
	b.shell.Settings.SetAutoAdvance(true)
	m.PressKey('1')
	m.Continue() // Enter out of habit during the blink
	wantPage(t, m, "age")
}

func TestLanguageInMidInterview(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter", "language")
	p := m.Page()
	if q := p.Questions[0]; q.Label != "کیا آپ حصہ لیں گے؟" || q.Fallback || q.Choices[0].Label != "ہاں" || !p.Language.RightToLeft || p.Language.Shown != "اردو" {
		t.Errorf("Urdu page %+v", p)
	}
	b.press(m, "1")
	if q := only(t, m); q.Label != "How old are you?" || !q.Fallback {
		t.Errorf("a missing translation shows %q, fallback %v", q.Label, q.Fallback)
	}
	b.press(m, "language")
	if q := only(t, m); q.Fallback {
		t.Error("English is marked as a fallback")
	}
}

func TestReviewLeadsToQuestionsAndBack(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter", "1")
	b.typing(m, "9")
	m.ShowReview()
	r := m.Review()
	if r.Faults != 1 || r.Finish {
		t.Fatalf("faults %d, finish %v", r.Faults, r.Finish)
	}
	m.Finish()
	if m.Stage() != StageReview {
		t.Fatal("a fault did not keep it from finishing")
	}
	b.press(m, "1") // the first row that needs a hand
	wantPage(t, m, "age")
	b.typing(m, "90")
	b.press(m, "enter")
	if m.Stage() != StageReview || m.Review().Faults != 0 {
		t.Errorf("stage %d, faults %d", m.Stage(), m.Review().Faults)
	}
}

func TestProgress(t *testing.T) {
	b := newBench(t, door)
	m := b.begin()
	b.press(m, "enter")
	if got := m.Page().Progress; got != (Progress{Number: 1, About: 1}) {
		t.Errorf("at first: %+v", got)
	}
	b.press(m, "1")
	b.typing(m, "40")
	b.press(m, "enter")
	if got := m.Page().Progress; got != (Progress{Number: 3, About: 7, Answered: 2}) {
		t.Errorf("at the third: %+v", got)
	}
}

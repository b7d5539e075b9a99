package viewmodel

import (
	"strings"
	"unicode"

	"doorstep/app/words"
	"doorstep/survey"
)

// Break is what is shown while an interview is paused: nothing of the
// interview, and where somebody can turn to.
type Break struct {
	Title, Text, Saved string
	Support            string        // over the lines
	Lines              []SupportLine // as the settings have them, else [SupportLines]
	Words              string        // the language all of it is in: "ur"
}

// SupportLine is somebody to turn to.
type SupportLine struct {
	Name   string // "Samaritans"
	Number string // "116 123"; "" when the line is only words
	For    string // what for, and when; often ""
}

// String writes the line as the settings have it.
func (l SupportLine) String() string {
	if l.Number == "" {
		return l.Name
	}
	return l.Name + ": " + l.Number
}

// SupportLines are those shown unless the settings have others: free to call
// from Scotland, and none of them only for members of something.
func SupportLines(language string) []SupportLine {
	w := words.In(language)
	with := func(keys ...string) string {
		said := make([]string, len(keys))
		for i, k := range keys {
			said[i] = w.Say(k)
		}
		return strings.Join(said, " · ")
	}
	return []SupportLine{
		{"Breathing Space", "0800 83 85 87", with("support_low_mood")},
		{"Samaritans", "116 123", with("support_listening", "support_always")},
		{"NHS 24", "111", with("support_health", "support_always")},
		{"Scotland’s Domestic Abuse and Forced Marriage Helpline", "0800 027 1234", with("support_always", "support_interpreter")},
	}
}

// SupportText is [SupportLines] as the settings show them, to be edited.
func SupportText() string {
	var b strings.Builder
	for _, l := range SupportLines(words.Fallback) {
		b.WriteString(l.String() + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// readSupport reads lines as somebody typed them, each a name, a colon and a
// number, or just words. Blank text means ours.
func readSupport(text, language string) []SupportLine {
	if strings.TrimSpace(text) == "" {
		return SupportLines(language)
	}
	var lines []SupportLine
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		l := SupportLine{Name: line}
		if i := strings.LastIndexByte(line, ':'); i > 0 && strings.ContainsFunc(line[i+1:], unicode.IsDigit) {
			l.Name, l.Number = strings.TrimSpace(line[:i]), strings.TrimSpace(line[i+1:])
		}
		lines = append(lines, l)
	}
	return lines
}

// Break returns what is shown while the interview is paused.
func (m *Interview) Break() Break {
	w := m.words()
	saved := w.Say("pause_saved")
	if m.trial {
		saved = ""
	}
	return Break{
		Title: w.Say("pause_title"), Text: w.Say("pause_text"), Saved: saved, Support: w.Say("support_title"),
		Lines: readSupport(m.prefs().Support, w.Language()), Words: w.Language(),
	}
}

// windowTitle is the questionnaire's but where somebody else looks on.
func (m *Interview) windowTitle() string {
	switch {
	case m.paused:
		return m.WorkerWords().Say("title_paused")
	case m.HandedOver():
		return m.WorkerWords().Say("title_handed_over")
	case m.card && !m.prefs().CardWindow:
		return m.WorkerWords().Say("tool_show_card")
	}
	return m.Title()
}

// Paused reports whether the screen is to show [Interview.Break] and nothing
// else.
func (m *Interview) Paused() bool { return m.paused }

// Pause blanks the screen. What was typed is saved first, and the interview's
// clock stops. Only [Interview.Resume] brings the interview back.
func (m *Interview) Pause() {
	if m.paused {
		return
	}
	m.AdvanceAfterChoice()
	m.takeUpTyping()
	m.stopSound()
	m.paused = true
	m.interrupt(survey.Pause)
	m.changed()
}

// Resume goes on after a pause.
func (m *Interview) Resume() {
	if !m.paused {
		return
	}
	m.paused = false
	m.interrupt(survey.Resume)
	m.changed()
}

// interrupt journals what is no step of the form, while there is a draft.
func (m *Interview) interrupt(op survey.Op) {
	if m.stage <= StageReview {
		m.record(survey.Change{Op: op, Ref: m.page.Ref, At: m.run.Now()})
	}
}

// takeUp brings back, from a draft's journal, what the interview was in the
// middle of beside its page: a pause, or the resident's own answering.
func (m *Interview) takeUp(changes []survey.Change) {
	for _, c := range changes {
		switch c.Op {
		case survey.Pause:
			m.paused = true
		case survey.Resume:
			m.paused = false
		case survey.HandOver:
			m.hand = handover{part: HandQuestions, seen: map[survey.Ref]bool{c.Ref: true}}
		case survey.HandBack:
			m.hand = handover{}
		case survey.Move:
			if m.hand.part != HandNone {
				m.hand.seen[c.Ref] = true
			}
		}
	}
	m.pages = nil // a hand-over has only its own
}

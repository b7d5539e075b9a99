package viewmodel

import (
	"slices"
	"strings"
	"unicode"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// HandPart is how far the resident's own answering has come.
type HandPart uint8

// The parts. From HandIntro on the resident has the laptop.
const (
	HandNone      HandPart = iota
	HandReady              // the worker reads how to take the laptop back
	HandIntro              // the resident reads how to answer
	HandQuestions          // the pages of the run, as [Interview.Page] has them
	HandDone               // the run is over
	HandAsking             // the worker's code is asked for
)

// Hand is what the hand-over shows around the questions themselves.
type Hand struct {
	Part   HandPart
	Title  string
	Text   []string
	Button string
	Words  string // the language these are in, and what else is said: "ur"

	Questions int    // that the run has as things stand
	Code      string // in HandReady: what takes the laptop back, after F12
	Worker    string // in HandAsking: the worker's language, where it is another
	Typed     int    // in HandAsking: letters typed so far
	Wrong     bool   // in HandAsking: the last code was another
}

// handover is the state of a hand-over. Its pages are a run of questions that
// the form marks self_completion; nothing before them can be reached.
type handover struct {
	part   HandPart
	before HandPart            // the part under HandAsking
	seen   map[survey.Ref]bool // pages shown to the resident
	code   string              // typed so far
	wrong  bool
}

// handCode takes the laptop back where a worker has no code of their own.
const handCode = "back"

// HandedOver reports whether the resident has the laptop.
func (m *Interview) HandedOver() bool { return m.hand.part >= HandIntro }

// Hand returns what is shown beside the questions.
func (m *Interview) Hand() Hand {
	h := Hand{Part: m.hand.part, Typed: len([]rune(m.hand.code)), Wrong: m.hand.wrong}
	w := m.words()
	switch h.Part {
	case HandReady:
		own := m.WorkerWords()
		h.Title, h.Words = own.Say("hand_title"), own.Language()
		h.Questions, h.Code = m.handLength(), m.takeBackCode()
		h.Text = []string{own.Count("hand_questions", h.Questions) + " " + own.Say("hand_hidden")}
		h.Button = own.Say("tool_hand_over")
	case HandAsking: // the resident may have asked for it
		h.Title, h.Words = w.Say("asking_title"), w.Language()
		h.Text = []string{w.Say("asking_text")}
		h.Button = w.Say("asking_back")
		if own := m.WorkerWords().Language(); own != h.Words {
			h.Worker = own
		}
	case HandIntro:
		h.Title, h.Words = w.Say("alone_title"), w.Language()
		h.Text = []string{w.Say("alone_text"), w.Say("alone_how"), w.Say("alone_free")}
		h.Button = w.Say("alone_begin")
	case HandDone:
		h.Title, h.Words = w.Say("alone_done"), w.Language()
		h.Text = []string{w.Say("alone_hand_back"), w.Say("alone_change")}
		h.Button = w.Say("back")
	}
	return h
}

// takeBackCode is what the worker types after F12.
func (m *Interview) takeBackCode() string {
	if code := m.prefs().WorkerCode; bare(code) != "" {
		return code
	}
	return handCode
}

// bare is a code without what hands leave out: case, blanks and strokes.
func bare(code string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, code)
}

// canHandOver reports whether the question at hand, or the one after it, is
// marked for the resident to answer.
func (m *Interview) canHandOver() bool {
	if m.stage != StageQuestions || m.hand.part != HandNone {
		return false
	}
	if m.selfCompleted(m.page) {
		return true
	}
	next, ok := m.after()
	return ok && m.selfCompleted(next)
}

// readyToHandOver asks the worker to turn the laptop round. From the question
// before the run it goes on to the run first.
func (m *Interview) readyToHandOver() {
	m.takeUpTyping()
	if !m.selfCompleted(m.page) {
		m.mending, m.from = false, ""
		m.goOn()
	}
	if m.stage == StageQuestions && m.selfCompleted(m.page) {
		m.hand = handover{part: HandReady}
	}
	m.changed()
}

// KeepLaptop takes back that the laptop was to be handed over.
func (m *Interview) KeepLaptop() {
	if m.hand.part == HandReady {
		m.hand = handover{}
		m.changed()
	}
}

// GiveLaptop hands the laptop over: from now on nothing before the page at
// hand can be seen. It is journaled, so a crash changes nothing of that.
func (m *Interview) GiveLaptop() {
	if m.hand.part != HandReady {
		return
	}
	ref := m.page.Ref
	m.takeUpTyping()
	m.clearPage()
	m.hand = handover{part: HandIntro, seen: map[survey.Ref]bool{ref: true}}
	m.interrupt(survey.HandOver)
	m.keepPlace()
	m.changed()
}

// BeginAlone shows the resident the first question, and the last one again
// from the end.
func (m *Interview) BeginAlone() {
	if m.hand.part == HandIntro || m.hand.part == HandDone {
		m.hand.part = HandQuestions
		m.changed()
	}
}

// endAlone follows the run's last question.
func (m *Interview) endAlone() {
	m.hand.part = HandDone
	m.changed()
}

// AskForLaptop asks for the worker's code; LeaveCode goes back.
func (m *Interview) AskForLaptop() {
	if !m.HandedOver() || m.hand.part == HandAsking {
		return
	}
	m.takeUpTyping()
	m.hand.before, m.hand.part = m.hand.part, HandAsking
	m.hand.code, m.hand.wrong = "", false
	m.changed()
}

// LeaveCode goes back to where the resident was.
func (m *Interview) LeaveCode() {
	if m.hand.part == HandAsking {
		m.hand.part, m.hand.code, m.hand.wrong = m.hand.before, "", false
		m.changed()
	}
}

// TypeCode takes a letter of the worker's code; the last one takes the laptop
// back.
func (m *Interview) TypeCode(r rune) {
	letter := bare(string(r))
	if m.hand.part != HandAsking || letter == "" {
		return
	}
	want := bare(m.takeBackCode())
	m.hand.code += letter
	m.hand.wrong = false
	switch {
	case m.hand.code == want:
		m.takeBack()
		return
	case len(m.hand.code) >= len(want):
		m.hand.code, m.hand.wrong = "", true
	}
	m.changed()
}

// takeBack ends the hand-over. After the run's end the interview goes on with
// the first question that the resident was not shown, else it stays where the
// resident was.
func (m *Interview) takeBack() {
	over, run := m.hand.before == HandDone, m.allPages()
	m.clearPage()
	m.hand = handover{}
	m.interrupt(survey.HandBack)
	m.keepPlace()
	switch {
	case m.here() < 0:
		m.ShowReview()
	case over && len(run) > 0:
		m.show(m.afterRun(run))
	default:
		m.changed()
	}
}

func (m *Interview) afterRun(run []engine.Page) (engine.Page, bool) {
	pages := m.allPages()
	at := func(ref survey.Ref) int {
		return slices.IndexFunc(pages, func(p engine.Page) bool { return p.Ref == ref })
	}
	for i := max(0, at(run[0].Ref)); i < len(pages); i++ {
		if !slices.ContainsFunc(run, func(p engine.Page) bool { return p.Ref == pages[i].Ref }) {
			return pages[i], true
		}
	}
	return engine.Page{}, false
}

// handPages is the run that the resident answers: from the first page shown to
// them on, as long as pages are marked. Pages that only the interviewer sees,
// and those that would open the laptop's files, are left out and end nothing.
func (m *Interview) handPages(pages []engine.Page) []engine.Page {
	from := slices.IndexFunc(pages, func(p engine.Page) bool { return m.hand.seen[p.Ref] })
	if from < 0 {
		return nil
	}
	var run []engine.Page
	for _, p := range pages[from:] {
		refs := slices.DeleteFunc(slices.Clone(p.Refs), func(ref survey.Ref) bool { return !m.isMarked(ref) })
		switch {
		case p.Kind == engine.RepeatPage && m.isMarked(p.Ref), len(refs) > 0:
			p.Refs = refs
			run = append(run, p)
		case p.Kind != engine.RepeatPage && m.leftOut(p):
		default:
			return run
		}
	}
	return run
}

// handLength counts the questions of the run that begins at the page at hand.
func (m *Interview) handLength() (n int) {
	seen := m.hand.seen
	m.hand.seen = map[survey.Ref]bool{m.page.Ref: true}
	for _, p := range m.handPages(m.allPages()) {
		for _, ref := range p.Refs {
			if node, ok := m.node(ref); ok && isGiven(node) {
				n++
			}
		}
	}
	m.hand.seen = seen
	return n
}

// selfCompleted reports whether a page has something that the resident may
// answer alone.
func (m *Interview) selfCompleted(p engine.Page) bool {
	if p.Kind == engine.RepeatPage {
		return m.isMarked(p.Ref)
	}
	return slices.ContainsFunc(p.Refs, m.isMarked)
}

// leftOut reports whether nothing on a page is for the resident's hands: it
// waits for the worker.
func (m *Interview) leftOut(p engine.Page) bool {
	return !slices.ContainsFunc(p.Refs, func(ref survey.Ref) bool {
		e := m.eyesOn(ref)
		return !e.interviewer && !(e.resident && e.outside)
	})
}

// eyes says who may see a node of the form.
type eyes struct {
	resident    bool // marked self_completion
	interviewer bool // and nobody else
	outside     bool // answering it opens the laptop's files or its browser
}

// eyesOn tells who may see a node: what a group says holds for all in it, and
// what is the interviewer's own is never handed over.
func (m *Interview) eyesOn(ref survey.Ref) eyes {
	if m.eyes == nil {
		m.eyes = map[survey.Ref]eyes{}
		for n := range survey.Nodes(m.form.Root) {
			i := n.Base()
			e := eyes{resident: i.SelfCompletion, interviewer: i.Interviewer}
			if i.Parent != nil {
				above := m.eyes[i.Parent.Base().Ref]
				e.resident, e.interviewer = e.resident || above.resident, e.interviewer || above.interviewer
			}
			if q, ok := n.(*survey.Question); ok {
				drawn := drawKind(q) == DrawFree || drawKind(q) == DrawSignature // on white, with no file chosen
				e.outside = controlOf(q) == ControlFile && !drawn || q.HasAppearance("url")
			}
			m.eyes[i.Ref] = e
		}
	}
	return m.eyes[ref.Definition()]
}

func (m *Interview) isMarked(ref survey.Ref) bool {
	e := m.eyesOn(ref)
	return e.resident && !e.interviewer && !e.outside
}

func (m *Interview) forInterviewer(ref survey.Ref) bool { return m.eyesOn(ref).interviewer }

// residentSees reports whether what is drawn is for the resident's eyes.
func (m *Interview) residentSees() bool { return m.card || m.HandedOver() }

// handCommands are what keys and buttons do while the resident answers. None
// leads out of the run.
func (m *Interview) handCommands() []Command {
	w := m.words()
	q, _ := m.focused()
	var refuse []string
	if q.Control.Chosen() {
		refuse = []string{refuseKey}
	}
	list := []Command{
		{ID: CommandContinue, Title: w.Say("continue"), Keys: []string{"Enter"}, Enabled: true},
		{ID: CommandBack, Title: w.Say("back"), Keys: []string{"Esc"}, Enabled: m.here() > 0},
		{ID: CommandRefused, Title: w.Say("prefer_not_to_say"), Keys: refuse, Enabled: q.NonResponseOffered, On: q.NonResponse == survey.Refused},
		{ID: CommandDontKnow, Title: w.Say("dont_know"), Enabled: q.NonResponseOffered, On: q.NonResponse == survey.DontKnow},
		{ID: CommandLanguage, Title: w.Say("tool_language"), Enabled: len(m.form.Languages) > 1},
	}
	for i := range list {
		list[i].Shown = list[i].Title
	}
	return list
}

// refuseKey is "prefer not to say" where letters are not typed into a field.
const refuseKey = "0"

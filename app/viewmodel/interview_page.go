package viewmodel

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"doorstep/app/words"
	"doorstep/survey"
	"doorstep/survey/engine"
)

// Page is one page as it is drawn.
type Page struct {
	Ref       survey.Ref
	Headings  []string   // of the sections it lies in, outermost first
	Questions []Question // one, or several on a field-list page
	Focus     int        // which of Questions has the keyboard
	Progress  Progress
	First     bool // there is nowhere to go back to
	Last      bool // Continue goes to the review
	Language  Language
	Entries   []Entry // on an "Add another?" page: those entered
}

// Progress is how far the interview has come.
type Progress struct {
	Number   int // of this question among those asked here, from 1
	About    int // questions this interview has as things stand
	Answered int // of those, the ones with an answer, a refusal, a don't know or a skip
}

// Known reports whether About is worth showing. Before the first answers most
// of a form with skips is not open yet, and "1 of about 1" would be wrong.
func (p Progress) Known() bool { return p.About > p.Number+1 || p.Number > 3 }

// Words returns "Question 12 of about 35", or "Question 1" while the number is
// not known, in a language's words.
func (p Progress) Words(w *words.Words) string {
	if p.Known() {
		return w.Say("question_of_about", "Number", p.Number, "About", p.About)
	}
	return w.Say("question_number", "Number", p.Number)
}

// Control is how a question is answered.
type Control string

// The controls.
const (
	ControlText        Control = "text"
	ControlMultiline   Control = "multiline"
	ControlInteger     Control = "integer"
	ControlDecimal     Control = "decimal"
	ControlDate        Control = "date"
	ControlTime        Control = "time"
	ControlDateTime    Control = "datetime"
	ControlOne         Control = "one"     // one choice; a repeat's "Add another?" too
	ControlSeveral     Control = "several" // several choices
	ControlRank        Control = "rank"    // choices in order of picking
	ControlNote        Control = "note"    // a text to read; nothing to answer
	ControlAcknowledge Control = "acknowledge"
	ControlRange       Control = "range"
	ControlFile        Control = "file"        // a file chosen, or a picture drawn
	ControlUnavailable Control = "unavailable" // cannot be asked on this laptop; skip it
)

// Typed reports whether the answer is typed into a field.
func (c Control) Typed() bool {
	switch c {
	case ControlText, ControlMultiline, ControlInteger, ControlDecimal, ControlDate, ControlTime, ControlDateTime:
		return true
	}
	return false
}

// Chosen reports whether the answer is picked from tiles.
func (c Control) Chosen() bool {
	return c == ControlOne || c == ControlSeveral || c == ControlRank || c == ControlAcknowledge
}

// Question is one question as it is drawn.
type Question struct {
	Ref      survey.Ref
	Control  Control
	Label    string // may hold markdown emphasis as the author wrote it
	Hint     string
	Guidance string // for the interviewer's eyes
	Media    Media
	Fallback bool // label or hint is in the default language for want of a translation
	Untold   bool // the label itself is
	ReadOnly bool
	Personal bool // stored apart

	Text       string    // as typed, for typed controls
	Understood string    // how a date or time was read: "Saturday 21 November 2026"; "" when there is nothing to add
	Day        time.Time // of a date that was read; zero when there is none
	Example    string    // placeholder: "21/11/2026"
	Look       Look
	Choices    []Tile
	List       *ChoiceList // in place of Choices in LayoutList
	Attached   Attached    // for ControlFile
	Unheard    error       // why its recording is not heard here
	NeedsFile  bool        // unavailable because no files can be kept here
	Most       int         // for rank and several: at most so many, when the form makes it plain; else 0
	Range      *RangeState // for ControlRange

	NonResponse        survey.State // Refused, DontKnow or Skipped when that was given, else Unanswered
	NonResponseOffered bool
	Message            string // why the answer is not accepted and what to do; "" when all is well
	Doubt              string // what a soft check says of the answer, while the page tells of it
	Remarks            Remarks
}

// Tile is one choice.
type Tile struct {
	Key      string // "1".."9", then letters; "" beyond those
	Name     string
	Label    string
	Fallback bool
	Chosen   bool
	Rank     int // place in a rank, from 1; 0 when not picked
	Image    File
	Audio    File
	Playing  bool // its recording is heard now
}

// RangeState is a range question's scale.
type RangeState struct {
	Start, End, Step float64
	Value            float64
	Set              bool     // an answer was given
	Steps            []string // the values in order, as stored, when there are at most 21
	Ticks            []Tick
	Hint             float64 // where the pointer stands before an answer; meaningful when HasHint
	HasHint          bool
}

// Page returns the page shown. It is worked out once after each change; the
// view must not change it.
func (m *Interview) Page() Page {
	if m.drawn == nil {
		m.drawn = m.draw()
	}
	return *m.drawn
}

func (m *Interview) draw() *Page {
	i := m.here()
	p := &Page{
		Ref:      m.page.Ref,
		Headings: m.headings(),
		Focus:    m.focus,
		Progress: m.progress(i),
		First:    i <= 0,
		Last:     m.mending || i == len(m.allPages())-1,
		Language: describeLanguage(m.header.Language),
	}
	p.Language.Selected = true
	if m.page.Kind == engine.RepeatPage {
		p.Questions = []Question{m.repeatQuestion()}
		if !m.HandedOver() { // some may be from before
			p.Entries = m.entries()
		}
		return p
	}
	for _, ref := range m.page.Refs {
		if q, ok := m.question(ref); ok {
			p.Questions = append(p.Questions, q)
		}
	}
	return p
}

// question draws one question.
func (m *Interview) question(ref survey.Ref) (Question, bool) {
	state, ok := m.session.State(ref)
	if !ok {
		return Question{}, false
	}
	node, ok := state.Node.(*survey.Question)
	if !ok {
		return Question{}, false
	}
	q := Question{
		Ref:      ref,
		Control:  m.control(node),
		Label:    state.Label,
		Hint:     state.Hint,
		Guidance: state.Guidance,
		Fallback: state.LabelFallback || state.HintFallback,
		Untold:   state.LabelFallback,
		ReadOnly: state.ReadOnly,
		Personal: node.Personal,
		Media:    m.media(&node.Item),
		Unheard:  m.unheard[ref],
	}
	q.Media.Playing = m.Playing(Sound{Ref: ref})
	if m.HandedOver() {
		q.Guidance = ""
	}
	offered := 0
	if q.Control == ControlOne || q.Control == ControlSeveral || q.Control == ControlRank {
		offered = len(m.offered(ref, node))
	}
	q.NeedsFile = q.Control == ControlUnavailable && controlOf(node) == ControlFile
	q.Look = lookOf(node, q.Control, offered)
	q.NonResponseOffered = q.Control != ControlNote && q.Look.Layout != LayoutHead && !node.NoRefusal && !state.ReadOnly
	switch state.Value.State {
	case survey.Refused, survey.DontKnow, survey.Skipped:
		q.NonResponse = state.Value.State
	}
	switch {
	case q.Control.Typed():
		m.drawTyped(&q, node, state.Value)
	case q.Look.Layout == LayoutList:
		q.List = m.choiceList(ref, node, q.Control, state.Value)
		q.Most = mostChoices(node, q.Control)
	case q.Control.Chosen():
		q.Choices = m.tiles(node, ref, q.Control, state.Value)
		q.Most = mostChoices(node, q.Control)
	case q.Control == ControlRange:
		q.Range = m.rangeState(node, state.Value)
	case q.Control == ControlFile:
		q.Attached = m.drawAttached(ref, state.Value)
	}
	if m.complain[ref] {
		q.Message = m.message(ref, node, q.Control)
	}
	if !m.residentSees() {
		q.Remarks = m.remarks(ref)
		if ref == m.doubt {
			q.Doubt = m.doubtWords(m.session.SoftViolation(ref))
		}
	}
	return q, true
}

func (m *Interview) drawTyped(q *Question, node *survey.Question, v survey.Value) {
	q.Example = example(node, q.Control)
	stored := ""
	if v.IsAnswered() {
		stored = v.Text
	}
	typed, own := m.typed[q.Ref]
	if !own {
		typed = showPart(node, q.Control, stored)
	}
	if q.Look.Thousands && typed != "" {
		typed = groupDigits(strings.ReplaceAll(typed, ",", ""))
	}
	q.Text = typed
	if m.dirty[q.Ref] {
		stored, _ = m.read(node, q.Control, typed)
	}
	q.Understood = understoodPart(m.words(), node, q.Control, stored)
	if day, err := time.Parse(xformsDate, stored); err == nil && q.Control == ControlDate {
		q.Day = day
	}
}

// tiles draws a question's choices in the order they are offered.
func (m *Interview) tiles(node *survey.Question, ref survey.Ref, c Control, v survey.Value) []Tile {
	if c == ControlAcknowledge {
		return []Tile{{Key: choiceKey(0), Name: acknowledged, Label: m.words().Say("read_and_understood"), Chosen: v.IsAnswered()}}
	}
	place := places(c, v)
	choices := m.offered(ref, node)
	tiles := make([]Tile, 0, len(choices))
	for i, choice := range choices {
		t := Tile{Key: choiceKey(i), Name: choice.Name, Label: choice.Label, Fallback: choice.Fallback}
		t.Image, t.Audio = m.choiceMedia(choice.Choice)
		t.Playing = m.Playing(Sound{Ref: ref, Choice: choice.Name})
		if n := place[choice.Name]; n > 0 {
			t.Chosen = true
			if c == ControlRank {
				t.Rank = n
			}
		}
		tiles = append(tiles, t)
	}
	return tiles
}

// progress counts pages that ask something; i is the page shown.
func (m *Interview) progress(i int) Progress {
	var p Progress
	for at, page := range m.allPages() {
		reached := at <= i
		for _, ref := range page.Refs {
			state, ok := m.session.State(ref)
			node, question := state.Node.(*survey.Question)
			if page.Kind == engine.RepeatPage || !ok || !question || !isGiven(node) {
				continue
			}
			p.About++
			if reached {
				p.Number = p.About
				reached = at < i // of the page shown, the first counts
			}
			if state.Value.State != survey.Unanswered {
				p.Answered++
			}
		}
	}
	return p
}

// controlOf says how a question is answered.
func controlOf(q *survey.Question) Control {
	switch q.Type {
	case survey.TypeInteger:
		return ControlInteger
	case survey.TypeDecimal, survey.TypePercentage:
		return ControlDecimal
	case survey.TypeRange:
		if r, ok := scale(q); ok {
			if q.HasAppearance("picker") && r.count() < mostPicked {
				return ControlOne
			}
			return ControlRange
		}
		return ControlDecimal
	case survey.TypeNote:
		return ControlNote
	case survey.TypeSelectOne:
		return ControlOne
	case survey.TypeSelectMany:
		return ControlSeveral
	case survey.TypeRank:
		return ControlRank
	case survey.TypeDate:
		return ControlDate
	case survey.TypeTime:
		return ControlTime
	case survey.TypeDateTime:
		return ControlDateTime
	case survey.TypeAcknowledge:
		return ControlAcknowledge
	case survey.TypeFile, survey.TypeImage, survey.TypeAudio:
		return ControlFile
	case survey.TypeVideo, survey.TypeGeoTrace, survey.TypeGeoShape, survey.TypeOSM:
		return ControlUnavailable
	}
	if q.HasAppearance("multiline") || q.Parameters["rows"] != "" {
		return ControlMultiline
	}
	return ControlText
}

// example is the placeholder of a field; "" where none helps.
func example(q *survey.Question, c Control) string {
	switch c {
	case ControlDate:
		switch {
		case q.HasAppearance("year"):
			return "1950"
		case q.HasAppearance("month-year"):
			return "6/1950"
		}
		return "21/11/2026"
	case ControlTime:
		return "14:05"
	case ControlDateTime:
		return "21/11/2026 14:05"
	}
	if q.Type == survey.TypeGeoPoint {
		return "55.8610 -4.2235"
	}
	if q.HasAppearance("url") {
		return "https://"
	}
	return ""
}

var atMost = regexp.MustCompile(`count-selected\(\s*\.\s*\)\s*(<=?)\s*(\d+)`)

// mostChoices reads "at most so many" where the constraint says it plainly.
func mostChoices(q *survey.Question, c Control) int {
	p := atMost.FindStringSubmatch(q.Bind.Constraint.Source)
	if p == nil || c == ControlOne || strings.Contains(q.Bind.Constraint.Source, " or ") {
		return 0
	}
	n, _ := strconv.Atoi(p[2])
	if p[1] == "<" {
		n--
	}
	return max(n, 0)
}

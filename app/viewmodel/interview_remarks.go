package viewmodel

import (
	"slices"
	"strings"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// Remarks is what the worker put beside an answer. It is never drawn where the
// resident looks on.
type Remarks struct {
	Flag   bool   // to be followed up
	Note   string // in the worker's words
	Reason string // why an answer stands that a soft check doubts
}

// Any reports whether there is something.
func (r Remarks) Any() bool { return r != Remarks{} }

// remarks gathers what stands beside a question's answer.
func (m *Interview) remarks(ref survey.Ref) Remarks {
	var r Remarks
	for _, remark := range m.session.RemarksOn(ref) {
		switch remark.Kind {
		case survey.Flag:
			r.Flag = true
		case survey.Note:
			r.Note = remark.Text
		case survey.SoftOverride:
			r.Reason = remark.Text
		}
	}
	return r
}

// NoteSheet is the sheet for what stands beside an answer.
type NoteSheet struct {
	Ref      survey.Ref
	Question string
	Note     string
	Flag     bool
	Language Language // of the question's words
}

// Note is the sheet for the question that has the keyboard; false where there
// is no question to remark on.
func (m *Interview) Note() (NoteSheet, bool) {
	if !m.canRemark() {
		return NoteSheet{}, false
	}
	q, _ := m.focused()
	r := m.remarks(q.Ref)
	return NoteSheet{Ref: q.Ref, Question: q.Label, Note: r.Note, Flag: r.Flag, Language: describeLanguage(m.header.Language)}, true
}

func (m *Interview) canRemark() bool {
	q, ok := m.focused()
	if !ok || m.page.Kind == engine.RepeatPage || m.residentSees() {
		return false
	}
	node, ok := m.node(q.Ref)
	return ok && isGiven(node)
}

// KeepNote puts a note and a flag beside an answer. A blank note is none.
func (m *Interview) KeepNote(ref survey.Ref, note string, flag bool) {
	had := m.remarks(ref)
	if note = strings.TrimSpace(note); note != had.Note {
		m.remarked(m.session.SetNote(ref, note))
	}
	if flag != had.Flag {
		m.remarked(m.session.SetFlag(ref, flag))
	}
	m.changed()
}

// flag flags the question that has the keyboard for follow-up, or takes the
// flag away.
func (m *Interview) flag() {
	if q, ok := m.focused(); ok && m.canRemark() {
		m.remarked(m.session.SetFlag(q.Ref, !m.remarks(q.Ref).Flag))
		m.changed()
	}
}

// remarked gives a remark's change to the writer.
func (m *Interview) remarked(c survey.Change, err error) {
	if err != nil { // the ref came from the session itself
		m.run.Log.Error("remark not set", "ref", c.Ref, "err", err)
		return
	}
	m.record(c)
}

// DoubtSheet is the sheet for the reason why an answer stands that a soft
// check doubts.
type DoubtSheet struct {
	Ref      survey.Ref
	Question string
	Answer   string // in words
	Message  string // the doubt
	Language Language
}

// Doubt is the sheet for the doubt that the page tells of; false when it tells
// of none.
func (m *Interview) Doubt() (DoubtSheet, bool) {
	if !m.doubting() {
		return DoubtSheet{}, false
	}
	q, _ := m.shown(m.doubt)
	row, _ := m.reviewRow(m.doubt, false)
	return DoubtSheet{Ref: m.doubt, Question: q.Label, Answer: row.Answer, Message: q.Doubt, Language: describeLanguage(m.header.Language)}, true
}

// doubting reports whether the page tells of a doubt that still stands.
func (m *Interview) doubting() bool {
	return m.doubt != "" && m.stage == StageQuestions && !m.residentSees() && slices.Contains(m.page.Refs, m.doubt) &&
		m.session.SoftViolation(m.doubt) != nil
}

// doubts tells of the first doubtful answer on the page, when that was not done
// yet and it is the worker who looks on. It reports whether it did.
func (m *Interview) doubts() bool {
	if m.residentSees() {
		return false
	}
	for i, ref := range m.page.Refs {
		if m.session.SoftViolation(ref) != nil {
			m.doubt, m.focus = ref, i
			m.changed()
			return true
		}
	}
	return false
}

// doubtWords is what a soft check says of an answer.
func (m *Interview) doubtWords(v *engine.Violation) string {
	switch {
	case v == nil:
		return ""
	case v.Message == "":
		return m.words().Say("doubt")
	}
	return v.Message
}

// GoOnWithReason lets the answer that the page doubts stand, and goes on. It
// returns what is wrong with the reason, "" when all is well.
func (m *Interview) GoOnWithReason(reason string) (fault string) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return "Write a few words first: why the answer is right. Or press Esc and mend it."
	}
	if !m.doubting() {
		return ""
	}
	m.remarked(m.session.Override(m.doubt, reason))
	m.doubt = ""
	m.goOn()
	return ""
}

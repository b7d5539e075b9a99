package engine

import (
	"slices"
	"strings"

	"doorstep/survey"
)

// load builds the instance that a finished response stands for. Its answers
// and what was worked out from them stay as they are: only what was not asked
// starts anew, as it would have stood had it been opened then.
func (s *Session) load(base *survey.Submission) {
	s.consents = append(s.consents, base.Consents...)
	s.root = s.program.frameOf(&base.Record)
	s.frozen = true
	eachNode(s.root, func(n *node) {
		s.size++
		s.note(n)
		n.relevant = true
		n.settled = n.value.State != survey.NotAsked
		for _, v := range n.def.vertices {
			if v != nil && v.prop != words && v.prop != choices && v.prop != value && v.prop != initial {
				s.dirty(n, v)
			}
		}
	})
	s.run()
	s.frozen = false
	var fresh []*node
	eachNode(s.root, func(n *node) {
		if q := n.def.question; q != nil && (n.value.State == survey.NotAsked || q.Slot < 0) {
			fresh = append(fresh, n)
		}
	})
	for _, n := range fresh {
		n.value = s.firstValue(n.def)
		s.dirtyRules(n)
	}
	s.openRepeats(s.root)
	s.run()
	s.loadRemarks(base.Remarks)
}

// openRepeats gives every repeat that was not asked the instance it starts
// with. One that was asked and has none had it removed.
func (s *Session) openRepeats(f *frame) {
	for _, d := range f.scope.series {
		in := f.instances(d)
		for _, inner := range in.items {
			s.openRepeats(inner)
		}
		if len(in.items) > 0 || s.program.counters[d] != nil {
			continue
		}
		s.grow(f, d)
		s.run()
		if first := in.items[0]; first.root().relevant {
			s.shrink(f, d, 0)
			s.run()
		}
	}
}

// noteConsent keeps what was said to a question that asks for consent, in the
// words it was asked in. A later answer to it is a further entry.
func (s *Session) noteConsent(n *node) {
	q := n.def.question
	label, own := s.words(n, q.Label, n.def.label)
	hint, _ := s.words(n, q.Hint, n.def.hint)
	c := survey.Consent{
		Purpose: q.Consent, Given: q.GivesConsent(n.value), At: s.now, Worker: s.options.Username, Ref: n.ref(),
		FormID: s.program.form.ID, FormVersion: s.program.form.Version, Language: s.language,
		Words: strings.TrimSpace(label + "\n" + hint), Answer: s.answerWords(n),
	}
	if !own {
		c.Language = s.program.form.DefaultLanguage
	}
	if last := len(s.consents) - 1; last >= 0 {
		same := s.consents[last]
		same.At, same.Worker = c.At, c.Worker
		if same == c {
			return // the same key pressed twice
		}
	}
	s.consents = append(s.consents, c)
}

// answerWords is the answer as the person saw it.
func (s *Session) answerWords(n *node) string {
	if !n.value.IsAnswered() {
		return ""
	}
	for _, c := range s.Choices(n.ref()) {
		if c.Name == n.value.Text {
			return c.Label
		}
	}
	return n.value.Text
}

// Consents lists the consents asked for, in the order they were answered.
func (s *Session) Consents() []survey.Consent { return s.consents }

// WithoutConsent returns the response as it stands once the consent for a
// purpose is taken back: its questions are answered no, what may then not be
// asked is erased, and the wish is recorded. It returns false when the form
// asks no such consent. o.Username is who records the wish.
func (p *Program) WithoutConsent(sub *survey.Submission, purpose string, o Options) (*survey.Submission, bool) {
	o.Base, o.InstanceID = sub, sub.InstanceID
	if o.Language == "" {
		o.Language = sub.Language
	}
	s := p.NewSession(o)
	s.now = s.options.Now()
	asked := len(s.consents)
	found := false
	eachNode(s.root, func(n *node) {
		q := n.def.question
		if q == nil || q.Slot < 0 || q.Consent != purpose {
			return
		}
		found = true
		s.store(n, q.NoConsent())
		s.run()
		s.noteConsent(n)
	})
	if !found {
		return nil, false
	}
	for i := range s.consents[asked:] {
		s.consents[asked+i].TakenBack = true
	}
	without := *sub
	without.Name, without.Record, _ = s.Finalize()
	without.Consents, without.Remarks = s.consents, s.Remarks()
	if markErased(&sub.Record, &without.Record) > 0 {
		without.EraseBeside()
	}
	return &without, true
}

// markErased tells what is gone from what never was there.
func markErased(before, after *survey.Record) (n int) {
	for i := range after.Values {
		if before.Value(i).IsAnswered() && after.Values[i].State == survey.NotAsked {
			after.Values[i].State = survey.Erased
			n++
		}
	}
	for i := range after.Repeats {
		for j := range after.Repeats[i] {
			if i < len(before.Repeats) && j < len(before.Repeats[i]) {
				n += markErased(&before.Repeats[i][j], &after.Repeats[i][j])
			}
		}
	}
	return n
}

// EraseContacts takes the contact details out of a response and returns how
// many there were: the questions the form marks so, or every personal one when
// it marks none, what was remarked on them, and what came beside the answers and
// may hold one. Everything else stays as it is, but the response's name, which
// may have held one too, is worked out again.
func (p *Program) EraseContacts(sub *survey.Submission) (n int) {
	marked := func(q *survey.Question) bool {
		return survey.Marked(q, func(i *survey.Item) bool { return i.Contact })
	}
	some := false
	for q := range p.form.Questions() {
		some = some || marked(q)
	}
	if !some {
		marked = (*survey.Question).IsPersonal
	}
	n = eraseMarked(p.form.Main, &sub.Record, marked)
	kept := slices.DeleteFunc(slices.Clone(sub.Remarks), func(r survey.Remark) bool {
		d := p.byRef[r.Ref.Definition()]
		return d != nil && d.question != nil && marked(d.question)
	})
	if n += len(sub.Remarks) - len(kept); n == 0 {
		return 0
	}
	sub.Remarks = kept
	sub.Name = ""
	sub.EraseBeside()
	if p.instanceName != nil {
		s := p.newSession(Options{InstanceID: sub.InstanceID})
		s.frozen, s.now = true, sub.Finished
		s.root = p.frameOf(&sub.Record)
		if v := p.instanceName.vertices[value]; v != nil {
			sub.Name = s.result(&s.root.nodes[p.instanceName.slot], v).Text
		}
	}
	return n
}

func eraseMarked(scope *survey.Scope, rec *survey.Record, marked func(*survey.Question) bool) (n int) {
	for slot, q := range scope.Questions {
		if slot < len(rec.Values) && rec.Values[slot].IsAnswered() && marked(q) {
			rec.Values[slot] = survey.Value{State: survey.Erased}
			n++
		}
	}
	for i, inner := range scope.Repeats {
		if i >= len(rec.Repeats) {
			break
		}
		for j := range rec.Repeats[i] {
			n += eraseMarked(inner, &rec.Repeats[i][j], marked)
		}
	}
	return n
}

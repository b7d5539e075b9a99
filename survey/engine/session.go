package engine

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"doorstep/survey"
	"doorstep/survey/xpath"
)

// Errors of the changes asked of a session, for errors.Is.
var (
	ErrNoSuchNode = errors.New("the form has no such question")
	ErrNoValue    = errors.New("that node keeps no answer")
	ErrNoRepeat   = errors.New("that node is no repeat")
	ErrFixed      = errors.New("repeat_count sets how many there are")
	ErrTooMany    = errors.New("there are too many instances")
)

// maxInstances bounds how many instances one repeat may have, so that a slip
// in a repeat_count cannot stop the program.
const maxInstances = 10_000

// maxNodes bounds the whole instance, for counts within counts.
const maxNodes = 300_000

// Options is what an interview needs to know of the world around it.
type Options struct {
	InstanceID string           // "uuid:…"; random() and uuid() follow from it
	Now        func() time.Time // nil is the computer's clock
	Location   *time.Location   // of dates and times shown and typed; nil is the computer's

	// Started is when a resumed interview began. When it is zero, the first
	// change's time stands in for it.
	Started time.Time

	Language, DeviceID, Username, Email string
	LastSaved                           *survey.Record // of the same form, for ${last-saved#name}

	// Base is a finished response to be edited: the interview starts from what
	// it holds, and only what is changed, and what follows from it, changes.
	Base *survey.Submission
}

// Session is one interview. It belongs to one goroutine.
type Session struct {
	program *Program
	options Options

	root      *frame
	lastSaved *frame
	language  string
	at        survey.Ref
	reached   map[survey.Ref]bool // pages moved to
	now       time.Time           // of the change being made

	env   *xpath.Env // for rules, in the order of the wave
	aside *xpath.Env // for labels and choices, which are worked out when asked for

	wave    wave
	size    int     // nodes in all
	layout  *layout // nil when instances came or went since it was made
	changed []*node
	gone    []survey.Ref
	frozen  bool // answers are taken as they are: nothing is calculated
	faults  map[*vertex]error

	consents []survey.Consent
	remarks  map[*node][]survey.Remark // nil until there is one

	numbered xpath.Node // what seededOrder puts in order
}

// NewSession starts an interview: the instance is built, defaults are set and
// every rule is worked out once.
func (p *Program) NewSession(o Options) *Session {
	s := p.newSession(o)
	s.start(s.options.Now())
	return s
}

func (p *Program) newSession(o Options) *Session {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Location == nil {
		o.Location = time.Local
	}
	s := &Session{program: p, options: o, language: p.form.DefaultLanguage}
	if o.Language != "" {
		s.language = p.languageNamed(o.Language)
	}
	s.env = s.newEnv(o.InstanceID)
	s.aside = s.newEnv(o.InstanceID + " aside")
	if o.LastSaved != nil {
		s.lastSaved = p.frameOf(o.LastSaved)
	}
	return s
}

// start builds the instance as of the moment.
func (s *Session) start(at time.Time) {
	s.now = at
	if s.options.Base != nil {
		s.load(s.options.Base)
	} else {
		s.root = newFrame(s.program.main, nil)
		s.populate(s.root)
		s.run()
	}
	s.wave.started = true
	if pages := s.Pages(); len(pages) > 0 {
		s.at = pages[0].Ref
	}
}

// Resume rebuilds the interview of a draft from its changes, each worked out
// as of its own time, so that today(), random() and the like give what they
// gave then.
func Resume(p *Program, o Options, changes []survey.Change) (*Session, error) {
	s := p.newSession(o)
	began := o.Started
	if began.IsZero() && len(changes) > 0 {
		began = changes[0].At
	}
	if began.IsZero() {
		began = s.options.Now()
	}
	s.start(began)
	for i, c := range changes {
		if err := s.replay(c); err != nil {
			return nil, fmt.Errorf("replay change %d of %d: %w", i+1, len(changes), err)
		}
	}
	s.Changed()
	return s, nil
}

func (s *Session) replay(c survey.Change) error {
	s.now = c.At
	switch c.Op {
	case survey.SetValue:
		return s.set(c.Ref, c.Value)
	case survey.AddRepeat:
		return s.addRepeat(c.Ref)
	case survey.RemoveRepeat:
		return s.removeRepeat(c.Ref)
	case survey.SetLanguage:
		s.setLanguage(c.Text)
	case survey.Move:
		s.moveTo(c.Ref)
	case survey.SetNote, survey.SetFlag, survey.Override:
		return s.remark(c)
	case survey.Pause, survey.Resume, survey.HandOver, survey.HandBack: // of the screen, not of the answers
	default:
		return fmt.Errorf("change %d is of no known kind", c.Op)
	}
	return nil
}

// Base returns the finished response that is edited, nil in an interview.
func (s *Session) Base() *survey.Submission { return s.options.Base }

// Program returns the program the session runs.
func (s *Session) Program() *Program { return s.program }

// SetValue gives a question its answer, or says why there is none. The value
// is kept as given even where a rule refuses it: see [Session.Violation]. The
// error says only that there is no such question, or that it keeps no answer.
func (s *Session) SetValue(ref survey.Ref, v survey.Value) (survey.Change, error) {
	s.now = s.options.Now()
	return survey.Change{Op: survey.SetValue, Ref: ref, Value: v, At: s.now}, s.set(ref, v)
}

func (s *Session) set(ref survey.Ref, v survey.Value) error {
	n := s.find(ref)
	switch {
	case n == nil:
		return fmt.Errorf("set %s: %w", ref, ErrNoSuchNode)
	case n.def.question == nil:
		return fmt.Errorf("set %s: %w", ref, ErrNoValue)
	}
	s.store(n, kept(n.def.question.Type, v))
	s.run()
	if n.def.item.Consent != "" {
		s.noteConsent(n)
	}
	return nil
}

// AddRepeat adds an instance at the end of the repeat at ref, /data/child.
func (s *Session) AddRepeat(ref survey.Ref) (survey.Change, error) {
	s.now = s.options.Now()
	return survey.Change{Op: survey.AddRepeat, Ref: ref, At: s.now}, s.addRepeat(ref)
}

func (s *Session) addRepeat(ref survey.Ref) error {
	d, f := s.seriesAt(ref)
	switch {
	case d == nil:
		return fmt.Errorf("add to %s: %w", ref, ErrNoRepeat)
	case s.program.counters[d] != nil:
		return fmt.Errorf("add to %s: %w", ref, ErrFixed)
	case len(f.instances(d).items) >= maxInstances || s.size > maxNodes:
		return fmt.Errorf("add to %s: %w", ref, ErrTooMany)
	}
	s.grow(f, d)
	s.run()
	return nil
}

// RemoveRepeat takes an instance away, /data/child[2], with its answers.
func (s *Session) RemoveRepeat(ref survey.Ref) (survey.Change, error) {
	s.now = s.options.Now()
	return survey.Change{Op: survey.RemoveRepeat, Ref: ref, At: s.now}, s.removeRepeat(ref)
}

func (s *Session) removeRepeat(ref survey.Ref) error {
	n := s.find(ref)
	switch {
	case n == nil:
		return fmt.Errorf("remove %s: %w", ref, ErrNoSuchNode)
	case n.def.repeat == nil:
		return fmt.Errorf("remove %s: %w", ref, ErrNoRepeat)
	case s.program.counters[n.def] != nil:
		return fmt.Errorf("remove %s: %w", ref, ErrFixed)
	}
	s.shrink(n.frame.parent, n.def, n.frame.position)
	s.run()
	return nil
}

// seriesAt returns the repeat at the path and the frame its instances are in;
// the position of the last step does not matter.
func (s *Session) seriesAt(ref survey.Ref) (*def, *frame) {
	d := s.program.byRef[ref.Definition()]
	if d == nil || d.repeat == nil {
		return nil, nil
	}
	if d.scope.parent == s.program.main {
		return d, s.root
	}
	up := s.find(ref.Parent())
	if up == nil {
		return nil, nil
	}
	return d, up.frame
}

// SetLanguage changes the language of labels and messages.
func (s *Session) SetLanguage(language string) survey.Change {
	s.now = s.options.Now()
	s.setLanguage(language)
	return survey.Change{Op: survey.SetLanguage, Text: language, At: s.now}
}

func (s *Session) setLanguage(language string) {
	s.language = s.program.languageNamed(language)
	for _, v := range s.program.spoken {
		s.root.all(v.def, func(n *node) { s.dirty(n, v) })
	}
	s.eachNode(func(n *node) {
		if n.def.item.Label != nil || n.def.item.Hint != nil {
			s.note(n)
		}
		n.selections = nil
	})
	s.run()
}

// Language returns the interview's language, as the form names it.
func (s *Session) Language() string { return s.language }

// MoveTo records where the interview stands.
func (s *Session) MoveTo(ref survey.Ref) survey.Change {
	s.now = s.options.Now()
	s.moveTo(ref)
	return survey.Change{Op: survey.Move, Ref: ref, At: s.now}
}

func (s *Session) moveTo(ref survey.Ref) {
	s.at = ref
	if s.reached == nil {
		s.reached = map[survey.Ref]bool{}
	}
	s.reached[ref] = true
}

// At returns where the interview stands: the Ref of a page.
func (s *Session) At() survey.Ref { return s.at }

// Changed lists the nodes whose value, relevance, label, requirement or choices
// changed since the last call, and those that are gone.
func (s *Session) Changed() []survey.Ref {
	refs := s.gone
	s.gone = nil
	for _, n := range s.changed {
		n.seen = false
		if n.frame.live() && n.def.name != "" {
			refs = append(refs, n.ref())
		}
	}
	s.changed = s.changed[:0]
	return refs
}

// ChangedStates is Changed for who wants to know how the nodes stand now, in
// one go. A path that is gone may be there again, as another instance's.
func (s *Session) ChangedStates() (gone []survey.Ref, changed []NodeState) {
	gone, s.gone = s.gone, nil
	gone = slices.DeleteFunc(gone, func(ref survey.Ref) bool { return s.find(ref) != nil })
	changed = make([]NodeState, 0, len(s.changed))
	for _, n := range s.changed {
		n.seen = false
		if n.frame.live() && n.def.name != "" {
			changed = append(changed, s.state(n))
		}
	}
	s.changed = s.changed[:0]
	return gone, changed
}

// note lists the node as changed.
func (s *Session) note(n *node) {
	if !n.seen {
		n.seen = true
		s.changed = append(s.changed, n)
	}
}

// eachNode visits every live node of the interview.
func (s *Session) eachNode(visit func(*node)) { eachNode(s.root, visit) }

func eachNode(f *frame, visit func(*node)) {
	for i := range f.nodes {
		visit(&f.nodes[i])
	}
	for i := range f.series {
		for _, inner := range f.series[i].items {
			eachNode(inner, visit)
		}
	}
}

// Faults lists the rules that could not be worked out, such as a look-up in a
// table that is not there. What they give is blank, or as if not written.
func (s *Session) Faults() []error {
	var list []error
	for _, v := range s.program.order {
		if err := s.faults[v]; err != nil {
			list = append(list, &survey.Problem{Severity: survey.SeverityWarning, Code: "evaluation", At: v.at.At, Err: err})
		}
	}
	return list
}

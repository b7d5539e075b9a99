package engine

import "doorstep/survey"

// PageKind tells the pages of an interview apart.
type PageKind uint8

// The kinds of page.
const (
	QuestionPage PageKind = iota + 1 // one question or note
	GroupPage                        // a group shown on one page
	RepeatPage                       // "add another?"
)

// Page is what the interview shows at once.
type Page struct {
	Ref      survey.Ref // the question, the group, or the repeat without a position
	Kind     PageKind
	Refs     []survey.Ref // the questions shown
	Headings []string     // labels of the groups above, outermost first
}

// Pages returns the pages of the interview as it stands, in order.
func (s *Session) Pages() []Page {
	l := s.pages()
	var list []Page
	for i := range l.entries {
		if e := &l.entries[i]; s.isPage(e) {
			list = append(list, s.page(e))
		}
	}
	return list
}

// Next returns the page after the one at the path, the first for "". False
// means there is none: the interview is at its end. The path may be of a
// question that is on no page now, or of one that is gone.
func (s *Session) Next(from survey.Ref) (Page, bool) {
	l := s.pages()
	at, _ := s.place(from)
	for i := at + 1; i < len(l.entries); i++ {
		if e := &l.entries[i]; s.isPage(e) {
			return s.page(e), true
		}
	}
	return Page{}, false
}

// Previous returns the page before the one at the path, the last for "".
func (s *Session) Previous(from survey.Ref) (Page, bool) {
	l := s.pages()
	at := len(l.entries) - 1
	if from != "" {
		place, exact := s.place(from)
		if at = place; exact {
			at--
		}
	}
	for i := at; i >= 0; i-- {
		if e := &l.entries[i]; s.isPage(e) {
			return s.page(e), true
		}
	}
	return Page{}, false
}

// layout is every page there could be, relevant or not. It holds until
// instances come or go.
type layout struct{ entries []entry }

type entry struct {
	kind   PageKind
	node   *node // the question or group; for a RepeatPage what the repeat is in
	series *def  // for a RepeatPage
}

// pages returns the layout of the interview's instances.
func (s *Session) pages() *layout {
	if s.layout == nil {
		s.layout = &layout{}
		s.layout.group(s, s.root.root())
	}
	return s.layout
}

// group lists the pages in a node. Every node learns the index of its page, or
// of the last page before it.
func (l *layout) group(s *Session, n *node) {
	n.page = int32(len(l.entries) - 1)
	for _, c := range n.def.children {
		if c.repeat != nil {
			l.repeat(s, n, c)
			continue
		}
		at := &n.frame.nodes[c.slot]
		if c.question == nil {
			l.inner(s, at)
			continue
		}
		if c.shown {
			l.entries = append(l.entries, entry{kind: QuestionPage, node: at})
		}
		at.page = int32(len(l.entries) - 1)
	}
}

// inner lists a group or a repeat instance, on one page where the form says so.
func (l *layout) inner(s *Session, n *node) {
	if !n.def.onePage {
		l.group(s, n)
		return
	}
	l.entries = append(l.entries, entry{kind: GroupPage, node: n})
	page := int32(len(l.entries) - 1)
	var mark func(*node)
	mark = func(at *node) {
		at.page = page
		for _, c := range at.def.children {
			if c.repeat == nil {
				mark(&at.frame.nodes[c.slot])
			}
		}
	}
	mark(n)
	l.repeatsIn(s, n)
}

// repeatsIn lists the pages of the repeats inside a group shown on one page:
// they follow it, since a page cannot grow by instances.
func (l *layout) repeatsIn(s *Session, n *node) {
	for _, c := range n.def.children {
		switch {
		case c.repeat != nil:
			l.repeat(s, n, c)
		case c.question == nil:
			l.repeatsIn(s, &n.frame.nodes[c.slot])
		}
	}
}

// repeat lists the pages of a repeat's instances, and the one that offers
// another.
func (l *layout) repeat(s *Session, n *node, d *def) {
	in := n.frame.instances(d)
	for _, f := range in.items {
		l.inner(s, f.root())
	}
	in.page = len(l.entries) - 1
	if s.program.counters[d] == nil {
		l.entries = append(l.entries, entry{RepeatPage, n, d})
	}
}

// place returns the index of the page at or holding the path; when there is
// none, that of the last page before it, and exact is false.
func (s *Session) place(from survey.Ref) (at int, exact bool) {
	l := s.pages()
	for ref := from; ref != ""; ref = ref.Parent() {
		if d, f := s.seriesAt(ref); d != nil && (ref.Position() == 0 || ref.Position() > len(f.instances(d).items)) {
			at := f.instances(d).page
			if ref == from && ref.Position() == 0 && at+1 < len(l.entries) && l.entries[at+1].series == d {
				return at + 1, true
			}
			return at, false
		}
		if n := s.find(ref); n != nil {
			return int(n.page), ref == from && n.page >= 0 && n.isOn(&l.entries[n.page])
		}
	}
	return -1, false
}

// isOn reports whether the page shows the node.
func (n *node) isOn(e *entry) bool {
	if e.kind == RepeatPage {
		return false
	}
	for ; n != nil; n = n.parentNode() {
		if n == e.node {
			return true
		}
	}
	return false
}

// isPage reports whether the page is shown now.
func (s *Session) isPage(e *entry) bool {
	switch e.kind {
	case RepeatPage:
		return s.repeatRelevant(e.node, e.series)
	case GroupPage:
		return e.node.relevant && e.node.anyShown()
	}
	return e.node.relevant
}

func (n *node) anyShown() bool {
	for c := range n.childNodes() {
		if c.def.repeat == nil && c.relevant && (c.def.shown || c.def.question == nil && c.anyShown()) {
			return true
		}
	}
	return false
}

// page describes the page.
func (s *Session) page(e *entry) Page {
	if e.kind == RepeatPage {
		ref := e.node.ref() + "/" + survey.Ref(e.series.name)
		return Page{Ref: ref, Kind: RepeatPage, Headings: s.headings(e.node)}
	}
	p := Page{Ref: e.node.ref(), Kind: e.kind, Headings: s.headings(e.node.parentNode())}
	if e.kind == QuestionPage {
		p.Refs = []survey.Ref{p.Ref}
	} else {
		collect(e.node, &p.Refs)
	}
	return p
}

// headings returns the labels of the node and the groups around it.
func (s *Session) headings(n *node) []string {
	if n == nil || n.def.parent == nil {
		return nil
	}
	list := s.headings(n.parentNode())
	if label, _ := s.words(n, n.def.item.Label, n.def.label); label != "" {
		list = append(list, label)
	}
	return list
}

// collect lists the questions shown in a node.
func collect(n *node, refs *[]survey.Ref) {
	for c := range n.childNodes() {
		switch {
		case !c.relevant || c.def.repeat != nil:
		case c.def.question == nil:
			collect(c, refs)
		case c.def.shown:
			*refs = append(*refs, c.ref())
		}
	}
}

// repeatRelevant reports whether an instance added to the repeat would be
// relevant: its rule is worked out for one that is not there yet.
func (s *Session) repeatRelevant(parent *node, d *def) bool {
	if !parent.relevant {
		return false
	}
	v := d.vertices[relevant]
	if v == nil {
		return true
	}
	if v.isBool {
		return v.constant
	}
	blank := newFrame(d.scope, parent.frame)
	blank.position = len(parent.frame.instances(d).items)
	return s.truthAside(blank.root(), v)
}

// isShown reports whether the question is put to a person at all.
func isShown(q *survey.Question) bool {
	if q == nil || !q.Type.IsAsked() || !canBeAsked(q.Type) {
		return false
	}
	silent := len(q.Label) == 0 && len(q.Hint) == 0 && len(q.Image) == 0 && len(q.Audio) == 0
	return !silent || q.Bind.Calculation.IsZero()
}

// canBeAsked reports whether a laptop can take an answer of the type.
func canBeAsked(t survey.Type) bool {
	switch t {
	case survey.TypeGeoTrace, survey.TypeGeoShape, survey.TypeVideo, survey.TypeOSM:
		return false
	}
	return true
}

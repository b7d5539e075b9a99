package engine

import (
	"slices"
	"strings"

	"doorstep/survey"
)

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
	b := pager{s: s}
	b.group(s.root.root(), nil)
	return b.pages
}

// Next returns the page after the one at the path, the first for "". False
// means there is none: the interview is at its end.
func (s *Session) Next(from survey.Ref) (Page, bool) {
	b := pager{s: s, hidden: true}
	b.group(s.root.root(), nil)
	at := b.find(from)
	for i := at + 1; i < len(b.pages); i++ {
		if b.shown[i] {
			return b.pages[i], true
		}
	}
	return Page{}, false
}

// Previous returns the page before the one at the path, the last for "".
func (s *Session) Previous(from survey.Ref) (Page, bool) {
	b := pager{s: s, hidden: true}
	b.group(s.root.root(), nil)
	at := len(b.pages)
	if from != "" {
		at = b.find(from)
	}
	for i := at - 1; i >= 0; i-- {
		if b.shown[i] {
			return b.pages[i], true
		}
	}
	return Page{}, false
}

// pager lists pages by walking the instance tree.
type pager struct {
	s      *Session
	hidden bool // list pages that are not shown too, marked in shown
	pages  []Page
	shown  []bool
}

func (b *pager) add(p Page, shown bool) {
	if shown || b.hidden {
		b.pages = append(b.pages, p)
		b.shown = append(b.shown, shown)
	}
}

// find returns the index of the page at or holding the path; of a path that is
// gone, that of the nearest page around it, -1 for none.
func (b *pager) find(from survey.Ref) int {
	if from == "" {
		return -1
	}
	for ref := from; ref != ""; ref = ref.Parent() {
		for i, p := range b.pages {
			if p.Ref == ref || slices.Contains(p.Refs, ref) {
				return i
			}
		}
		if ref.Position() > 0 { // a removed instance: its repeat's own page
			series := ref[:strings.LastIndexByte(string(ref), '[')]
			for i, p := range b.pages {
				if p.Ref == series {
					return i
				}
			}
		}
		for i, p := range b.pages {
			if ref != from && strings.HasPrefix(string(p.Ref), string(ref)+"/") {
				return i
			}
		}
	}
	return -1
}

func (b *pager) group(n *node, headings []string) {
	if n.def.parent != nil {
		if label, _ := b.s.words(n, n.def.item.Label, n.def.label); label != "" {
			headings = append(slices.Clip(headings), label)
		}
	}
	for _, c := range n.def.children {
		switch {
		case c.repeat != nil:
			b.repeat(n, c, headings)
		case c.question != nil:
			q := &n.frame.nodes[c.slot]
			if q.isShown() {
				b.add(Page{Ref: q.ref(), Kind: QuestionPage, Refs: []survey.Ref{q.ref()}, Headings: headings}, q.relevant)
			}
		default:
			b.inner(&n.frame.nodes[c.slot], headings)
		}
	}
}

// inner lists a group or a repeat instance, on one page where the form says so.
func (b *pager) inner(n *node, headings []string) {
	if !n.relevant && !b.hidden {
		return
	}
	if !n.def.item.HasAppearance("field-list") && !n.def.item.HasAppearance("table-list") {
		b.group(n, headings)
		return
	}
	var refs []survey.Ref
	collect(n, &refs)
	b.add(Page{Ref: n.ref(), Kind: GroupPage, Refs: refs, Headings: headings}, n.relevant && len(refs) > 0)
}

func collect(n *node, refs *[]survey.Ref) {
	for c := range n.childNodes() {
		switch {
		case !c.relevant:
		case c.def.question == nil:
			collect(c, refs)
		case c.isShown():
			*refs = append(*refs, c.ref())
		}
	}
}

func (b *pager) repeat(n *node, d *def, headings []string) {
	items := n.frame.instances(d).items
	for _, f := range items {
		b.inner(f.root(), headings)
	}
	if b.s.program.counters[d] == nil {
		ref := n.ref() + "/" + survey.Ref(d.name)
		b.add(Page{Ref: ref, Kind: RepeatPage, Headings: headings}, b.s.repeatRelevant(n, d))
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

// isShown reports whether the node is put to a person at all.
func (n *node) isShown() bool {
	q := n.def.question
	if q == nil || !q.Type.IsAsked() {
		return false
	}
	if !canBeAsked(q.Type) {
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

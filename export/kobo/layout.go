package kobo

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"doorstep/export"
	"doorstep/survey"
)

// layout is the sheets and their columns, over the chosen versions.
type layout struct {
	plan     *export.Plan
	options  Options
	forms    []*survey.Form // the chosen versions, oldest first
	in       map[*survey.Question]bool
	language string // "" for the form's own
	sep      string
	sections []*section

	longText func(name, text string) error // keeps a text that a cell cannot hold; may be nil
}

// section is one sheet: the responses, or the instances of one repeat.
type section struct {
	name   string
	at     int
	parent *section
	scopes map[*survey.Scope]bool
	fields []*field
	extra  []string // columns beside the answers, on the first sheet

	hasChildren, numbered bool
	last                  int // the row written last, from 1
	layout                *layout
}

// field is one question over the versions. Its newest form is what it is
// called by; each older version's choices come before the newer ones' new.
type field struct {
	newest  *survey.Question
	form    int
	section *section
	byForm  []*survey.Question
	options []*survey.Choice
	path    bool // another question of the sheet has its name
}

// newLayout lays the versions' questions side by side.
func newLayout(plan *export.Plan, o Options) (*layout, error) {
	l := &layout{plan: plan, options: o, in: plan.Questions(), sep: plan.Options.GroupSep}
	if l.sep == "" {
		l.sep = "/"
	}
	if plan.Options.Language != "" {
		l.language = plan.Language
	}
	for i, f := range plan.Forms {
		latest := !plan.Options.Latest || i == len(plan.Forms)-1
		if latest && (len(plan.Options.Versions) == 0 || slices.Contains(plan.Options.Versions, f.Version)) {
			l.forms = append(l.forms, f)
		}
	}
	if len(l.forms) == 0 {
		return nil, export.ErrNoForm
	}
	l.arrange()
	for i, s := range l.sections {
		s.at, s.layout = i, l
		s.numbered = s.hasChildren || o.Index
		if s.parent == nil {
			s.extra = o.Extra
		}
		if n := len(s.heading()[0]); n > export.MaxColumns {
			return nil, fmt.Errorf("%w, and %q needs %d: choose fewer questions, or leave out one column a choice (select-multiple summary)", export.ErrTooManyColumns, s.name, n)
		}
	}
	return l, nil
}

// part is a section as one version has it.
type part struct {
	key       string
	parent    *part
	scope     *survey.Scope
	questions []*survey.Question
}

// parts lists a version's sections, outer before inner, with their questions
// in form order, notes included.
func parts(f *survey.Form) []*part {
	main := &part{scope: f.Main}
	all := []*part{main}
	seen := map[string]int{}
	var walk func(*survey.Group, *part)
	walk = func(g *survey.Group, in *part) {
		for _, n := range g.Children {
			switch n := n.(type) {
			case *survey.Question:
				in.questions = append(in.questions, n)
			case *survey.Repeat:
				seen[n.Name]++
				inner := &part{key: numbered(n.Name, seen[n.Name]), parent: in, scope: n.Scope}
				all = append(all, inner)
				walk(&n.Group, inner)
			case *survey.Group:
				walk(n, in)
			}
		}
	}
	walk(f.Root, main)
	return all
}

// numbered tells apart things of one name.
func numbered(name string, n int) string {
	if n < 2 {
		return name
	}
	return name + " (" + strconv.Itoa(n) + ")"
}

// arrange merges the versions, newest first. A question that only an older
// version asks stands behind those of the newest, in the order of the places
// it had.
func (l *layout) arrange() {
	sections, fields := map[string]*section{}, map[string]*field{}
	var places [][]*field
	for i := len(l.forms) - 1; i >= 0; i-- {
		at := 0
		for _, p := range parts(l.forms[i]) {
			s := l.section(sections, p)
			seen := map[string]int{}
			for _, q := range p.questions {
				seen[q.Name]++
				key := p.key + "\x00" + numbered(q.Name, seen[q.Name])
				f := fields[key]
				if f == nil {
					f = &field{newest: q, form: i, section: s, byForm: make([]*survey.Question, len(l.forms)), path: seen[q.Name] > 1}
					fields[key] = f
					if i < len(l.forms)-1 && at < len(places) {
						places[at] = append(places[at], f)
					} else {
						places = append(places, []*field{f})
						at = len(places) - 1
					}
				}
				f.take(l.forms[i], i, q)
				at++
			}
		}
	}
	for _, first := range []bool{true, false} {
		for _, place := range places {
			for j, f := range place {
				if (j == 0) == first && l.holds(f) {
					f.section.fields = append(f.section.fields, f)
				}
			}
		}
	}
}

// section returns the sheet of a version's section.
func (l *layout) section(known map[string]*section, p *part) *section {
	s := known[p.key]
	if s == nil {
		s = &section{name: p.key, scopes: map[*survey.Scope]bool{}}
		if p.parent == nil {
			newest := l.forms[len(l.forms)-1]
			s.name = l.options.Title
			if s.name == "" {
				s.name = newest.Title
			}
			if s.name == "" {
				s.name = newest.ID
			}
		} else {
			s.parent = known[p.parent.key]
			s.parent.hasChildren = true
		}
		known[p.key] = s
		l.sections = append(l.sections, s)
	}
	s.scopes[p.scope] = true
	return s
}

// take makes a version's question part of the field. Versions come newest
// first; the choices of older ones go before.
func (f *field) take(form *survey.Form, i int, q *survey.Question) {
	f.byForm[i] = q
	if !q.Type.IsMultiple() || isFromFile(form, q) {
		return
	}
	older := slices.Clone(q.List.Choices)
	for _, c := range f.options {
		at := slices.IndexFunc(older, func(o *survey.Choice) bool { return o.Name == c.Name })
		if at < 0 {
			older = append(older, c)
		} else {
			older[at] = c // the newer words
		}
	}
	f.options = older
}

// isFromFile reports whether a question's choices are not listed in the form
// itself. KoboToolbox takes its answers as texts.
func isFromFile(form *survey.Form, q *survey.Question) bool {
	if q.List == nil || len(q.List.Choices) == 0 {
		return true
	}
	_, attached := form.Tables[q.List.Name]
	return attached && form.Lists[q.List.Name] != q.List
}

// holds reports whether any version's question is in the export. A note has a
// column, as it has in KoboToolbox, unless questions were chosen.
func (l *layout) holds(f *field) bool {
	if f.newest.Slot < 0 {
		return len(l.plan.Options.Columns) == 0
	}
	return slices.ContainsFunc(f.byForm, func(q *survey.Question) bool { return l.in[q] })
}

// words returns a label in the chosen language, "" when it has none in it.
func (l *layout) words(label survey.Label, form int) string {
	if l.language != "" {
		return label[l.language]
	}
	if s := label[""]; s != "" {
		return s
	}
	return label[l.forms[form].DefaultLanguage]
}

func (l *layout) isNames() bool { return l.plan.Options.Values == export.Codes }

func (l *layout) itemName(i *survey.Item, form int) string {
	if !l.isNames() {
		if s := l.words(i.Label, form); s != "" {
			return s
		}
	}
	return i.Name
}

// title is a field's header, with its groups where they are asked for.
func (l *layout) title(f *field) string {
	name := l.itemName(&f.newest.Item, f.form)
	return l.above(f) + name
}

// above is what stands before a name: the groups and repeats around it.
func (l *layout) above(f *field) string {
	if !l.options.Hierarchy && !f.path {
		return ""
	}
	var steps []string
	root := survey.Node(l.forms[f.form].Root)
	for n := f.newest.Parent; n != nil && n != root; n = n.Base().Parent {
		steps = append(steps, l.itemName(n.Base(), f.form)+l.sep)
	}
	slices.Reverse(steps)
	return strings.Join(steps, "")
}

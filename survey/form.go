package survey

import (
	"iter"
	"strconv"
	"strings"
)

// Form is one version of a questionnaire, read from an XLSForm.
type Form struct {
	ID, Title, Version string

	// Languages are as the column headers name them ("Polish (pl)"), in sheet
	// order. A form that names none has the one language "".
	Languages       []string
	DefaultLanguage string

	Root   *Group // the instance's root node, named by settings name, else "data"
	Main   *Scope // the slots of a response outside every repeat
	Lists  map[string]*List
	Tables map[string]*Table // attached data by file name without extension
	Quotas []Quota

	InstanceName Expr
	Style        string            // settings style: "pages", "theme-grid" or ""
	Settings     map[string]string // every settings cell, by canonical column name
}

// Node is a *[Group], a *[Repeat] or a *[Question].
type Node interface{ Base() *Item }

// Item is what every node of a form has.
type Item struct {
	Name   string
	Ref    Ref  // definition path, with no positions: /data/child/name
	Parent Node // nil for the root

	Label, Hint, GuidanceHint     Label
	Image, BigImage, Audio, Video Label
	Autoplay                      string
	Appearance                    []string
	Parameters                    map[string]string
	Bind                          Bind

	Personal       bool   // kept apart, out of normal exports
	Contact        bool   // personal, and how to reach somebody: erased on its end date
	Consent        string // the purpose whose consent the question asks: take_part, health, quote, contact
	Special        bool   // special-category data, UK GDPR article 9
	Interviewer    bool   // never shown while the resident holds the laptop
	SelfCompletion bool   // the resident may answer it on the laptop; a group's holds for all in it
	NoRefusal      bool   // column non_response is "no": no refusal offered
	Was            string // earlier name, for exports over several versions

	// Tags holds the cells of columns that no rule of XLSForm reads ("hxl"), by
	// header; nil when the row has none.
	Tags map[string]string

	Row int // on the survey sheet, from 1 as Excel numbers it
}

// Base returns the item itself, so that embedding it makes a [Node].
func (i *Item) Base() *Item { return i }

// HasAppearance reports whether the appearance column holds the word.
func (i *Item) HasAppearance(word string) bool {
	for _, a := range i.Appearance {
		if a == word {
			return true
		}
	}
	return false
}

// Group holds nodes that share relevance; it stores no value.
type Group struct {
	Item
	Children []Node
}

// Repeat is a group that is asked any number of times.
type Repeat struct {
	Group
	Count Expr   // repeat_count; empty when the interviewer adds instances
	Scope *Scope // the slots of one instance
}

// Question is a node that stores a value, or a note that shows a text.
type Question struct {
	Item
	Type Type

	List         *List // choices of a select or rank; nil otherwise
	ChoiceFilter Expr  // over each choice's columns
	Repeat       Ref   // select from the answers of a repeat: ${name}'s definition path
	OrOther      bool  // or_other: a free-text companion follows
	Randomize    bool  // parameters randomize=true
	Seed         Expr  // parameters seed

	Scope *Scope // where the value is kept
	Slot  int    // its position in Scope.Questions; -1 for a note, which keeps none
}

// Bind holds a node's rules. Expressions are kept as written, with ${name}.
type Bind struct {
	Relevant, Constraint, Required, ReadOnly, Calculation, Default Expr

	ConstraintMessage, RequiredMessage Label

	// SoftConstraint is false where an answer is doubtful. It is asked about
	// once and may stand with a reason; it never refuses an answer.
	SoftConstraint        Expr
	SoftConstraintMessage Label

	// Type is bind::type: how a calculation's result is kept, "" as it comes.
	Type Type

	// Trigger holds the definition paths whose change re-evaluates the
	// calculation; while it is non-empty nothing else does.
	Trigger []Ref
}

// Expr is an expression as its author wrote it, and the cell it came from.
type Expr struct {
	Source string
	At     Cell
}

// IsZero reports whether the cell was empty.
func (e Expr) IsZero() bool { return e.Source == "" }

// Label is words by language, as [Form].Languages names them. A language without an entry shows the default's.
type Label map[string]string

// In returns the words in lang and whether lang itself has it; when not, the
// text of the first of fallbacks that has one.
func (t Label) In(lang string, fallbacks ...string) (text string, own bool) {
	if s, ok := t[lang]; ok && s != "" {
		return s, true
	}
	for _, f := range fallbacks {
		if s := t[f]; s != "" {
			return s, false
		}
	}
	return "", false
}

// List is a choice list.
type List struct {
	Name    string
	Columns []string // the extra columns, as choice_filter may name them
	Choices []*Choice
}

// Choice is one row of the choices sheet or of an attached file.
type Choice struct {
	Name                string
	Label               Label
	Image, Audio, Video Label
	BigImage            Label             // shown when the image is opened
	Cells               map[string]string // the extra columns
	Row                 int
}

// Table is an attached CSV, XML or GeoJSON file as rows of text.
type Table struct {
	Name    string // the file name as written, with extension
	Columns []string
	Rows    [][]string
}

// Quota is a soft target: it informs and never blocks.
type Quota struct {
	Name   string
	Label  Label
	When   Expr // over a finished response
	Target int
	Area   string
}

// Scope lists the value slots of a response, or of one repeat instance: the
// questions below it in form order, groups flattened, inner repeats apart.
type Scope struct {
	Repeat    *Repeat // nil for the main scope
	Parent    *Scope
	Questions []*Question
	Repeats   []*Scope
}

// Source is a questionnaire as it came: the workbook and the files beside it.
type Source struct {
	Name  string            // file name, with extension
	Data  []byte            // the workbook
	Files map[string][]byte // attached files by name
}

// Nodes yields every node below root in form order, depth first.
func Nodes(root *Group) iter.Seq[Node] {
	return func(yield func(Node) bool) { walk(root, yield) }
}

func walk(g *Group, yield func(Node) bool) bool {
	for _, n := range g.Children {
		if !yield(n) {
			return false
		}
		if inner := ChildrenOf(n); inner != nil && !walk(inner, yield) {
			return false
		}
	}
	return true
}

// ChildrenOf returns the group inside a *Group or *Repeat, nil for a question.
func ChildrenOf(n Node) *Group {
	switch n := n.(type) {
	case *Group:
		return n
	case *Repeat:
		return &n.Group
	}
	return nil
}

// ContactMonths returns for how many months after the interview the form lets
// contact details be kept; false when it leaves that to the project.
func (f *Form) ContactMonths() (months int, ok bool) {
	n, err := strconv.Atoi(strings.TrimSpace(f.Settings["contact_months"]))
	return n, err == nil && n >= 0
}

// Questions yields every question of the form, repeats included, in form order.
func (f *Form) Questions() iter.Seq[*Question] {
	return func(yield func(*Question) bool) {
		for n := range Nodes(f.Root) {
			if q, ok := n.(*Question); ok && !yield(q) {
				return
			}
		}
	}
}

// Find returns the node with the definition path, or nil.
func (f *Form) Find(ref Ref) Node {
	if f.Root.Ref == ref {
		return f.Root
	}
	for n := range Nodes(f.Root) {
		if n.Base().Ref == ref {
			return n
		}
	}
	return nil
}

// Arrange sets Ref, Parent, Scope and Slot throughout the form, from the tree
// under Root and the names in it. A reader calls it once, at its end.
func (f *Form) Arrange() {
	f.Root.Ref = Ref("/" + f.Root.Name)
	f.Main = &Scope{}
	arrange(f.Root, f.Root, f.Main)
}

func arrange(g *Group, self Node, scope *Scope) {
	for _, n := range g.Children {
		base := n.Base()
		base.Ref = g.Ref + "/" + Ref(base.Name)
		base.Parent = self
		switch n := n.(type) {
		case *Group:
			arrange(n, n, scope)
		case *Repeat:
			n.Scope = &Scope{Repeat: n, Parent: scope}
			scope.Repeats = append(scope.Repeats, n.Scope)
			arrange(&n.Group, n, n.Scope)
		case *Question:
			n.Scope, n.Slot = scope, -1
			if n.Type.KeepsValue() {
				n.Slot = len(scope.Questions)
				scope.Questions = append(scope.Questions, n)
			}
		}
	}
}

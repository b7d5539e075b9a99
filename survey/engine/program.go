package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"doorstep/survey"
	"doorstep/survey/xpath"
)

// Program is a form made ready to run. It is immutable.
type Program struct {
	form *survey.Form

	defs   []*def // in form order
	byRef  map[survey.Ref]*def
	byName map[string][]*def
	root   *def
	main   *scope

	instanceID, instanceName *def
	counters                 map[*def]*vertex // by repeat

	order    []*vertex // by rank
	spoken   []*vertex // calculations whose result depends on the language
	problems []*survey.Problem

	tables    tables
	lists     map[*survey.List]*table
	fallbacks []string // languages to look in when one has no words
}

// Form returns the form the program runs.
func (p *Program) Form() *survey.Form { return p.form }

// Compile parses the form's expressions, binds their paths and puts what they
// work out in order. The problems name the cells of expressions that cannot be
// read, of references to nothing, and every row of a circle; with an error
// among them the Program is nil.
func Compile(form *survey.Form) (*Program, []*survey.Problem) {
	p := &Program{form: form, byRef: map[survey.Ref]*def{}, byName: map[string][]*def{}, counters: map[*def]*vertex{}, lists: map[*survey.List]*table{}}
	p.define()
	p.tables = newTables(form)
	p.addLists()
	p.fallbacks = append([]string{form.DefaultLanguage, ""}, form.Languages...)
	for _, d := range p.defs {
		p.compileRules(d)
		p.compileTexts(d)
	}
	p.findCircles()
	if survey.HasErrors(p.problems) {
		return nil, p.problems
	}
	p.rank()
	return p, p.problems
}

func (p *Program) report(code string, at survey.Expr, d *def, format string, args ...any) {
	cell := at.At
	if cell.Row == 0 && d != nil {
		cell.Sheet, cell.Row = "survey", d.item.Row
	}
	p.problems = append(p.problems, &survey.Problem{
		Severity: survey.SeverityError, Code: code, At: cell, Err: fmt.Errorf(format, args...),
	})
}

// property is one thing a rule of the form works out for a node.
type property uint8

const (
	relevant property = iota
	value             // calculation
	initial           // a default that is an expression
	required
	readOnly
	constraint
	soft    // soft_constraint
	choices // choice_filter
	words   // labels, hints and messages with ${}
	properties
)

// vertex is one property of one definition node, worked out by a rule.
type vertex struct {
	def  *def
	prop property
	rank int
	expr *xpath.Expr // nil for words
	at   survey.Expr

	constant  bool // the rule is yes or no, and this is which
	isBool    bool
	triggered bool // worked out only when a trigger's value changes

	lookup *lookup // of a choice_filter: the choices worth trying

	reads   []read
	forward *vertex // readings of this one are that one's
}

// read is one definition node that a vertex's rule looks at.
type read struct {
	def       *def
	pivot     *scope // instances below the same frame of this scope see each other
	structure bool   // of a repeat: how many instances there are, or where one stands
}

// reading is a vertex seen from what it reads.
type reading struct {
	vertex *vertex
	pivot  *scope
}

var yesNo = map[string]bool{
	"yes": true, "true": true, "true()": true, "no": false, "false": false, "false()": false,
}

func (p *Program) compileRules(d *def) {
	b := &d.item.Bind
	p.compileRule(d, relevant, b.Relevant)
	p.compileRule(d, readOnly, b.ReadOnly)
	if d.question == nil {
		return
	}
	p.compileRule(d, required, b.Required)
	p.compileRule(d, constraint, b.Constraint)
	p.compileRule(d, soft, b.SoftConstraint)
	p.compileChoices(d)
	p.compileSeed(d)
	if v := p.compileRule(d, value, b.Calculation); v != nil {
		if d.counts != nil {
			p.counters[d.counts] = v
		}
		p.compileTriggers(d, v)
		if v.expr.Uses("jr:choice-name") || v.expr.Uses("jr:itext") {
			p.spoken = append(p.spoken, v)
		}
	}
	if isDynamic(d.question, b.Default.Source) {
		p.compileRule(d, initial, b.Default)
	}
}

func (p *Program) compileRule(d *def, prop property, e survey.Expr) *vertex {
	source := strings.TrimSpace(e.Source)
	if source == "" {
		return nil
	}
	v := &vertex{def: d, prop: prop, at: e}
	switch prop {
	case relevant, required, readOnly, constraint, soft:
		if known, ok := yesNo[strings.ToLower(source)]; ok {
			v.isBool, v.constant = true, known
			d.vertices[prop] = v
			return v
		}
	}
	v.expr = p.compileExpr(v, source)
	if v.expr == nil {
		return nil
	}
	d.vertices[prop] = v
	p.subscribe(v)
	return v
}

// compileExpr parses and binds an expression for the vertex; nil after
// reporting what is wrong with it.
func (p *Program) compileExpr(v *vertex, source string) *xpath.Expr {
	b := newBinder(p, v)
	expr, err := xpath.CompileWith(source, b.bind)
	if err != nil {
		p.reportSyntax(v, err)
		return nil
	}
	if b.err != nil {
		p.report(b.code, v.at, v.def, "%w", b.err)
		return nil
	}
	if v.prop == choices && v.def.offers == nil {
		v.lookup = b.lookupIn(expr.Root(), nil, 0)
	}
	return expr
}

func (p *Program) reportSyntax(v *vertex, err error) {
	var syntax *xpath.SyntaxError
	if errors.As(err, &syntax) {
		code := "bad-expression"
		if syntax.Unknown != "" {
			code = "unknown-function"
		}
		p.report(code, v.at, v.def, "the expression cannot be read: %w\n%s", err, syntax.Caret())
		return
	}
	p.report("bad-expression", v.at, v.def, "the expression cannot be read: %w", err)
}

// subscribe tells what the vertex reads that the vertex reads it.
func (p *Program) subscribe(v *vertex) {
	if v.triggered || v.prop == initial {
		return
	}
	for _, r := range v.reads {
		to := reading{v, r.pivot}
		if v.forward != nil {
			to.vertex = v.forward
		}
		if r.structure {
			r.def.structure = append(r.def.structure, to)
		} else {
			r.def.readers = append(r.def.readers, to)
		}
	}
}

// compileTriggers makes v depend on its triggers alone, when it has any.
func (p *Program) compileTriggers(d *def, v *vertex) {
	refs := d.item.Bind.Trigger
	if len(refs) == 0 {
		return
	}
	v.triggered = true
	for _, r := range v.reads {
		r.def.readers = slices.DeleteFunc(r.def.readers, func(x reading) bool { return x.vertex == v })
		r.def.structure = slices.DeleteFunc(r.def.structure, func(x reading) bool { return x.vertex == v })
	}
	for _, ref := range refs {
		source := p.byRef[ref]
		if source == nil {
			p.report("unknown-reference", d.item.Bind.Calculation, d, "the trigger %s is not a question of this form", ref)
			continue
		}
		source.triggers = append(source.triggers, reading{v, common(source.scope, d.scope)})
	}
}

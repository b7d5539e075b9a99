package xlsform

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"doorstep/survey"
	"doorstep/survey/xpath"
)

// reference is a ${name} in a text or an expression.
var reference = regexp.MustCompile(`\$\{([^{}]*)\}`)

// wholeReference returns the name when the text is one ${name} and no more.
func wholeReference(s string) string {
	found := reference.FindStringSubmatch(strings.TrimSpace(s))
	if found == nil || len(found[0]) != len(strings.TrimSpace(s)) {
		return ""
	}
	return strings.TrimSpace(found[1])
}

// checkExpressions parses every expression of the form and finds what every
// ${name} in it and in the texts means.
func (r *reader) checkExpressions() {
	if !r.form.InstanceName.IsZero() {
		r.checkExpression(nil, r.form.InstanceName)
	}
	for _, n := range r.nodes {
		item := n.Base()
		b := &item.Bind
		for _, e := range []survey.Expr{b.Relevant, b.Constraint, b.SoftConstraint, b.Required, b.ReadOnly, b.Calculation} {
			r.checkExpression(n, e)
		}
		r.checkDefault(n, b.Default)
		switch x := n.Node.(type) {
		case *survey.Repeat:
			r.checkExpression(n, x.Count)
		case *survey.Question:
			r.checkExpression(n, x.ChoiceFilter)
			r.checkExpression(n, x.Seed)
		}
		for _, key := range referringTexts {
			r.checkTexts(n.record, key)
		}
		r.checkBraces(n.record)
	}
	if r.settings != nil && len(r.settings.rows) > 0 {
		r.checkBraces(r.firstSetting())
	}
	if r.choices != nil && slices.ContainsFunc(r.choices.columns, func(c column) bool { return c.key == "label" }) {
		for rec := range r.choices.records {
			r.checkTexts(rec, "label")
			r.checkBraces(rec)
		}
	}
}

// referringTexts are the columns whose words may name answers, and referring
// all the columns in which a ${name} means something.
var (
	referringTexts = []string{
		"label", "hint", "guidance_hint", "constraint_message", "required_message", "soft_constraint_message",
		"image", "big-image", "audio", "video",
	}
	referring = append(slices.Clone(referringTexts),
		"relevant", "constraint", "soft_constraint", "required", "read_only", "calculation", "default",
		"choice_filter", "trigger", "repeat_count", "parameters", "appearance", "instance_name")
)

// referenceAhead is a well-formed ${name} at the start of a text.
var referenceAhead = regexp.MustCompile(`^\$\{(last-saved#)?[^\s${}#]+\}`)

// checkBraces reports each cell of a row with a ${ that begins no ${name}.
func (r *reader) checkBraces(rec record) {
	for _, c := range rec.columns {
		if c.index >= len(rec.cells) || !slices.Contains(referring, c.key) {
			continue
		}
		for rest := rec.cells[c.index]; ; {
			i := strings.Index(rest, "${")
			if i < 0 {
				break
			}
			if rest = rest[i:]; !referenceAhead.MatchString(rest) {
				r.problems.errorf(rec.cell(rec.row, c.index, c.header), "bad-reference", "%q is no name of an answer: write ${, the name as it stands in the column name, and }, without spaces", firstWords(rest))
				break
			}
			rest = rest[2:]
		}
	}
}

// firstWords is the beginning of a text, up to a closing brace.
func firstWords(s string) string {
	if i := strings.IndexByte(s, '}'); i >= 0 {
		s = s[:i+1]
	}
	if long := []rune(s); len(long) > 40 {
		return string(long[:40]) + "…"
	}
	return s
}

// checkExpression reports what is wrong with one expression. n is nil outside
// the survey sheet.
func (r *reader) checkExpression(n *node, e survey.Expr) {
	if e.IsZero() {
		return
	}
	compiled, err := xpath.Compile(e.Source)
	var syntax *xpath.SyntaxError
	switch {
	case errors.As(err, &syntax) && syntax.Unknown != "":
		r.problems.errorf(e.At, "unknown-function", "the expression cannot be read: %w\n%s", err, syntax.Caret())
		return
	case errors.As(err, &syntax):
		r.problems.errorf(e.At, "bad-expression", "the expression cannot be read: %w\n%s", err, syntax.Caret())
		return
	case err != nil:
		r.problems.errorf(e.At, "bad-expression", "the expression cannot be read: %w", err)
		return
	}
	for _, p := range compiled.Paths() {
		switch p.Start {
		case xpath.FromRef, xpath.FromLastSaved:
			r.checkReference(e.At, p.Name)
		case xpath.FromInstance:
			r.checkInstance(e.At, p.Name)
		}
	}
	for call := range compiled.Calls() {
		r.checkCall(e.At, call)
	}
	if compiled.Uses("pulldata") {
		for _, found := range pulled.FindAllStringSubmatch(e.Source, -1) {
			r.tableFor(e.At, found[1], ".csv")
		}
	}
}

// checkCall reports calls whose arguments cannot be right.
func (r *reader) checkCall(at survey.Cell, call *xpath.Call) {
	switch call.Name {
	case "indexed-repeat":
		for i := 1; i < len(call.Args); i += 2 {
			repeat := r.argument(call, i)
			if repeat == nil {
				continue
			}
			if _, ok := repeat.Node.(*survey.Repeat); !ok {
				r.problems.errorf(at, "bad-argument", "indexed-repeat needs a repeat as its argument %d, and ${%s} is none", i+1, repeat.Base().Name)
				continue
			}
			if asked := r.argument(call, 0); asked != nil && !slices.Contains(asked.repeats, repeat) {
				r.problems.errorf(at, "bad-argument", "indexed-repeat asks for ${%s}, which does not stand in the repeat ${%s}", asked.Base().Name, repeat.Base().Name)
			}
		}
	case "distance":
		for i := range call.Args {
			n := r.argument(call, i)
			if n == nil || len(call.Args) < 2 {
				continue
			}
			if q, ok := n.Node.(*survey.Question); ok && (q.Type == survey.TypeGeoTrace || q.Type == survey.TypeGeoShape) {
				r.problems.errorf(at, "bad-argument", "distance between several places needs a geopoint each time, and ${%s} is a %s", q.Name, q.Type)
			}
		}
	}
}

// argument returns the node that an argument names outright, nil for others.
func (r *reader) argument(call *xpath.Call, i int) *node {
	path, ok := call.Args[i].(*xpath.Path)
	if !ok || path.Start != xpath.FromRef || len(path.Steps) > 0 {
		return nil
	}
	if nodes := r.names[path.Name]; len(nodes) == 1 {
		return nodes[0]
	}
	return nil
}

// checkTexts resolves the names in a row's words, language by language.
func (r *reader) checkTexts(rec record, key string) {
	for _, c := range rec.all[key] {
		if c.index >= len(rec.cells) || !strings.Contains(rec.cells[c.index], "${") {
			continue
		}
		for _, found := range reference.FindAllStringSubmatch(rec.cells[c.index], -1) {
			r.checkReference(rec.cell(rec.row, c.index, c.header), found[1])
		}
	}
}

// checkReference reports a name that nothing or several things have.
func (r *reader) checkReference(at survey.Cell, name string) {
	name = strings.TrimSpace(name)
	name = strings.TrimPrefix(name, "last-saved#")
	nodes := r.names[name]
	switch {
	case len(nodes) == 0 && (name == r.form.Root.Name || r.counters[name]):
	case len(nodes) == 0:
		r.problems.errorf(at, "unknown-reference", "%s names ${%s}, which is no question of this form%s", columnName(at), name, r.meantName(name))
	case len(nodes) > 1:
		r.problems.errorf(at, "ambiguous-reference", "%s names ${%s}, and rows %d and %d both have that name; rename one of them", columnName(at), name, nodes[0].row, nodes[1].row)
	case name == r.form.Root.Name:
		r.problems.errorf(at, "ambiguous-reference", "%s names ${%s}, which is the name of row %d and of the form's root too; rename the question", columnName(at), name, nodes[0].row)
	}
}

// meantName suggests a name of the form for one that is none.
func (r *reader) meantName(name string) string {
	if r.sorted == nil {
		r.sorted = sortedKeys(r.names)
	}
	return r.problems.meant(name, r.sorted, "${%s}")
}

func columnName(at survey.Cell) string {
	if at.Column == "" {
		return "this cell"
	}
	return at.Column
}

// checkInstance warns of instance('x') that nothing provides.
func (r *reader) checkInstance(at survey.Cell, id string) {
	if id == "" || id == "__last-saved" || r.lists[id] != nil || r.files[id] != "" || r.outside[id] != nil {
		if use := r.lists[id]; use != nil {
			use.used = true
		}
		return
	}
	known := append(sortedKeys(r.lists), sortedKeys(r.files)...)
	r.problems.warnf(at, "unknown-instance", "instance('%s') is neither a choice list nor an attached file%s", id, didYouMean(id, known, "%s"))
}

// isInstance reports whether a parameter names a list, a file or a question of
// a repeat.
func (r *reader) isInstance(name string) bool {
	if ref := wholeReference(name); ref != "" {
		for _, n := range r.names[ref] {
			if len(n.repeats) > 0 {
				return true
			}
		}
		return false
	}
	return r.lists[name] != nil || r.files[name] != ""
}

// checkDefault parses a default that is an expression, by the signs that other
// tools go by. One that only looks like it, such as "(see the letter)", is the
// answer itself.
func (r *reader) checkDefault(n *node, e survey.Expr) {
	switch {
	case strings.Contains(e.Source, "${"):
		r.checkExpression(n, e)
	case strings.Contains(e.Source, "("):
		if _, err := xpath.Compile(e.Source); err == nil {
			r.checkExpression(n, e)
		} else if calledFirst.MatchString(e.Source) {
			r.problems.warnf(e.At, "bad-expression", "this default looks like an expression but cannot be read as one (%w), so it is taken as the answer itself", err)
		}
	}
}

var calledFirst = regexp.MustCompile(`^\s*[a-zA-Z][\w:-]*\(`)

// resolve fills in what needed every name to be known: triggers, and selects
// from the answers of a repeat.
func (r *reader) resolve() {
	for _, n := range r.nodes {
		if text := n.get("trigger"); text != "" && n.Base().Name == n.get("name") {
			r.resolveTrigger(n, straighten(text))
		}
		if q, ok := n.Node.(*survey.Question); ok && q.Type.IsSelect() && n.typ.kind == rowQuestion {
			if name := wholeReference(n.typ.list); name != "" {
				r.resolveRepeatSelect(n, q, name)
			}
		}
	}
}

func (r *reader) resolveTrigger(n *node, text string) {
	at := n.at("trigger")
	found := reference.FindAllStringSubmatchIndex(text, -1)
	if found == nil {
		r.problems.warnf(at, "bad-trigger", "a trigger names questions, as ${age} or ${age}, ${sex}; %q names none", text)
	}
	end := 0
	for i, f := range found {
		between := strings.TrimSpace(text[end:f[0]])
		if i == 0 && between != "" || i > 0 && between != "," {
			r.problems.warnf(at, "bad-trigger", "several triggers are written with commas between: ${age}, ${sex}")
		}
		end = f[1]
		name := strings.TrimSpace(text[f[2]:f[3]])
		r.checkReference(at, name)
		nodes := r.names[name]
		if len(nodes) == 0 {
			continue
		}
		switch q, ok := nodes[0].Node.(*survey.Question); {
		case !ok:
			r.problems.errorf(at, "bad-trigger", "${%s} is a group, and a trigger names questions: the answer to one sets off %s", name, n.Base().Name)
		case !q.Type.IsAsked():
			r.problems.warnf(at, "bad-trigger", "${%s} is not asked, so no answer to it can set off %s", name, n.Base().Name)
		}
		n.Base().Bind.Trigger = append(n.Base().Bind.Trigger, nodes[0].Base().Ref)
	}
	if rest := strings.Trim(text[end:], " ,"); found != nil && rest != "" {
		r.problems.warnf(at, "bad-trigger", "a trigger only names questions; %q in it changes nothing", rest)
	}
}

func (r *reader) resolveRepeatSelect(n *node, q *survey.Question, name string) {
	at := n.at("type")
	r.checkReference(at, name)
	nodes := r.names[name]
	if len(nodes) == 0 {
		return
	}
	if len(nodes[0].repeats) == 0 {
		r.problems.errorf(at, "not-in-repeat", "the choices of %s come from ${%s}, which stands in no repeat; name a question inside one", q.Name, name)
		return
	}
	q.Repeat = nodes[0].Base().Ref
}

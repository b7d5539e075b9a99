package xlsform

import (
	"fmt"
	"strings"

	"doorstep/survey"
)

// frame is a group or repeat whose end has not come yet.
type frame struct {
	group *survey.Group
	node  *node // nil for the root
}

// readSurvey reads the survey sheet row by row into the form's tree.
func (r *reader) readSurvey() {
	t := r.survey
	if len(t.columns) == 0 {
		r.problems.errorf(survey.Cell{Sheet: t.name}, "empty-sheet", "the survey sheet is empty; its first row names the columns type, name and label")
		return
	}
	if !r.hasColumns(t, "type") {
		return
	}
	if len(t.all["name"]) == 0 {
		r.hasColumns(t, "name")
	}
	rows := make([]record, 0, len(t.rows))
	for rec := range t.records {
		rows = append(rows, rec)
	}
	stack, whole := r.readRows(rows, []frame{{group: r.form.Root}})
	if !whole {
		return
	}
	for _, open := range stack[1:] {
		what, end := frameWords(open.node.typ.kind)
		r.problems.errorf(open.node.at("type"), "unclosed-group", "the %s %q that begins here has no end; add a row %s below its last question", what, open.group.Name, end)
	}
	if len(r.nodes) == 0 && !survey.HasErrors(r.problems.problems) {
		r.problems.warnf(survey.Cell{Sheet: t.name}, "empty-sheet", "the survey sheet has no questions")
	}
}

// readRows reads rows into the innermost open group and returns the groups
// still open after them; whole is false when reading had to stop.
func (r *reader) readRows(rows []record, stack []frame) (open []frame, whole bool) {
	for i := 0; i < len(rows); i++ {
		rec := rows[i]
		cell := rec.get("type")
		switch disabled, _ := isYes(rec.get("disabled")); {
		case disabled:
			continue
		case cell == "":
			r.rowWithoutType(rec)
			continue
		}
		typ, known := r.types[cell]
		if !known {
			typ = parseType(cell)
			r.types[cell] = typ
		}
		if typ.kind == rowBeginLoop {
			if len(stack) > maxDepth {
				r.tooDeep(rec)
				return stack, false
			}
			i += r.readLoop(rows[i:], typ, stack) - 1
			continue
		}
		if stack = r.readRow(rec, typ, stack); stack == nil {
			return nil, false
		}
	}
	return stack, true
}

func (r *reader) tooDeep(rec record) {
	r.problems.errorf(rec.at("type"), "too-deep", "groups stand more than %d deep inside each other here; nothing below is read until there are fewer", maxDepth)
}

func frameWords(k rowKind) (what, end string) {
	if k == rowBeginRepeat || k == rowEndRepeat {
		return "repeat", "end_repeat"
	}
	return "group", "end_group"
}

// rowWithoutType tells comments from forgotten types.
func (r *reader) rowWithoutType(rec record) {
	switch {
	case rec.get("name") != "":
		r.problems.errorf(rec.at("type"), "missing-type", "the row %q has no type; write one, such as text or select_one LIST", rec.get("name"))
	case rec.has("label"):
		r.problems.warnf(rec.at("type"), "missing-type", "this row has neither type nor name and is not read")
	}
}

// readRow adds one row to the tree and returns the open groups after it.
func (r *reader) readRow(rec record, typ rowType, stack []frame) []frame {
	switch typ.kind {
	case rowUnknown:
		r.problems.errorf(rec.at("type"), "unknown-type", "%s", unknownType(rec.get("type")))
		r.addUnknown(rec, stack)
	case rowExternal:
		r.declareFile(rec, typ)
	case rowBeginGroup, rowBeginRepeat:
		if len(stack) > maxDepth {
			r.tooDeep(rec)
			return nil
		}
		return append(stack, r.beginFrame(rec, typ, stack))
	case rowEndLoop:
		r.problems.errorf(rec.at("type"), "unmatched-end", "this end_loop closes nothing: no loop is open here; remove the row")
	case rowEndGroup, rowEndRepeat:
		return r.endFrame(rec, typ, stack)
	default:
		r.addQuestion(rec, typ, stack)
	}
	return stack
}

// beginFrame opens a group or a repeat.
func (r *reader) beginFrame(rec record, typ rowType, stack []frame) frame {
	var n *node
	var group *survey.Group
	if typ.kind == rowBeginRepeat {
		repeat := &survey.Repeat{Group: survey.Group{Item: r.item(rec)}, Count: rec.expr("repeat_count")}
		n, group = &node{record: rec, Node: repeat, typ: typ}, &repeat.Group
		if !repeat.Count.IsZero() && wholeReference(repeat.Count.Source) == "" {
			r.counters[repeat.Name+"_count"] = true
		}
	} else {
		group = &survey.Group{Item: r.item(rec)}
		n = &node{record: rec, Node: group, typ: typ}
	}
	r.checkName(n, "group")
	if !n.Base().Bind.Required.IsZero() {
		r.problems.warnf(n.at("required"), "required-group", "a group cannot be required, only the questions in it")
	}
	r.attach(n, stack)
	r.checkAppearances(n)
	return frame{group: group, node: n}
}

// attach puts the node into the group that is open.
func (r *reader) attach(n *node, stack []frame) {
	top := stack[len(stack)-1]
	top.group.Children = append(top.group.Children, n.Node)
	n.parent = top.node
	if p := top.node; p != nil {
		n.repeats = p.repeats
		if p.typ.kind == rowBeginRepeat {
			n.repeats = append(append([]*node(nil), p.repeats...), p)
		}
	}
	r.nodes = append(r.nodes, n)
	if name := n.Base().Name; name != "" {
		r.names[name] = append(r.names[name], n)
	}
}

// addUnknown keeps the name of a row whose type is not known, so that
// references to it are not reported as well.
func (r *reader) addUnknown(rec record, stack []frame) {
	q := &survey.Question{Item: r.item(rec), Type: survey.TypeText}
	if q.Name != "" {
		r.attach(&node{record: rec, Node: q, typ: rowType{kind: rowUnknown, typ: survey.TypeText}}, stack)
	}
}

// endFrame closes the innermost group or repeat, when it is the one meant.
func (r *reader) endFrame(rec record, typ rowType, stack []frame) []frame {
	what, end := frameWords(typ.kind)
	name := rec.get("name")
	if len(stack) == 1 {
		r.problems.errorf(rec.at("type"), "unmatched-end", "this %s closes nothing: no %s is open here; remove the row or add the missing begin_%s above", end, what, what)
		return stack
	}
	open := stack[len(stack)-1]
	opened, wanted := frameWords(open.node.typ.kind)
	if opened != what {
		r.problems.errorf(rec.at("type"), "unmatched-end", "this %s stands where the %s %q (row %d) is still open; write %s here, or close it first", end, opened, open.group.Name, open.node.row, wanted)
		return r.closeMatching(typ, stack)
	}
	if name != "" && name != open.group.Name {
		r.problems.warnf(rec.at("name"), "unmatched-end", "this %s names %q, but it closes the %s %q (row %d)", end, name, what, open.group.Name, open.node.row)
	}
	if len(open.group.Children) == 0 {
		r.problems.warnf(open.node.at("type"), "empty-group", "the %s %q holds no question", what, open.group.Name)
	}
	return stack[:len(stack)-1]
}

// closeMatching goes on after an end of the wrong kind: it closes down to a
// frame of that kind when there is one, so that one slip is one problem.
func (r *reader) closeMatching(typ rowType, stack []frame) []frame {
	begin := rowBeginGroup
	if typ.kind == rowEndRepeat {
		begin = rowBeginRepeat
	}
	for i := len(stack) - 1; i > 0; i-- {
		if stack[i].node.typ.kind == begin {
			return stack[:i]
		}
	}
	return stack[:len(stack)-1]
}

const nameRule = "names begin with a letter or _ and hold only letters, digits, -, _ and ."

// checkName reports a name that is missing or not allowed.
func (r *reader) checkName(n *node, what string) {
	item := n.Base()
	switch {
	case item.Name == "":
		r.problems.errorf(n.at("name"), "missing-name", "this %s has no name; write one in the column name, such as age", what)
		item.Name = fmt.Sprintf("unnamed_row_%d", n.row)
	case !isName(item.Name):
		hint := ""
		if mended := mendName(item.Name); mended != "" && mended != item.Name {
			hint = "; write " + mended
		}
		r.problems.errorf(n.at("name"), "bad-name", "the name %q is not allowed: %s%s", item.Name, nameRule, hint)
	}
}

// mendName turns a text into a name that is allowed.
func mendName(s string) string {
	var b strings.Builder
	for _, c := range s {
		part := string(c)
		switch {
		case b.Len() == 0 && isName(part), b.Len() > 0 && isName("a"+part):
			b.WriteString(part)
		case b.Len() == 0 && isName("a"+part):
			b.WriteString("_" + part)
		case strings.ContainsRune(" /:", c) && b.Len() > 0:
			b.WriteByte('_')
		}
	}
	return strings.TrimRight(b.String(), "_")
}

// checkNames reports names used twice where that is not allowed.
func (r *reader) checkNames() {
	type place struct {
		parent *node
		name   string
	}
	exact, folded := map[place]*node{}, map[place]*node{}
	repeats := map[string]*node{}
	for _, n := range r.nodes {
		name := n.Base().Name
		here, lower := place{n.parent, name}, place{n.parent, strings.ToLower(name)}
		switch first := exact[here]; {
		case first != nil:
			r.problems.errorf(n.at("name"), "duplicate-name", "the name %q is already used here (row %d); every question and group needs its own name", name, first.row)
		case folded[lower] != nil:
			r.problems.warnf(n.at("name"), "similar-name", "the name %q differs from %q (row %d) only in capitals; other tools may mix them up", name, folded[lower].Base().Name, folded[lower].row)
		}
		if exact[here] == nil {
			exact[here] = n
		}
		if folded[lower] == nil {
			folded[lower] = n
		}
		if _, isRepeat := n.Node.(*survey.Repeat); isRepeat {
			r.checkRepeatName(n, exact[here] != n, repeats)
		}
		if name == "meta" {
			r.problems.warnf(n.at("name"), "reserved-name", "the name meta is kept for a form's own data in ODK, which refuses it; another name is safer")
		}
	}
	r.checkCounters(func(parent *node, name string) *node { return exact[place{parent, name}] })
}

func (r *reader) checkRepeatName(n *node, reported bool, repeats map[string]*node) {
	name := n.Base().Name
	switch first := repeats[name]; {
	case first == nil:
		repeats[name] = n
	case !reported:
		r.problems.errorf(n.at("name"), "duplicate-name", "another repeat is already named %q (row %d); repeats need names of their own in the whole form", name, first.row)
	}
	if name == r.form.Root.Name {
		r.problems.warnf(n.at("name"), "reserved-name", "the repeat has the name of the form's root (%s), which ODK refuses; another name is safer", name)
	}
}

// checkCounters reports nodes named as the counter that ODK's tools make for a
// repeat whose repeat_count is an expression.
func (r *reader) checkCounters(at func(parent *node, name string) *node) {
	for _, n := range r.nodes {
		repeat, ok := n.Node.(*survey.Repeat)
		if !ok || repeat.Count.IsZero() || wholeReference(repeat.Count.Source) != "" {
			continue
		}
		if other := at(n.parent, repeat.Name+"_count"); other != nil {
			r.problems.errorf(other.at("name"), "duplicate-name", "the name %q is taken by the number of times the repeat %s (row %d) is asked; choose another", other.Base().Name, repeat.Name, n.row)
		}
	}
}

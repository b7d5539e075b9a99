package xlsform

import (
	"fmt"
	"strings"

	"doorstep/survey"
)

// item reads the columns that every node has.
func (r *reader) item(rec record) survey.Item {
	i := survey.Item{
		Name: rec.get("name"), Row: rec.row,
		Label: rec.text("label", r), Hint: rec.text("hint", r), GuidanceHint: rec.text("guidance_hint", r),
		Image: rec.text("image", r), BigImage: rec.text("big-image", r), Audio: rec.text("audio", r), Video: rec.text("video", r),
		Autoplay: rec.get("autoplay"), Was: rec.get("was"), Tags: rec.tags(surveyColumns),
		Bind: survey.Bind{
			Relevant: rec.expr("relevant"), Constraint: rec.expr("constraint"),
			Required: rec.expr("required"), ReadOnly: rec.expr("read_only"),
			Calculation: rec.expr("calculation"), Default: rec.expr("default"),
			ConstraintMessage: rec.text("constraint_message", r), RequiredMessage: rec.text("required_message", r),
			SoftConstraint: rec.expr("soft_constraint"), SoftConstraintMessage: rec.text("soft_constraint_message", r),
		},
	}
	if a := rec.get("appearance"); a != "" {
		i.Appearance = splitAppearance(a)
	}
	i.Bind.Type = bindTypes[strings.ToLower(rec.get("bind::type"))]
	i.Bind.Required = yesNo(i.Bind.Required)
	i.Bind.ReadOnly = yesNo(i.Bind.ReadOnly)
	if yes, known := isYes(i.Bind.Relevant.Source); known && !yes && !i.Bind.Relevant.IsZero() {
		i.Bind.Relevant.Source = "false()" // never asked
	} else {
		i.Bind.Relevant = yesNo(i.Bind.Relevant)
	}
	if i.Contact = strings.EqualFold(rec.get("personal"), "contact"); i.Contact {
		i.Personal = true
	} else {
		i.Personal = r.flag(rec, "personal")
	}
	i.Consent = strings.ToLower(rec.get("consent"))
	i.Special = r.flag(rec, "special")
	i.Interviewer = r.flag(rec, "interviewer")
	i.SelfCompletion = r.flag(rec, "self_completion")
	if i.SelfCompletion && i.Interviewer {
		r.problems.warnf(rec.at("self_completion"), "interviewer-only", "%s is for the interviewer's eyes, so it is left out when the resident answers on the laptop; take one of the two marks off", i.Name)
	}
	if v := rec.get("non_response"); v != "" {
		yes, known := isYes(v)
		if !known {
			r.problems.warnf(rec.at("non_response"), "bad-flag", "%q is neither yes nor no; a refusal is offered", v)
			yes = true
		}
		i.NoRefusal = !yes
	}
	if i.Was != "" && !isName(i.Was) {
		r.problems.warnf(rec.at("was"), "bad-name", "the earlier name %q cannot have been a name: %s", i.Was, nameRule)
	}
	return i
}

// bindTypes are the words of bind::type that change how a result is kept.
var bindTypes = map[string]survey.Type{
	"int": survey.TypeInteger, "integer": survey.TypeInteger, "xsd:int": survey.TypeInteger, "xsd:integer": survey.TypeInteger,
	"decimal": survey.TypeDecimal, "xsd:decimal": survey.TypeDecimal, "xsd:double": survey.TypeDecimal,
	"date": survey.TypeDate, "xsd:date": survey.TypeDate, "datetime": survey.TypeDateTime, "xsd:datetime": survey.TypeDateTime,
}

// flag reads one of our own yes-or-no columns.
func (r *reader) flag(rec record, key string) bool {
	v := rec.get(key)
	if v == "" {
		return false
	}
	yes, known := isYes(v)
	if !known {
		r.problems.warnf(rec.at(key), "bad-flag", "%q is neither yes nor no; it is taken as no", v)
	}
	return yes
}

// yesNo turns the words yes and no into expressions.
func yesNo(e survey.Expr) survey.Expr {
	if e.IsZero() {
		return e
	}
	if yes, known := isYes(e.Source); known {
		if !yes {
			return survey.Expr{}
		}
		e.Source = "true()"
	}
	return e
}

// addQuestion adds a row that is neither a group nor an end.
func (r *reader) addQuestion(rec record, typ rowType, stack []frame) {
	q := &survey.Question{Item: r.item(rec), Type: typ.typ}
	n := &node{record: rec, Node: q, typ: typ}
	r.nameQuestion(n, q)
	r.attach(n, stack)
	r.readPreload(n, q)
	r.readParameters(n, q)
	r.checkAppearances(n)
	if q.Type.IsMultiple() || q.Type == survey.TypeSelectOne {
		r.readSelect(n, q)
	}
	r.checkQuestion(n, q)
	if q.OrOther {
		r.addCompanion(n, q, stack)
	}
}

// nameQuestion gives notes and what the device fills in a name of their own
// when the row has none, since nobody refers to them.
func (r *reader) nameQuestion(n *node, q *survey.Question) {
	if q.Name == "" && q.Type == survey.TypeNote {
		q.Name = fmt.Sprintf("generated_note_name_%d", n.row)
		return
	}
	if q.Type == survey.TypeAudit {
		if q.Name != "" && q.Name != "audit" {
			r.problems.warnf(n.at("name"), "bad-name", "an audit is always named audit; leave the name blank")
		}
		q.Name = "audit"
	}
	r.checkName(n, "question")
}

// readSelect finds where a select's choices come from.
func (r *reader) readSelect(n *node, q *survey.Question) {
	q.ChoiceFilter = n.expr("choice_filter")
	list := n.typ.list
	switch {
	case wholeReference(list) != "":
		// Resolved once every name is known.
	case n.typ.file:
		q.List = r.fileList(n, list)
	case n.typ.outside:
		q.List = r.outsideList(n, list)
	case r.searched(n):
		q.List = r.searchList(n, q, list)
	default:
		q.List = r.useList(n, list)
	}
	if q.Type.IsMultiple() && q.List != nil && !n.typ.file {
		r.checkSpaces(n, q)
	}
	if n.typ.orOther && q.List == nil {
		r.problems.warnf(n.at("type"), "or-other-list", "or_other needs a list on the choices sheet to add to, and is not used with answers given before")
	}
	if n.typ.orOther && q.List != nil {
		q.OrOther = true
		r.addOther(q.List)
		if !q.ChoiceFilter.IsZero() {
			r.problems.warnf(n.at("choice_filter"), "or-other-filter", "or_other does not go together with choice_filter in ODK; add the choice other to the list and ask for it in a question of its own")
		}
		if len(r.languages.names) > 1 {
			r.problems.warnf(n.at("type"), "or-other-language", "or_other adds words in one language only; add the choice other to the list and a text question with labels in every language instead")
		}
	}
}

// checkSpaces reports choice names that a select_multiple cannot keep, once a
// list: the names of several choices are stored with spaces between them.
func (r *reader) checkSpaces(n *node, q *survey.Question) {
	for _, c := range q.List.Choices {
		if c.Row == 0 || !strings.ContainsAny(c.Name, " \n") || r.choices == nil {
			continue
		}
		at := r.choices.cell(c.Row, r.choices.first["name"], "name")
		if !r.problems.has(at, "space-in-choice") {
			r.problems.warnf(at, "space-in-choice", "the choice name %q has a space in it, and %s (row %d) stores several choices with spaces between; write it without", c.Name, q.Name, n.row)
		}
	}
}

// addCompanion adds the text question that or_other asks for.
func (r *reader) addCompanion(n *node, q *survey.Question, stack []frame) {
	other := &survey.Question{Type: survey.TypeText, Item: survey.Item{
		Name: q.Name + "_other", Row: q.Row,
		Label: survey.Label{r.languages.plain: "Specify other."},
		Bind:  survey.Bind{Relevant: survey.Expr{Source: "selected(../" + q.Name + ", 'other')", At: n.at("type")}},
	}}
	r.attach(&node{record: n.record, Node: other, typ: rowType{typ: survey.TypeText}}, stack)
}

// degraded are the types that cannot be asked on a laptop, and what happens.
var degraded = map[survey.Type]string{
	survey.TypeGeoPoint: "the place is typed as latitude and longitude", survey.TypeBarcode: "the code is typed",
	survey.TypeGeoTrace: "it stays blank", survey.TypeGeoShape: "it stays blank", survey.TypeVideo: "it stays blank",
	survey.TypeStartGeoPoint: "it stays blank", survey.TypeBackgroundGeoPoint: "it stays blank", survey.TypeBackgroundAudio: "it stays blank",
	survey.TypePhoneNumber: "it stays blank", survey.TypeSimSerial: "it stays blank", survey.TypeSubscriberID: "it stays blank", survey.TypeOSM: "it stays blank",
}

// checkQuestion looks at what a question's type asks of its other columns.
func (r *reader) checkQuestion(n *node, q *survey.Question) {
	if what, ok := degraded[q.Type]; ok {
		r.problems.warnf(n.at("type"), "not-on-laptop", "a laptop cannot ask a question of type %s; %s", q.Type, what)
	}
	if !q.Type.IsAsked() {
		r.checkSilent(n, q)
		return
	}
	b := &q.Bind
	if q.Consent != "" && q.Type != survey.TypeSelectOne && q.Type != survey.TypeAcknowledge {
		r.problems.warnf(n.at("consent"), "consent-type", "consent is recorded from a question with one choice, or one to acknowledge; a %s cannot give it", q.Type)
		q.Consent = ""
	}
	if len(q.Label) == 0 && len(q.Hint) == 0 && len(q.Image) == 0 && len(q.Audio) == 0 && len(q.Video) == 0 && b.Calculation.IsZero() {
		r.problems.warnf(n.at("label"), "missing-label", "the question %s has neither label nor hint; its name is shown instead", q.Name)
	}
	if len(b.ConstraintMessage) > 0 && b.Constraint.IsZero() {
		r.problems.warnf(n.at("constraint_message"), "message-without-rule", "there is a constraint_message but no constraint, so it is never shown")
	}
	r.checkSoft(n, q)
	if q.Type == survey.TypeNote && !b.Required.IsZero() {
		r.problems.warnf(n.at("required"), "required-note", "a note takes no answer, so it cannot be required")
	}
}

// checkSoft looks at our columns soft_constraint and soft_constraint_message.
func (r *reader) checkSoft(n *node, q *survey.Question) {
	b := &q.Bind
	switch {
	case len(b.SoftConstraintMessage) > 0 && b.SoftConstraint.IsZero():
		r.problems.warnf(n.at("soft_constraint_message"), "message-without-rule", "there is a soft_constraint_message but no soft_constraint, so it is never shown")
	case !b.SoftConstraint.IsZero() && q.Type == survey.TypeNote:
		r.problems.warnf(n.at("soft_constraint"), "unused-soft-constraint", "a note takes no answer, so there is nothing to doubt")
	case !b.SoftConstraint.IsZero() && len(b.SoftConstraintMessage) == 0:
		r.problems.warnf(n.at("soft_constraint"), "rule-without-message", "there is a soft_constraint but no soft_constraint_message; say what to look at again, as in \"That is over 100. Is it right?\"")
	}
}

// checkSilent looks at questions that nobody is asked.
func (r *reader) checkSilent(n *node, q *survey.Question) {
	if !q.Bind.SoftConstraint.IsZero() {
		r.problems.warnf(n.at("soft_constraint"), "unused-soft-constraint", "%s is not asked, so nobody could look at a doubt about it again", q.Name)
	}
	switch {
	case q.Type == survey.TypeCalculate && q.Bind.Calculation.IsZero() && q.Bind.Default.IsZero():
		r.problems.warnf(n.at("calculation"), "missing-calculation", "%s is a calculate without a calculation, so it stays blank", q.Name)
	case q.Type == survey.TypeCalculate && q.Bind.Calculation.IsZero() && !strings.ContainsAny(q.Bind.Default.Source, "($"):
		r.problems.warnf(n.at("default"), "missing-calculation", "%s is a calculate without a calculation, which ODK refuses; move the default to the column calculation", q.Name)
	case q.Type == survey.TypeBackgroundGeoPoint && !q.Bind.Calculation.IsZero():
		r.problems.warnf(n.at("calculation"), "unused-calculation", "a background-geopoint takes no calculation")
	}
}

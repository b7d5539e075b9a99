package engine

import (
	"strings"

	"github.com/agnivade/levenshtein"

	"doorstep/survey"
	"doorstep/survey/xpath"
)

// template is words with ${name} in them, by language.
type template map[string][]segment

// segment is a stretch of words, or the answer that stands in them.
type segment struct {
	literal string
	expr    *xpath.Expr
}

func (p *Program) compileTexts(d *def) {
	v := &vertex{def: d, prop: words, at: survey.Expr{At: survey.Cell{Sheet: "survey", Column: "label", Row: d.item.Row}}}
	d.label = p.compileText(v, d.item.Label)
	d.hint = p.compileText(v, d.item.Hint)
	d.guidance = p.compileText(v, d.item.GuidanceHint)
	d.requiredMessage = p.compileText(v, d.item.Bind.RequiredMessage)
	d.constraintMessage = p.compileText(v, d.item.Bind.ConstraintMessage)
	d.softMessage = p.compileText(v, d.item.Bind.SoftConstraintMessage)
	if q := d.question; q != nil && q.List != nil {
		for _, c := range q.List.Choices {
			if t := p.compileText(v, c.Label); t != nil {
				if d.choiceLabels == nil {
					d.choiceLabels = map[*survey.Choice]template{}
				}
				d.choiceLabels[c] = t
			}
		}
	}
	if len(v.reads) > 0 {
		d.vertices[words] = v
		p.subscribe(v)
	}
}

func (p *Program) compileText(v *vertex, label survey.Label) template {
	var t template
	for language, text := range label {
		if !strings.Contains(text, "${") {
			continue
		}
		if t == nil {
			t = template{}
		}
		t[language] = p.segments(v, text)
	}
	return t
}

func (p *Program) segments(v *vertex, text string) []segment {
	var list []segment
	for {
		open := strings.Index(text, "${")
		end := -1
		if open >= 0 {
			end = strings.IndexByte(text[open:], '}')
		}
		if end < 0 {
			return append(list, segment{literal: text})
		}
		end += open
		expr := p.compileExpr(v, "${"+strings.TrimSpace(text[open+2:end])+"}")
		list = append(list, segment{literal: text[:open]}, segment{expr: expr})
		text = text[end+1:]
	}
}

// inLanguage returns the label's words in the interview's language, else the
// default's; own is whether its language has them.
func (s *Session) inLanguage(label survey.Label) (words string, own bool) {
	if words, own = label[s.language], true; words != "" {
		return words, own
	}
	return label.In(s.language, s.program.fallbacks...)
}

// words returns the label in the interview's language with its ${} filled in.
func (s *Session) words(n *node, label survey.Label, t template) (text string, own bool) {
	if len(label) == 0 {
		return "", true
	}
	text, own = s.inLanguage(label)
	if t == nil || !strings.Contains(text, "${") {
		return text, own
	}
	for language, written := range label {
		if written == text && t[language] != nil {
			return s.fill(n, t[language]), own
		}
	}
	return text, own
}

func (s *Session) fill(n *node, list []segment) string {
	var b strings.Builder
	for _, part := range list {
		b.WriteString(part.literal)
		if part.expr == nil {
			continue
		}
		if text, err := part.expr.EvalString(s.aside, xpath.Context{Node: n, Current: n}); err == nil {
			b.WriteString(text)
		}
	}
	return b.String()
}

// languageNamed returns the form's language of that name, or with that code or
// name alone ("pl", "Polish"); the default when it has none such.
func (p *Program) languageNamed(name string) string {
	for _, l := range p.form.Languages {
		if l == name {
			return l
		}
	}
	for _, l := range p.form.Languages {
		plain, code, _ := strings.Cut(l, "(")
		if strings.EqualFold(strings.TrimSpace(plain), name) || strings.EqualFold(strings.TrimRight(strings.TrimSpace(code), ") "), name) {
			return l
		}
	}
	return p.form.DefaultLanguage
}

// suggest returns "; did you mean ${age}?" when a name is near.
func (p *Program) suggest(name string) string {
	best, least := "", 3
	for _, d := range p.defs {
		if n := levenshtein.ComputeDistance(name, d.name); d.name != "" && n < least {
			best, least = d.name, n
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean ${" + best + "}?"
}

func refOf(path string) survey.Ref { return survey.Ref(strings.TrimSpace(path)) }

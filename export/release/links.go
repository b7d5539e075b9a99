package release

import (
	"regexp"

	"doorstep/survey"
)

// links tells which questions' logic depends on which: two that do not depend
// on each other, nor on a third, can be answered in any combination.
type links struct {
	parent map[string]string          // union-find over names of questions
	reads  map[string]map[string]bool // of calculations: the names they read
	rules  map[string][]string        // of questions asked: the expressions that rule them
	calcs  map[string][]string        // of calculations: theirs
	named  map[string]bool            // every name a node has
	free   map[string]bool            // constants and the area: they link nothing
	leaves map[string]map[string]bool // memo of leavesOf
}

var (
	quoted = regexp.MustCompile(`'[^']*'|"[^"]*"`)
	wordRE = regexp.MustCompile(`[\p{L}_][\p{L}\p{N}_.\-]*`)
)

// newLinks reads the logic of all versions. Names in free link nothing.
func newLinks(forms []*survey.Form, free map[string]bool) *links {
	l := &links{
		parent: map[string]string{}, reads: map[string]map[string]bool{}, rules: map[string][]string{},
		calcs: map[string][]string{}, named: map[string]bool{}, free: free, leaves: map[string]map[string]bool{},
	}
	for _, f := range forms {
		for n := range survey.Nodes(f.Root) {
			l.named[n.Base().Name] = true
		}
	}
	for _, f := range forms {
		for n := range survey.Nodes(f.Root) {
			l.take(n)
		}
	}
	for name, rules := range l.rules {
		for _, expr := range rules {
			for leaf := range l.leavesOf(expr) {
				l.join(name, leaf)
			}
		}
	}
	return l
}

func (l *links) take(n survey.Node) {
	base := n.Base()
	if base.Was != "" {
		l.join(base.Name, base.Was)
	}
	b := &base.Bind
	rules := []string{b.Relevant.Source, b.Constraint.Source, b.Default.Source}
	for _, t := range b.Trigger {
		rules = append(rules, string(t))
	}
	q, isQuestion := n.(*survey.Question)
	if isQuestion {
		rules = append(rules, q.ChoiceFilter.Source, string(q.Repeat))
	}
	if r, ok := n.(*survey.Repeat); ok {
		rules = append(rules, r.Count.Source)
	}
	for p := base.Parent; p != nil; p = p.Base().Parent {
		rules = append(rules, p.Base().Bind.Relevant.Source)
	}
	if isQuestion && !q.Type.IsAsked() {
		l.calcs[base.Name] = append(append(l.calcs[base.Name], rules...), b.Calculation.Source)
		return
	}
	l.rules[base.Name] = append(append(l.rules[base.Name], rules...), b.Calculation.Source)
}

// leavesOf returns the questions an expression depends on, through
// calculations, without those that link nothing.
func (l *links) leavesOf(expr string) map[string]bool {
	if known, ok := l.leaves[expr]; ok {
		return known
	}
	found := map[string]bool{}
	l.leaves[expr] = found // a circle ends here
	for _, word := range wordRE.FindAllString(quoted.ReplaceAllString(expr, " "), -1) {
		if !l.named[word] || l.free[word] {
			continue
		}
		rules, isCalc := l.calcs[word]
		if !isCalc {
			found[word] = true
			continue
		}
		for _, r := range rules {
			for leaf := range l.leavesOf(r) {
				found[leaf] = true
			}
		}
	}
	return found
}

// readsOf returns what a calculation depends on.
func (l *links) readsOf(name string) map[string]bool {
	all := map[string]bool{}
	for _, r := range l.calcs[name] {
		for leaf := range l.leavesOf(r) {
			all[leaf] = true
		}
	}
	return all
}

// publish makes a calculation's table one with the questions it reads.
func (l *links) publish(name string) {
	for leaf := range l.readsOf(name) {
		l.join(name, leaf)
	}
}

// together joins all questions that an expression depends on.
func (l *links) together(expr string) {
	first := ""
	for leaf := range l.leavesOf(expr) {
		if first == "" {
			first = leaf
		}
		l.join(first, leaf)
	}
}

func (l *links) find(name string) string {
	for l.parent[name] != "" && l.parent[name] != name {
		name = l.parent[name]
	}
	return name
}

func (l *links) join(a, b string) {
	if ra, rb := l.find(a), l.find(b); ra != rb && !l.free[a] && !l.free[b] {
		l.parent[ra] = rb
	}
}

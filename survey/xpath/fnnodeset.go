package xpath

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

var nodesetFunctions = []function{
	{name: "count", min: 1, max: 1, nodeArgs: 1, number: count},
	{name: "count-non-empty", min: 1, max: 1, nodeArgs: 1, number: countNonEmpty},
	{name: "sum", min: 1, max: 1, nodeArgs: 1, number: sum},
	{name: "max", min: 1, max: many, number: func(f *frame, args []code) float64 { return extreme(f, args, math.Max) }},
	{name: "min", min: 1, max: many, number: func(f *frame, args []code) float64 { return extreme(f, args, math.Min) }},
	{name: "randomize", min: 1, max: 2, nodeArgs: 1, nodes: randomize},
	{name: "indexed-repeat", min: 3, max: many, arity: indexedArity, nodes: indexedRepeat},
	{name: "instance", min: 1, max: 1, nodes: instance},
	{name: "current", nodes: current},
	{name: "id", min: 1, max: 1, nodes: byID},
	{name: "pulldata", min: 4, max: 4, text: pulldata},
	{name: "jr:itext", min: 1, max: 1, text: itext},
	{name: "itext", min: 1, max: 1, text: itext},
	{name: "name", max: 1, nodeArgs: 1, text: func(f *frame, args []code) string { return nameOf(f, args, qualifiedName) }},
	{name: "local-name", max: 1, nodeArgs: 1, text: func(f *frame, args []code) string { return nameOf(f, args, Node.Name) }},
	{name: "namespace-uri", max: 1, nodeArgs: 1, text: func(f *frame, args []code) string { return nameOf(f, args, namespaceOf) }},
}

// over calls each with every node an argument gives, until it returns false.
func over(f *frame, arg code, each func(Node) bool) {
	set := arg.nodes(f, f.buffer())
	for _, n := range set {
		if f.err != nil || !each(n) {
			break
		}
	}
	f.release(set)
}

func count(f *frame, args []code) float64 {
	n := 0
	over(f, args[0], func(Node) bool { n++; return true })
	return float64(n)
}

// countNonEmpty counts the nodes with a text, and the groups whatever is in
// them, as in ODK Collect.
func countNonEmpty(f *frame, args []code) float64 {
	n := 0
	over(f, args[0], func(node Node) bool {
		if hasChildren(node) || f.textOf(node) != "" {
			n++
		}
		return true
	})
	return float64(n)
}

func hasChildren(n Node) bool {
	for range n.Children() {
		return true
	}
	return false
}

// sum adds the nodes' numbers. In a questionnaire a blank answer adds nothing,
// as in ODK Collect; what else is no number makes the sum NaN.
func sum(f *frame, args []code) float64 {
	total := 0.0
	over(f, args[0], func(n Node) bool {
		if s := strings.TrimSpace(f.textOf(n)); s != "" || !f.env.Collect {
			total += f.parse(s)
		}
		return true
	})
	return total
}

// extreme is max or min over all its arguments and their nodes. Anything that
// is no number, blank included, makes it NaN, and so does nothing at all.
func extreme(f *frame, args []code, pick func(a, b float64) float64) float64 {
	result, found := 0.0, false
	take := func(n float64) {
		if found {
			n = pick(result, n)
		}
		result, found = n, true
	}
	for _, a := range args {
		if a.kind() == NodesKind {
			over(f, a, func(n Node) bool { take(f.numberOf(n)); return true })
			continue
		}
		v := a.value(f)
		if v.kind != NodesKind {
			take(v.Number())
			continue
		}
		for _, n := range v.nodes {
			take(f.numberOf(n))
		}
	}
	if !found {
		return math.NaN()
	}
	return result
}

func indexedArity(n int) error {
	if n%2 == 0 {
		return errors.New("takes a question, and then a repeat and a position for each repeat around it")
	}
	return nil
}

// indexedRepeat gives the question in the chosen instance of each repeat
// around it. A position that is none counts as the first, as in ODK.
func indexedRepeat(f *frame, args []code, dst []Node) []Node {
	targets := args[0].nodes(f, f.buffer())
	for i := 1; i+1 < len(args) && f.err == nil; i += 2 {
		position := args[i+1].number(f)
		instances := args[i].nodes(f, f.buffer())
		chosen := instanceAmong(targets, instances, position)
		f.release(instances)
		kept := targets[:0]
		for _, t := range targets {
			if chosen != nil && isWithin(t, chosen) && f.spend(1) {
				kept = append(kept, t)
			}
		}
		targets = kept
	}
	dst = append(dst, targets...)
	f.release(targets)
	return dst
}

// instanceAmong picks the repeat instance at the position among those that
// hold any of the targets.
func instanceAmong(targets, instances []Node, position float64) Node {
	if math.IsNaN(position) || position < 1 {
		position = 1
	}
	holding := map[Node]bool{}
	for _, t := range targets {
		for p := t; p != nil; p = p.Parent() {
			holding[p] = true
		}
	}
	seen := 0
	for _, n := range instances {
		if !holding[n] {
			continue
		}
		if seen++; seen == int(position) {
			return n
		}
	}
	return nil
}

func isWithin(n, outer Node) bool {
	for ; n != nil; n = n.Parent() {
		if n == outer {
			return true
		}
	}
	return false
}

// instance serves instance(x) with a computed name; a literal one is a path.
func instance(f *frame, args []code, dst []Node) []Node {
	c := &pathCode{path: &Path{Start: FromInstance, Name: args[0].text(f)}}
	return c.start(f, dst)
}

func current(f *frame, _ []code, dst []Node) []Node {
	if f.ctx.Current != nil {
		return append(dst, f.ctx.Current)
	}
	return dst
}

// byID finds the elements whose attribute id is one of the words given.
func byID(f *frame, args []code, dst []Node) []Node {
	if f.ctx.Node == nil {
		return dst
	}
	wanted := map[string]bool{}
	add := func(s string) {
		for _, w := range strings.Fields(s) {
			wanted[w] = true
		}
	}
	if args[0].kind() == NodesKind {
		over(f, args[0], func(n Node) bool { add(f.textOf(n)); return true })
	} else {
		add(args[0].text(f))
	}
	all := f.step(rootOf(f.ctx.Node), DescendantOrSelf, Test{Kind: TestAnyName}, f.buffer())
	for _, n := range all {
		if id, ok := n.Attr("id"); ok && wanted[id] {
			dst = append(dst, n)
		}
	}
	f.release(all)
	return dst
}

func pulldata(f *frame, args []code) string {
	var words [4]string
	for i, a := range args {
		words[i] = a.text(f)
	}
	if f.err != nil || words[3] == "" {
		return ""
	}
	if f.env.Pulldata == nil {
		f.failf("pulldata(): %w", ErrUnavailable)
		return ""
	}
	s, err := f.env.Pulldata(words[0], words[1], words[2], words[3])
	if err != nil {
		f.fail(fmt.Errorf("pulldata(): %w", err))
	}
	return s
}

func itext(f *frame, args []code) string {
	id := args[0].text(f)
	if f.err != nil {
		return ""
	}
	if f.env.Itext == nil {
		f.failf("jr:itext(): %w", ErrUnavailable)
		return ""
	}
	return f.env.Itext(id)
}

func nameOf(f *frame, args []code, get func(Node) string) string {
	n := f.ctx.Node
	if len(args) == 1 {
		n = firstNode(f, args[0])
	}
	if n == nil {
		return ""
	}
	return get(n)
}

func qualifiedName(n Node) string {
	if m, ok := n.(Markup); ok && m.Prefix() != "" {
		return m.Prefix() + ":" + n.Name()
	}
	return n.Name()
}

func namespaceOf(n Node) string {
	if m, ok := n.(Markup); ok {
		return m.Namespace()
	}
	return ""
}

package xpath

import (
	"errors"
	"strings"
)

var scoreFunctions = []function{
	{name: "checklist", min: 2, max: many, boolean: checklist},
	{name: "weighted-checklist", min: 4, max: many, arity: pairsArity, boolean: weightedChecklist},
}

func pairsArity(n int) error {
	if n%2 != 0 {
		return errors.New("takes a least, a most, and then pairs of a condition and its weight")
	}
	return nil
}

// checklist reports whether the number of conditions that hold is at least the
// first value and at most the second; -1 sets no bound.
func checklist(f *frame, args []code) bool {
	holding := 0.0
	for _, a := range args[2:] {
		for _, yes := range truths(f, a) {
			holding += numberOf(yes)
		}
	}
	return within(f, holding, args)
}

// weightedChecklist is checklist with a weight for each condition.
func weightedChecklist(f *frame, args []code) bool {
	total := 0.0
	for i := 2; i+1 < len(args); i += 2 {
		yes, weights := truths(f, args[i]), numbers(f, args[i+1])
		if len(weights) < len(yes) {
			f.failf("weighted-checklist(): there are %d conditions and %d weights", len(yes), len(weights))
			return false
		}
		for j := range yes {
			if yes[j] {
				total += weights[j]
			}
		}
	}
	return within(f, total, args)
}

// within reports whether total is between the first two arguments.
func within(f *frame, total float64, args []code) bool {
	least, most := args[0].number(f), args[1].number(f)
	return (least == -1 || total >= least) && (most == -1 || total <= most)
}

// truths lists whether each condition of an argument holds: a node does when
// it is answered.
func truths(f *frame, arg code) []bool {
	v := arg.value(f)
	if v.kind != NodesKind {
		return []bool{v.Bool()}
	}
	list := make([]bool, len(v.nodes))
	for i, n := range v.nodes {
		list[i] = strings.TrimSpace(f.textOf(n)) != ""
	}
	return list
}

func numbers(f *frame, arg code) []float64 {
	v := arg.value(f)
	if v.kind != NodesKind {
		return []float64{v.Number()}
	}
	list := make([]float64, len(v.nodes))
	for i, n := range v.nodes {
		list[i] = f.numberOf(n)
	}
	return list
}

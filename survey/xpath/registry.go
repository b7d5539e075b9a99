package xpath

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// function is one function of the language. Exactly one of number, text,
// boolean, nodes, value and build is set, and it says the kind of the result.
type function struct {
	name     string
	min, max int // arguments; max many for any number

	number  func(f *frame, args []code) float64
	text    func(f *frame, args []code) string
	boolean func(f *frame, args []code) bool
	nodes   func(f *frame, args []code, dst []Node) []Node
	value   func(f *frame, args []code) Value
	kind    Kind // of value's result, when it is always the same
	build   func(args []code) code

	// nodeArgs is how many of the first arguments must be nodes.
	nodeArgs int
	// needsDate refuses a first argument that is a text written out and no date.
	needsDate bool
	// arity refuses counts of arguments that min and max let through.
	arity func(n int) error
}

// many as a function's max allows any number of arguments.
const many = 1 << 20

// functions holds every function by name; each family adds its own.
var functions = func() map[string]*function {
	all := map[string]*function{}
	for _, family := range [][]function{
		flowFunctions, selectFunctions, nodesetFunctions, textFunctions,
		numberFunctions, dateFunctions, scoreFunctions, geographyFunctions,
	} {
		for i := range family {
			all[family[i].name] = &family[i]
		}
	}
	return all
}()

// KnownFunction reports whether the language has a function of the name.
func KnownFunction(name string) bool { return functions[name] != nil }

// resultKind returns the kind the function always gives, or anyKind.
func (fn *function) resultKind() Kind {
	switch {
	case fn.number != nil:
		return NumberKind
	case fn.text != nil:
		return StringKind
	case fn.boolean != nil:
		return BooleanKind
	case fn.nodes != nil:
		return NodesKind
	}
	return fn.kind
}

// check refuses an unknown function, a wrong number of arguments, and an
// argument that cannot be nodes where nodes are needed.
func (c *Call) check() error {
	if c.fn == nil {
		return unknownFunction(c.Name)
	}
	n := len(c.Args)
	if n < c.fn.min || n > c.fn.max {
		return fmt.Errorf("%s() takes %s, and %s given here", c.Name, c.fn.takes(), areGiven(n))
	}
	if c.fn.arity != nil {
		if err := c.fn.arity(n); err != nil {
			return fmt.Errorf("%s() %w", c.Name, err)
		}
	}
	if c.fn.needsDate {
		if err := c.checkDate(); err != nil {
			return err
		}
	}
	for i := range min(c.fn.nodeArgs, n) {
		if !canBeNodes(c.Args[i]) {
			return fmt.Errorf("%s() needs a question or a list of nodes as its %s", c.Name, ordinal(i))
		}
	}
	return nil
}

func (c *Call) checkDate() error {
	text, written := c.Args[0].(*Text)
	if !written || strings.TrimSpace(text.Value) == "" {
		return nil
	}
	if _, ok := parseInstant(strings.TrimSpace(text.Value), time.UTC); !ok {
		return fmt.Errorf("%s() needs a date, and '%s' is none: write one as 2026-11-21 or 2026-11-21T14:05:00", c.Name, text.Value)
	}
	return nil
}

func ordinal(i int) string {
	if words := []string{"first value", "second value", "third value"}; i < len(words) {
		return words[i]
	}
	return fmt.Sprintf("value number %d", i+1)
}

func areGiven(n int) string {
	switch n {
	case 0:
		return "none is"
	case 1:
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// takes says how many arguments the function takes.
func (fn *function) takes() string {
	switch {
	case fn.max == 0:
		return "nothing between its brackets"
	case fn.max == many:
		return fmt.Sprintf("at least %s", values(fn.min))
	case fn.min == fn.max:
		return values(fn.min)
	case fn.max == fn.min+1:
		return fmt.Sprintf("%d or %s", fn.min, values(fn.max))
	}
	return fmt.Sprintf("%d to %s", fn.min, values(fn.max))
}

func values(n int) string {
	if n == 1 {
		return "1 value"
	}
	return fmt.Sprintf("%d values", n)
}

func canBeNodes(p Part) bool {
	switch p := p.(type) {
	case *Path:
		return true
	case *Operation:
		return p.Op == Union
	case *Call:
		if p.fn == nil {
			return true
		}
		kind := p.fn.resultKind()
		return kind == NodesKind || kind == anyKind
	}
	return false
}

// elsewhere are functions that other tools have and Doorstep cannot, and why.
var elsewhere = map[string]string{
	"extract-signed": "it checks a signature with a key that only ODK's own tools are given; ask for the value itself in a text question",
	"property":       "it reads a phone's own settings; use the question types deviceid, username and email instead",
}

func unknownFunction(name string) error {
	if why := elsewhere[strings.ToLower(name)]; why != "" {
		return fmt.Errorf("%s() is not available in Doorstep: %s", name, why)
	}
	if near := nearest(name); near != "" {
		return fmt.Errorf("there is no function %s(): did you mean %s()?", name, near)
	}
	return fmt.Errorf("there is no function %s()", name)
}

// nearest returns the known function whose name is least unlike name, "" when
// none is near.
func nearest(name string) string {
	lower := strings.ToLower(name)
	best, distance := "", len(name)/2+1
	known := []string{"current", "instance"}
	for n := range functions {
		known = append(known, n)
	}
	slices.Sort(known)
	for _, n := range known {
		if n == lower {
			return n
		}
		if d := editDistance(lower, n); d < distance {
			best, distance = n, d
		}
	}
	return best
}

// editDistance counts the letters to add, drop, change or swap with the next
// that turn a into b.
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 64 {
		return len(x)
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}

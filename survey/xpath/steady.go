package xpath

// steadyNumber is what one side of a comparison came to, for as long as one
// filter goes through its nodes.
type steadyNumber struct {
	owner  *nodeComparison
	filter uint64
	number float64
}

// single gives the right side as a number. Where it cannot differ from node to
// node, a filter works it out once.
func (c *nodeComparison) single(f *frame) float64 {
	if !c.steady || f.filtering == 0 {
		return c.right.number(f)
	}
	for i := range f.steady {
		if s := &f.steady[i]; s.owner == c && s.filter == f.filtering {
			return s.number
		}
	}
	n := c.right.number(f)
	for i := range f.steady {
		if f.steady[i].owner == c {
			f.steady[i] = steadyNumber{c, f.filtering, n}
			return n
		}
	}
	if len(f.steady) < maxSteady {
		f.steady = append(f.steady, steadyNumber{c, f.filtering, n})
	} else {
		f.steady[int(f.filtering)%maxSteady] = steadyNumber{c, f.filtering, n}
	}
	return n
}

// maxSteady bounds how many such numbers are kept.
const maxSteady = 8

// steadyCalls are the functions that give the same whenever their arguments do.
var steadyCalls = map[string]bool{
	"string-length": true, "number": true, "int": true, "round": true, "floor": true, "ceiling": true, "abs": true, "pow": true, "sqrt": true,
	"count": true, "sum": true, "min": true, "max": true, "coalesce": true, "if": true, "today": true, "now": true, "date": true, "date-time": true,
	"decimal-date-time": true, "decimal-time": true, "concat": true, "substr": true, "count-selected": true, "selected-at": true, "true": true, "false": true,
}

// isSteady reports whether a part is the same for every node of a filter it
// stands in: nothing in it leads from the node, asks for its place, or is left
// to chance.
func isSteady(part Part) bool {
	steady := true
	Walk(part, func(p Part) bool {
		switch p := p.(type) {
		case *Path:
			steady = steady && (p.Start == FromRef || p.Start == FromCurrent) && !p.Predicates()
		case *Call:
			steady = steady && steadyCalls[p.Name] && (len(p.Args) > 0 || p.fn.max == 0)
		}
		return steady
	})
	return steady
}

package xpath

var flowFunctions = []function{
	{name: "true", boolean: func(*frame, []code) bool { return true }},
	{name: "false", boolean: func(*frame, []code) bool { return false }},
	{name: "not", min: 1, max: 1, boolean: func(f *frame, args []code) bool { return !args[0].boolean(f) }},
	{name: "boolean", min: 1, max: 1, boolean: func(f *frame, args []code) bool { return args[0].boolean(f) }},
	{name: "boolean-from-string", min: 1, max: 1, boolean: booleanFromString},
	{name: "if", min: 3, max: 3, build: newChoice},
	{name: "coalesce", min: 1, max: many, build: newCoalesce},
	{name: "once", min: 1, max: 1, value: once},
	{name: "position", max: 1, nodeArgs: 1, number: position},
	{name: "last", number: func(f *frame, _ []code) float64 { return float64(f.ctx.Size) }},
}

func booleanFromString(f *frame, args []code) bool {
	s := args[0].text(f)
	return s == "1" || s == "true"
}

// choice is if(): only the part that is chosen is evaluated.
type choice struct {
	test, yes, no code
	res           Kind
}

func newChoice(args []code) code {
	c := &choice{test: args[0], yes: args[1], no: args[2]}
	if c.yes.kind() == c.no.kind() {
		c.res = c.yes.kind()
	}
	return c
}

func (c *choice) chosen(f *frame) code {
	if c.test.boolean(f) {
		return c.yes
	}
	return c.no
}

func (c *choice) kind() Kind                        { return c.res }
func (c *choice) value(f *frame) Value              { return c.chosen(f).value(f) }
func (c *choice) number(f *frame) float64           { return c.chosen(f).number(f) }
func (c *choice) text(f *frame) string              { return c.chosen(f).text(f) }
func (c *choice) boolean(f *frame) bool             { return c.chosen(f).boolean(f) }
func (c *choice) nodes(f *frame, dst []Node) []Node { return c.chosen(f).nodes(f, dst) }

// coalesce gives the first of its values that is not blank.
type coalesce struct {
	args []code
	res  Kind
}

// newCoalesce finds out whether the result is always a text: answers are.
func newCoalesce(args []code) code {
	c := &coalesce{args: args, res: StringKind}
	for _, a := range args {
		if k := a.kind(); k != NodesKind && k != StringKind {
			c.res = anyKind
		}
	}
	return c
}

func (c *coalesce) kind() Kind { return c.res }

func (c *coalesce) value(f *frame) Value {
	if c.res == StringKind {
		return f.stringValue(c.text(f))
	}
	var v Value
	for _, a := range c.args {
		v = a.value(f)
		if v.kind == NodesKind {
			v = f.stringValue(v.String())
		}
		if v.String() != "" || f.err != nil {
			break
		}
	}
	return v
}

func (c *coalesce) text(f *frame) string {
	for _, a := range c.args {
		if s := a.text(f); s != "" || f.err != nil {
			return s
		}
	}
	return ""
}

func (c *coalesce) number(f *frame) float64 {
	if c.res == StringKind {
		return f.parse(c.text(f))
	}
	return c.value(f).Number()
}

func (c *coalesce) boolean(f *frame) bool {
	if c.res == StringKind {
		return c.text(f) != ""
	}
	return c.value(f).Bool()
}

func (c *coalesce) nodes(f *frame, dst []Node) []Node { return notNodes(f, StringKind, dst) }

// once keeps the answer that is there already, and else gives its value.
func once(f *frame, args []code) Value {
	if f.ctx.Node != nil {
		if s := f.textOf(f.ctx.Node); s != "" {
			return f.stringValue(s)
		}
	}
	return args[0].value(f)
}

// position gives the place in the list at hand, or with position(..) the
// place of a node among the siblings of its name.
func position(f *frame, args []code) float64 {
	if len(args) == 0 {
		return float64(f.ctx.Position)
	}
	if n := firstNode(f, args[0]); n != nil {
		return float64(positionOf(n))
	}
	return 0
}

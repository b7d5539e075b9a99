package xpath

var flowFunctions = []function{
	{name: "true", boolean: func(*frame, []code) bool { return true }},
	{name: "false", boolean: func(*frame, []code) bool { return false }},
	{name: "not", min: 1, max: 1, boolean: func(f *frame, args []code) bool { return !args[0].boolean(f) }},
	{name: "boolean", min: 1, max: 1, boolean: func(f *frame, args []code) bool { return args[0].boolean(f) }},
	{name: "boolean-from-string", min: 1, max: 1, boolean: booleanFromString},
	{name: "if", min: 3, max: 3, value: ifThenElse},
	{name: "coalesce", min: 1, max: many, value: coalesce},
	{name: "once", min: 1, max: 1, value: once},
	{name: "position", max: 1, nodeArgs: 1, number: position},
	{name: "last", number: func(f *frame, _ []code) float64 { return float64(f.ctx.Size) }},
}

func booleanFromString(f *frame, args []code) bool {
	s := args[0].text(f)
	return s == "1" || s == "true"
}

func ifThenElse(f *frame, args []code) Value {
	if args[0].boolean(f) {
		return args[1].value(f)
	}
	return args[2].value(f)
}

// coalesce gives the first of its values that is not blank.
func coalesce(f *frame, args []code) Value {
	var v Value
	for _, a := range args {
		if v = a.value(f); v.String() != "" || f.err != nil {
			break
		}
	}
	return v
}

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

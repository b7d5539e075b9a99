package xpath

// Clause is a condition taken apart where its parts are joined by and or or.
type Clause struct {
	Op          Op // And or Or; 0 for a part that is not joined
	Left, Right *Clause

	Expr *Expr // the part by itself; nil where two are joined
}

// CompileClauses parses a condition of which not every part may be known yet.
// binder is called for each part, from the left, for what binds its paths.
func CompileClauses(source string, binder func() func(*Path) Binding) (*Clause, error) {
	root, err := parse(source, false)
	if err != nil {
		return nil, err
	}
	return clause(source, root, binder), nil
}

func clause(source string, part Part, binder func() func(*Path) Binding) *Clause {
	o, ok := part.(*Operation)
	if !ok || o.Op != And && o.Op != Or {
		return &Clause{Expr: assemble(source, part, binder())}
	}
	left := clause(source, o.Left, binder)
	return &Clause{Op: o.Op, Left: left, Right: clause(source, o.Right, binder)}
}

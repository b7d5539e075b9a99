package xpath

import "iter"

// Expr is a compiled expression. It is immutable.
type Expr struct {
	source string
	root   Part
	paths  []*Path
	code   code
}

// Compile parses an expression. The error is a *[SyntaxError].
func Compile(source string) (*Expr, error) { return CompileWith(source, nil) }

// CompileWith parses an expression and shows each of its paths to bind, outer
// paths before those in their predicates, to take the place of their walks.
func CompileWith(source string, bind func(*Path) Binding) (*Expr, error) {
	return compile(source, bind, false)
}

// CompileLate is Compile for trying expressions out: a call of an unknown
// function, or with values it cannot take, is an error only when evaluation
// reaches it.
func CompileLate(source string) (*Expr, error) { return compile(source, nil, true) }

func compile(source string, bind func(*Path) Binding, late bool) (*Expr, error) {
	root, err := parse(source, late)
	if err != nil {
		return nil, err
	}
	return assemble(source, root, bind), nil
}

// assemble makes an expression of a parsed part.
func assemble(source string, root Part, bind func(*Path) Binding) *Expr {
	e := &Expr{source: source, root: root}
	Walk(root, func(p Part) bool {
		if path, ok := p.(*Path); ok {
			e.paths = append(e.paths, path)
		}
		return true
	})
	b := &builder{bindings: map[*Path]Binding{}}
	if bind != nil {
		for _, p := range e.paths {
			b.bindings[p] = bind(p)
		}
	}
	e.code = b.build(root)
	return e
}

// Source returns the expression as written.
func (e *Expr) Source() string { return e.source }

// Root returns the outermost part of the parsed expression.
func (e *Expr) Root() Part { return e.root }

// Paths returns every path of the expression, those within predicates and
// function arguments included, outer paths before those in their predicates.
func (e *Expr) Paths() []*Path { return e.paths }

// Calls yields every function call of the expression.
func (e *Expr) Calls() iter.Seq[*Call] {
	return func(yield func(*Call) bool) {
		stopped := false
		Walk(e.root, func(p Part) bool {
			if c, ok := p.(*Call); ok && !stopped && !yield(c) {
				stopped = true
			}
			return !stopped
		})
	}
}

// Uses reports whether the expression calls the function.
func (e *Expr) Uses(function string) bool {
	for c := range e.Calls() {
		if c.Name == function {
			return true
		}
	}
	return false
}

// Eval evaluates the expression. A node-set result is a fresh slice.
func (e *Expr) Eval(env *Env, ctx Context) (Value, error) {
	f := env.enter(ctx)
	v := e.code.value(f)
	if v.kind == NodesKind {
		v.nodes = append([]Node(nil), v.nodes...)
	}
	return v, f.leave()
}

// EvalBool evaluates the expression as boolean() would.
func (e *Expr) EvalBool(env *Env, ctx Context) (bool, error) {
	f := env.enter(ctx)
	v := e.code.boolean(f)
	return v, f.leave()
}

// EvalNumber evaluates the expression as number() would.
func (e *Expr) EvalNumber(env *Env, ctx Context) (float64, error) {
	f := env.enter(ctx)
	v := e.code.number(f)
	return v, f.leave()
}

// EvalString evaluates the expression as string() would.
func (e *Expr) EvalString(env *Env, ctx Context) (string, error) {
	f := env.enter(ctx)
	v := e.code.text(f)
	return v, f.leave()
}

// EvalNodes evaluates the expression as a node-set; another kind of value is
// an error ([ErrType]).
func (e *Expr) EvalNodes(env *Env, ctx Context) ([]Node, error) {
	v, err := e.Eval(env, ctx)
	if err != nil {
		return nil, err
	}
	if v.kind != NodesKind {
		return nil, typeError("a list of nodes", v.kind)
	}
	return v.nodes, nil
}

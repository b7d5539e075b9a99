// Package xpath parses and evaluates the expressions of questionnaires: the
// OpenRosa subset of XPath 1.0, with its functions and its way with dates.
//
// [Compile] turns source into an [Expr], which is immutable and may be shared
// by goroutines. An [Env] holds what evaluation needs from outside (the clock,
// chance, attached tables, choice labels) and belongs to one goroutine. The
// package does no I/O but what it is handed, and knows no questionnaires: it
// sees instance documents through the small interface [Node].
//
// # Binding paths
//
// An expression that is evaluated often should not walk the tree to find its
// nodes. [CompileWith] shows every [Path] to a function once, and what it
// returns takes the walk's place. An engine binds a plain path to the slot it
// names like this:
//
//	expr, err := xpath.CompileWith(source, func(p *xpath.Path) xpath.Binding {
//		names, plain := p.Names() // /data/g1/q0, or ${q0} resolved by p.Name
//		if !plain || p.Outer != nil || p.Start != xpath.FromRoot {
//			return xpath.Binding{} // walk as usual
//		}
//		slot := program.slotOf(names)
//		return xpath.Binding{Node: func(env *xpath.Env, ctx *xpath.Context) xpath.Node {
//			return env.Host.(*Session).instance[slot] // nil: the path names nothing
//		}}
//	})
//	ok, err := expr.EvalBool(env, xpath.Context{Node: session.instance[self]})
//
// A Binding's Nodes gives several nodes, for sum(${age}) over a repeat; its
// Steps lets it stand for the start of a path only, so that the predicates of
// instance('wards')/root/item[...] still run over the items it gives; and its
// Indexed answers indexed-repeat at once.
//
// The reference ${name} (and ${last-saved#name}) of XLSForm is accepted as the
// start of a path and left to the binding: evaluated without one, it is an
// error ([ErrUnresolved]).
package xpath

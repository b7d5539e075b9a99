package xpath

import (
	"errors"
	"math/rand/v2"
	"regexp"
	"time"
)

// Env is what evaluation needs from outside. The zero value works: the clock
// and zone are the computer's, chance is chance, and what asks for an absent
// function gives [ErrUnavailable]. An Env belongs to one goroutine.
type Env struct {
	Now      func() time.Time
	Location *time.Location // the zone of dates without one; nil is time.Local
	Rand     func() float64 // in [0, 1)
	UUID     func() string

	// Instance returns the root of an external or secondary instance, nil when
	// there is none of the name. What it returns is where instance('x') starts:
	// its children are the instance's top elements ("root").
	Instance func(id string) Node

	// Pulldata looks a cell up in an attached table.
	Pulldata func(table, column, keyColumn, key string) (string, error)

	// ChoiceName returns a choice's label in the interview's language. question
	// is as the author wrote it, a path or ${name}, without surrounding space.
	ChoiceName func(value, question string, ctx Node) string

	// Itext returns the text of an itext id in the interview's language.
	Itext func(id string) string

	// Collect follows ODK Collect where it and Enketo disagree. Area and
	// distance are not rounded to the centimetre, and area is on a plane; a
	// question as true or false is what its answer is, not that it is there.
	Collect bool

	// Host is the caller's own, for its bindings.
	Host any

	spare    *frame // frames to use again, so that evaluating allocates nothing
	patterns map[string]*regexp.Regexp
}

// Quantity is a [Node] that knows whether it holds a number: a question for
// one, not a text of digits. Equality with one compares numbers, as in ODK.
type Quantity interface {
	Node
	IsNumber() bool
}

// quantity reports whether the node holds a number.
func quantity(n Node) bool {
	q, ok := n.(Quantity)
	return ok && q.IsNumber()
}

// Answer is a node that says itself whether it counts as true, where
// [Env].Collect asks for that. Of another node it is whether it has a text.
type Answer interface {
	Node
	True() bool
}

// Context is the place an expression is evaluated at.
type Context struct {
	Node           Node
	Position, Size int  // in the node list, from 1; 0 counts as 1
	Current        Node // what current() is; nil is Node
}

// Binding takes the place of a path's walk through the tree. The zero Binding
// leaves the path as it is. A function must not keep ctx.
type Binding struct {
	// Node gives the one node the path can name, nil when it is not there.
	Node func(env *Env, ctx *Context) Node

	// Nodes appends the path's nodes to dst in document order. One of Node and
	// Nodes is set.
	Nodes func(env *Env, ctx *Context, dst []Node) []Node

	// Steps is how many of the path's first steps are bound. The predicates of
	// the last of them, and the steps after it, are evaluated over the nodes it
	// gives; positions in those predicates count through all of these nodes.
	// 0 binds the whole path, predicates included; StartOnly its start.
	Steps int

	// Indexed, on the first argument of indexed-repeat, appends to dst the nodes
	// in the instances at positions, one for each repeat named, from 1.
	Indexed func(env *Env, ctx *Context, positions []int, dst []Node) []Node
}

// StartOnly, as [Binding].Steps, binds a path's start and none of its steps.
const StartOnly = -1

func (b *Binding) isZero() bool { return b.Node == nil && b.Nodes == nil && b.Indexed == nil }

// Errors of evaluation, for errors.Is.
var (
	ErrUnresolved  = errors.New("the reference was not resolved")
	ErrUnavailable = errors.New("not available here")
	ErrTooMuch     = errors.New("the expression asks for too much work")
	ErrType        = errors.New("the value is not of the kind needed")
)

func (e *Env) now() time.Time {
	if e.Now != nil {
		return e.Now().In(e.zone())
	}
	return time.Now().In(e.zone())
}

func (e *Env) zone() *time.Location {
	if e.Location != nil {
		return e.Location
	}
	return time.Local
}

func (e *Env) random() float64 {
	if e.Rand != nil {
		return e.Rand()
	}
	return rand.Float64()
}

package xpath

import (
	"fmt"
	"strings"
	"time"
)

// maxWork bounds one evaluation, in nodes visited or the like: a second or
// two. Only a mistaken expression comes near it.
const maxWork = 20_000_000

// frame is one evaluation under way. The first error stays in it; what is
// computed after that is not used.
type frame struct {
	env  *Env
	ctx  Context
	err  error
	work int

	filtering uint64 // which filter is going through its nodes, 0 for none
	filters   uint64 // how many there have been
	steady    []steadyNumber

	buffers [][]Node // node lists to use again
	walker  stepper
	next    *frame // in Env.spare
}

func (e *Env) enter(ctx Context) *frame {
	if e == nil {
		e = &Env{}
	}
	f := e.spare
	if f == nil {
		f = &frame{}
	} else {
		e.spare = f.next
	}
	if ctx.Current == nil {
		ctx.Current = ctx.Node
	}
	if ctx.Position == 0 {
		ctx.Position = 1
	}
	if ctx.Size == 0 {
		ctx.Size = 1
	}
	f.env, f.ctx, f.err, f.work, f.filtering = e, ctx, nil, 0, 0
	return f
}

// leave gives the frame back and returns its error.
func (f *frame) leave() error {
	err := f.err
	f.ctx, f.err = Context{}, nil
	f.next, f.env.spare = f.env.spare, f
	return err
}

func (f *frame) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

func (f *frame) failf(format string, args ...any) { f.fail(fmt.Errorf(format, args...)) }

// spend counts work done and reports whether to go on.
func (f *frame) spend(n int) bool {
	f.work += n
	if f.work > maxWork {
		f.fail(ErrTooMuch)
	}
	return f.err == nil
}

func (f *frame) zone() *time.Location { return f.env.zone() }

// buffer lends an empty node list; give it back with release.
func (f *frame) buffer() []Node {
	if n := len(f.buffers); n > 0 {
		b := f.buffers[n-1]
		f.buffers = f.buffers[:n-1]
		return b
	}
	return make([]Node, 0, 16)
}

// keptBuffer is the largest node list kept for later.
const keptBuffer = 1 << 17

func (f *frame) release(b []Node) {
	if cap(b) > keptBuffer {
		return
	}
	clear(b)
	f.buffers = append(f.buffers, b[:0])
}

// textOf returns a node's value.
func (f *frame) textOf(n Node) string {
	s := n.Value()
	f.spend(1 + len(s)/8)
	return s
}

func (f *frame) numberOf(n Node) float64 { return f.parse(f.textOf(n)) }

func (f *frame) parse(s string) float64 { return parseNumber(s, f.zone()) }

// maxText bounds the texts an expression can build up.
const maxText = 16 << 20

// join puts texts together within maxText.
func (f *frame) join(parts []string, separator string) string {
	size := 0
	for _, p := range parts {
		size += len(p) + len(separator)
	}
	if size > maxText {
		f.fail(ErrTooMuch)
		return ""
	}
	f.spend(size / 8)
	return strings.Join(parts, separator)
}

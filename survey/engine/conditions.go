package engine

import (
	"fmt"
	"strings"

	"doorstep/survey"
	"doorstep/survey/xpath"
)

// Conditions are expressions over finished responses, worked out together. One
// goroutine at a time may use them.
type Conditions struct {
	session *Session
	list    []*xpath.Expr // nil where there is nothing to fulfil
}

// Conditions compiles expressions such as ${area} = 'haghill'. A blank one
// holds for every response.
func (p *Program) Conditions(sources ...string) (*Conditions, error) {
	c := &Conditions{session: p.newSession(Options{}), list: make([]*xpath.Expr, len(sources))}
	for i, source := range sources {
		if strings.TrimSpace(source) == "" {
			continue
		}
		b := newBinder(p, &vertex{def: p.root, prop: constraint})
		expr, err := xpath.CompileWith(source, b.bind)
		if err == nil {
			err = b.err
		}
		if err != nil {
			return nil, fmt.Errorf("read the condition %q: %w", source, err)
		}
		c.list[i] = expr
	}
	c.session.frozen = true
	c.session.root = newFrame(p.main, nil)
	return c, nil
}

// Over makes what the conditions are asked of: the answers of one response.
func (c *Conditions) Over(rec *survey.Record) {
	root := c.session.root // used over again: a hundred thousand responses make no garbage
	for i := range root.series {
		root.series[i] = series{}
	}
	c.session.program.fillFrame(root, rec)
	c.session.now = c.session.options.Now()
}

// Hold reports whether the condition holds for the response, by its place
// among the sources.
func (c *Conditions) Hold(i int) (bool, error) {
	if c.list[i] == nil {
		return true, nil
	}
	root := c.session.root.root()
	return c.list[i].EvalBool(c.session.env, xpath.Context{Node: root, Current: root})
}

// Predicate compiles one condition. The function it returns may be called by
// one goroutine at a time.
func (p *Program) Predicate(source string) (func(*survey.Record) (bool, error), error) {
	c, err := p.Conditions(source)
	if err != nil {
		return nil, err
	}
	return func(rec *survey.Record) (bool, error) {
		c.Over(rec)
		return c.Hold(0)
	}, nil
}

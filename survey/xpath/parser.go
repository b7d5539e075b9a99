package xpath

import (
	"fmt"
	"strings"
)

// maxDepth bounds how deep parts may nest.
const maxDepth = 400

type parser struct {
	source string
	tokens []token
	at     int
	depth  int

	// late leaves calls that cannot be made to evaluation, which then fails.
	late bool
}

// parse reads an expression into its parts.
func parse(source string, late bool) (Part, error) {
	tokens, err := lex(source)
	if err != nil {
		return nil, err
	}
	p := &parser{source: source, tokens: tokens, late: late}
	if p.peek().kind == endToken {
		return nil, p.fault(p.peek(), "there is nothing here: write an expression")
	}
	root, err := p.expression()
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind != endToken {
		return nil, p.unexpected(t)
	}
	setOuter(root, nil, 0)
	return root, nil
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) peekAfter() token { return p.tokens[min(p.at+1, len(p.tokens)-1)] }

func (p *parser) take() token {
	t := p.tokens[p.at]
	if t.kind != endToken {
		p.at++
	}
	return t
}

// accept takes the mark if it is next.
func (p *parser) accept(mark string) bool {
	if t := p.peek(); t.kind == markToken && t.text == mark {
		p.at++
		return true
	}
	return false
}

func (p *parser) isMark(t token, mark string) bool { return t.kind == markToken && t.text == mark }

func (p *parser) fault(t token, format string, args ...any) error {
	return &SyntaxError{Source: p.source, Offset: t.offset, Message: fmt.Sprintf(format, args...)}
}

// written returns a token as it stands in the source.
func (p *parser) written(t token) string { return p.source[t.offset:t.end] }

func (p *parser) unexpected(t token) error {
	switch {
	case t.kind == endToken:
		return p.fault(t, "the expression ends too early")
	case p.isMark(t, ")"):
		return p.fault(t, "this ) closes nothing: remove it, or open a ( before it")
	case p.isMark(t, ","):
		return p.fault(t, "a comma can stand only between a function's arguments")
	case t.kind == nameToken:
		lower := strings.ToLower(t.text)
		if operatorWords[lower] && lower != t.text {
			return p.fault(t, "write %s in small letters", lower)
		}
		return p.fault(t, "%s cannot stand here: an operator such as + or and is missing before it", t.text)
	case t.kind == numberToken, t.kind == textToken, t.kind == refToken:
		return p.fault(t, "%s cannot stand here: an operator such as + or and is missing before it", p.written(t))
	}
	return p.fault(t, "%s cannot stand here", p.written(t))
}

// levels lists the operators that join parts, loosest first.
var levels = [...][]Op{
	{Or},
	{And},
	{Equal, NotEqual},
	{Less, LessEqual, Greater, GreaterEqual},
	{Add, Subtract},
	{Multiply, Divide, Modulo},
}

func (p *parser) expression() (Part, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return nil, p.fault(p.peek(), "the expression is nested too deep: at most %d brackets within each other can be read", maxDepth)
	}
	return p.level(0)
}

func (p *parser) level(n int) (Part, error) {
	if n == len(levels) {
		return p.unary()
	}
	left, err := p.level(n + 1)
	if err != nil {
		return nil, err
	}
	for {
		t := p.peek()
		if t.kind != opToken || !contains(levels[n], t.op) {
			return left, nil
		}
		p.take()
		right, err := p.level(n + 1)
		if err != nil {
			return nil, err
		}
		left = &Operation{offset(t.offset), t.op, left, right}
	}
}

func contains(ops []Op, op Op) bool {
	for _, o := range ops {
		if o == op {
			return true
		}
	}
	return false
}

func (p *parser) unary() (Part, error) {
	first, minus := p.peek(), 0
	for p.peek().kind == opToken && p.peek().op == Subtract {
		p.take()
		minus++
	}
	part, err := p.union()
	if err != nil || minus == 0 {
		return part, err
	}
	part = &Negation{offset(first.offset), part}
	if minus%2 == 0 { // two cancel out, but still make a number
		part = &Negation{offset(first.offset), part}
	}
	return part, nil
}

func (p *parser) union() (Part, error) {
	left, err := p.path()
	if err != nil {
		return nil, err
	}
	for p.peek().kind == opToken && p.peek().op == Union {
		t := p.take()
		right, err := p.path()
		if err != nil {
			return nil, err
		}
		left = &Operation{offset(t.offset), Union, left, right}
	}
	return left, nil
}

// arguments reads a function's arguments, after its opening bracket.
func (p *parser) arguments(name token) ([]Part, error) {
	var args []Part
	if p.accept(")") {
		return args, nil
	}
	for {
		if t := p.peek(); p.isMark(t, ",") || len(args) > 0 && p.isMark(t, ")") {
			return nil, p.fault(t, "an argument of %s() is missing here", name.text)
		}
		arg, err := p.expression()
		if err != nil {
			return nil, err
		}
		args = append(args, arg)
		switch t := p.peek(); {
		case p.accept(")"):
			return args, nil
		case p.accept(","):
		case t.kind == endToken:
			return nil, p.fault(t, "the bracket of %s( is never closed: add ) at its end", name.text)
		default:
			return nil, p.unexpected(t)
		}
	}
}

// call reads a function call. instance('x') and current() become the starts
// of paths.
func (p *parser) call() (Part, error) {
	name := p.take()
	p.take() // the bracket
	args, err := p.arguments(name)
	if err != nil {
		return nil, err
	}
	switch {
	case name.text == "current" && len(args) == 0:
		return &Path{offset: offset(name.offset), Start: FromCurrent}, nil
	case name.text == "instance" && len(args) == 1:
		if id, ok := args[0].(*Text); ok {
			return &Path{offset: offset(name.offset), Start: FromInstance, Name: id.Value}, nil
		}
	}
	c := &Call{offset: offset(name.offset), Name: name.text, Args: args}
	c.fn = functions[strings.TrimPrefix(name.text, "fn:")]
	if err := c.check(); err != nil {
		fault := &SyntaxError{Source: p.source, Offset: name.offset, Message: err.Error()}
		if c.fn == nil {
			fault.Unknown = name.text
		}
		c.fault = fault
		if !p.late {
			return nil, c.fault
		}
	}
	for i, a := range args {
		if path, ok := a.(*Path); ok {
			path.Call, path.Arg = c, i
		}
	}
	return c, nil
}

// setOuter tells each path in a predicate which path it stands in.
func setOuter(part Part, outer *Path, step int) {
	path, ok := part.(*Path)
	if !ok {
		part.each(func(inner Part) { setOuter(inner, outer, step) })
		return
	}
	path.Outer, path.OuterStep = outer, step
	if path.Base != nil {
		setOuter(path.Base, outer, step)
	}
	for _, f := range path.Filters {
		setOuter(f, path, -1)
	}
	for i, s := range path.Steps {
		for _, f := range s.Predicates {
			setOuter(f, path, i)
		}
	}
}

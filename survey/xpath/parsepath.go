package xpath

import "strings"

// path reads a location path, or another operand with what follows it.
func (p *parser) path() (Part, error) {
	t := p.peek()
	path := &Path{offset: offset(t.offset), Start: FromContext}
	switch {
	case p.isMark(t, "/"):
		p.take()
		path.Start = FromRoot
		if !p.stepAhead() {
			return path, nil
		}
		return path, p.steps(path)
	case p.isMark(t, "//"):
		p.take()
		path.Start = FromRoot
		path.Steps = append(path.Steps, anyDepth())
		return path, p.steps(path)
	case p.operandAhead():
		return p.filtered()
	case p.stepAhead():
		return path, p.steps(path)
	case t.kind == endToken && p.at > 0:
		return nil, p.fault(t, "the expression ends too early: something is missing after %s", p.written(p.tokens[p.at-1]))
	case t.kind == opToken:
		return nil, p.fault(t, "something is missing before %s", t.op)
	}
	return nil, p.unexpected(t)
}

// anyDepth is the step // stands for.
func anyDepth() Step { return Step{Axis: DescendantOrSelf, Test: Test{Kind: TestNode}} }

var nodeTests = map[string]TestKind{
	"node": TestNode, "text": TestText, "comment": TestComment, "processing-instruction": TestInstruction,
}

// operandAhead reports whether a literal, reference, bracket or call is next.
func (p *parser) operandAhead() bool {
	switch t := p.peek(); t.kind {
	case numberToken, textToken, refToken:
		return true
	case markToken:
		return t.text == "("
	case nameToken:
		_, isTest := nodeTests[t.text]
		return p.isMark(p.peekAfter(), "(") && !isTest
	}
	return false
}

// stepAhead reports whether a step of a path is next.
func (p *parser) stepAhead() bool {
	switch t := p.peek(); t.kind {
	case nameToken:
		return true
	case markToken:
		return t.text == "." || t.text == ".." || t.text == "@" || t.text == "*"
	}
	return false
}

// filtered reads an operand, the predicates on it and the steps after it.
func (p *parser) filtered() (Part, error) {
	t := p.peek()
	operand, err := p.operand()
	if err != nil {
		return nil, err
	}
	path, isStart := operand.(*Path)
	bare := isStart && !p.isMark(t, "(") && len(path.Steps) == 0
	if n := p.peek(); !p.isMark(n, "[") && !p.isMark(n, "/") && !p.isMark(n, "//") {
		return operand, nil
	}
	if !bare {
		switch operand.(type) {
		case *Text, *Number, *Negation:
			return nil, p.fault(p.peek(), "a path cannot go on from here: %s is not a question", p.written(t))
		}
		path = &Path{offset: offset(t.offset), Start: FromPart, Base: operand}
	}
	if path.Filters, err = p.predicates(); err != nil {
		return nil, err
	}
	switch {
	case p.accept("//"):
		path.Steps = append(path.Steps, anyDepth())
	case !p.accept("/"):
		return path, nil
	}
	return path, p.steps(path)
}

func (p *parser) operand() (Part, error) {
	t := p.peek()
	switch t.kind {
	case numberToken:
		p.take()
		return &Number{offset(t.offset), t.number}, nil
	case textToken:
		p.take()
		return &Text{offset(t.offset), t.text}, nil
	case refToken:
		p.take()
		if name, saved := strings.CutPrefix(t.text, lastSavedMark); saved {
			return &Path{offset: offset(t.offset), Start: FromLastSaved, Name: name}, nil
		}
		return &Path{offset: offset(t.offset), Start: FromRef, Name: t.text}, nil
	case nameToken:
		return p.call()
	}
	p.take() // the opening bracket
	if n := p.peek(); p.isMark(n, ")") {
		return nil, p.fault(n, "there is nothing between these brackets")
	}
	inner, err := p.expression()
	if err != nil {
		return nil, err
	}
	if !p.accept(")") {
		if p.peek().kind == endToken {
			return nil, p.fault(t, "this bracket is never closed: add ) at its end")
		}
		return nil, p.unexpected(p.peek())
	}
	return inner, nil
}

// steps reads one step or more onto the path.
func (p *parser) steps(path *Path) error {
	for {
		step, err := p.step()
		if err != nil {
			return err
		}
		path.Steps = append(path.Steps, step)
		switch {
		case p.accept("//"):
			path.Steps = append(path.Steps, anyDepth())
		case !p.accept("/"):
			return nil
		}
	}
}

func (p *parser) step() (step Step, err error) {
	t := p.take()
	switch {
	case p.isMark(t, "."):
		step = Step{Axis: Self, Test: Test{Kind: TestNode}}
	case p.isMark(t, ".."):
		step = Step{Axis: Parent, Test: Test{Kind: TestNode}}
	case p.isMark(t, "@"):
		step.Axis = Attribute
		step.Test, err = p.test(p.take())
	case t.kind == nameToken && p.isMark(p.peek(), "::"):
		axis, known := axisNames[t.text]
		if !known {
			return step, p.fault(t, "%s:: is not a direction a path can take", t.text)
		}
		p.take()
		step.Axis = axis
		step.Test, err = p.test(p.take())
	default:
		step.Test, err = p.test(t)
	}
	if err != nil {
		return step, err
	}
	step.Predicates, err = p.predicates()
	return step, err
}

// test reads a node test whose first token is t.
func (p *parser) test(t token) (Test, error) {
	kind, isKind := nodeTests[t.text]
	switch {
	case p.isMark(t, "*"):
		return Test{Kind: TestAnyName}, nil
	case t.kind == endToken:
		return Test{}, p.fault(t, "the path ends too early: a name is missing after its last /")
	case t.kind != nameToken:
		return Test{}, p.fault(t, "a name is missing here: %s cannot stand in a path", p.written(t))
	case isKind && p.accept("("):
		test := Test{Kind: kind}
		if n := p.peek(); kind == TestInstruction && n.kind == textToken {
			test.Name = p.take().text
		}
		if !p.accept(")") {
			return Test{}, p.fault(p.peek(), "%s() takes nothing between its brackets", t.text)
		}
		return test, nil
	case p.isMark(p.peek(), "("):
		return Test{}, p.fault(t, "a function cannot be a step of a path")
	}
	prefix, name, found := strings.Cut(t.text, ":")
	switch {
	case !found:
		return Test{Kind: TestName, Name: t.text}, nil
	case name == "*":
		return Test{Kind: TestAnyName, Prefix: prefix}, nil
	}
	return Test{Kind: TestName, Prefix: prefix, Name: name}, nil
}

func (p *parser) predicates() ([]Part, error) {
	var list []Part
	for {
		open := p.peek()
		if !p.accept("[") {
			return list, nil
		}
		if n := p.peek(); p.isMark(n, "]") {
			return nil, p.fault(n, "there is nothing between these brackets")
		}
		part, err := p.expression()
		if err != nil {
			return nil, err
		}
		if !p.accept("]") {
			if p.peek().kind == endToken {
				return nil, p.fault(open, "this bracket is never closed: add ] at its end")
			}
			return nil, p.unexpected(p.peek())
		}
		list = append(list, part)
	}
}

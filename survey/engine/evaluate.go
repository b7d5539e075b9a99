package engine

import (
	"fmt"

	"doorstep/survey"
	"doorstep/survey/xpath"
)

// Prepare compiles an expression as if it were a rule of the node at ref ("" is
// the root), for trying it out on the interview as it stands. Evaluate what it
// returns before the interview goes on.
func (s *Session) Prepare(source string, ref survey.Ref) (*xpath.Expr, *xpath.Env, xpath.Context, error) {
	n := s.root.root()
	if ref != "" && ref != "/" {
		if n = s.find(ref); n == nil {
			return nil, nil, xpath.Context{}, fmt.Errorf("there is no node %s in this questionnaire: write a path such as %s", ref, s.program.form.Root.Ref+"/name")
		}
	}
	b := newBinder(s.program, &vertex{def: n.def, prop: constraint})
	expr, err := xpath.CompileWith(source, b.bind)
	if err == nil {
		err = b.err
	}
	if err != nil {
		return nil, nil, xpath.Context{}, fmt.Errorf("read the expression: %w", err)
	}
	s.now = s.options.Now()
	return expr, s.aside, xpath.Context{Node: n, Current: n}, nil
}

package xpath_test

import (
	"errors"
	"fmt"
	"strings"

	"doorstep/survey/xpath"
)

func ExampleCompile() {
	doc, err := xpath.ParseXML(strings.NewReader("<data><age>17</age></data>"))
	if err != nil {
		fmt.Println(err)
		return
	}
	expr, err := xpath.Compile("if(/data/age >= 18, 'adult', 'child')")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(expr.EvalString(&xpath.Env{}, xpath.Context{Node: doc}))
	// Output: child <nil>
}

func ExampleCompileWith() {
	answers := map[string]*slot{"age": newSlot(0, "age", "17")}
	expr, err := xpath.CompileWith("${age} < 18", func(p *xpath.Path) xpath.Binding {
		if p.Start != xpath.FromRef || len(p.Steps) > 0 || p.Predicates() {
			return xpath.Binding{}
		}
		answer := answers[p.Name] // found once, here
		return xpath.Binding{Node: func(*xpath.Env, *xpath.Context) xpath.Node { return answer }}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(expr.EvalBool(&xpath.Env{}, xpath.Context{}))
	// Output: true <nil>
}

func ExampleSyntaxError_Caret() {
	_, err := xpath.Compile("selectd(${likes}, 'parks')")
	var syntax *xpath.SyntaxError
	if errors.As(err, &syntax) {
		fmt.Println(syntax.Message)
		fmt.Println(syntax.Caret())
	}
	// Output:
	// there is no function selectd(): did you mean selected()?
	// selectd(${likes}, 'parks')
	// ^
}

package xlsform

import (
	"fmt"
	"strings"
	"testing"

	"doorstep/survey"
)

// markdown makes a source of a questionnaire written as Markdown tables.
func markdown(text string) survey.Source {
	return survey.Source{Name: "test.md", Data: []byte(text)}
}

// readMust reads a questionnaire that has no errors.
func readMust(t *testing.T, text string, files ...string) *survey.Form {
	t.Helper()
	form, problems := read(t, text, files...)
	if form == nil {
		t.Fatalf("the form has errors:\n%s", list(problems))
	}
	return form
}

// read reads a questionnaire; files come as name and content in turn.
func read(t *testing.T, text string, files ...string) (*survey.Form, []*survey.Problem) {
	t.Helper()
	src := markdown(text)
	for i := 0; i+1 < len(files); i += 2 {
		if src.Files == nil {
			src.Files = map[string][]byte{}
		}
		src.Files[files[i]] = []byte(files[i+1])
	}
	form, problems, err := Read(src)
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return form, problems
}

func list(problems []*survey.Problem) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%s %s [%s] %v\n", p.Severity, p.At, p.Code, p.Err)
	}
	return b.String()
}

// find returns the problem with the code, nil when there is none.
func find(problems []*survey.Problem, code string) *survey.Problem {
	for _, p := range problems {
		if p.Code == code {
			return p
		}
	}
	return nil
}

// question returns the question with the path.
func question(t *testing.T, form *survey.Form, ref survey.Ref) *survey.Question {
	t.Helper()
	q, ok := form.Find(ref).(*survey.Question)
	if !ok {
		t.Fatalf("there is no question %s", ref)
	}
	return q
}

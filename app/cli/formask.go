package cli

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// asker holds an interview at a terminal, one question after another.
type asker struct {
	session *engine.Session
	in      *bufio.Scanner
	out     io.Writer
}

// askForm asks every question of the session and shows what was said.
func askForm(s *streams, session *engine.Session) error {
	a := &asker{session: session, in: bufio.NewScanner(s.in), out: s.out}
	fmt.Fprintln(a.out, "Answer each question and press Enter. Enter alone leaves it open; < goes back; ! means refused, ? don't know.")
	page, more := session.Next("")
	for more {
		session.MoveTo(page.Ref)
		switch a.ask(page) {
		case inputEnded:
			return a.in.Err()
		case goBack:
			if earlier, there := session.Previous(page.Ref); there {
				page = earlier
			}
		case goInto:
			page, more = a.newest(page.Ref)
		default:
			page, more = session.Next(page.Ref)
		}
	}
	name, _, violations := session.Finalize()
	if name != "" {
		fmt.Fprintf(a.out, "\n%s\n", name)
	}
	for _, v := range violations {
		fmt.Fprintf(a.out, "%s: %s\n", v.Ref, messageOf(v))
	}
	_, err := fmt.Fprintf(a.out, "\nThat was the last question. Nothing was stored: this was a trial.\n")
	return err
}

// move says where the interview goes from a page.
type move int

const (
	goOn       move = iota
	goBack          // to the page before
	goInto          // to the first page of the instance just added
	inputEnded      // nobody answers any more
)

// ask shows one page and takes its answers.
func (a *asker) ask(page engine.Page) move {
	if page.Kind == engine.RepeatPage {
		return a.askRepeat(page.Ref)
	}
	for _, ref := range page.Refs {
		if to := a.askQuestion(ref); to != goOn {
			return to
		}
	}
	return goOn
}

// askQuestion asks until the answer may stand.
func (a *asker) askQuestion(ref survey.Ref) move {
	for {
		state, there := a.session.State(ref)
		if !there || !state.Relevant {
			return goOn
		}
		q, _ := state.Node.(*survey.Question)
		a.show(state, q)
		if q == nil || q.Type == survey.TypeNote || state.ReadOnly {
			return goOn
		}
		line, open := a.line()
		switch {
		case !open:
			return inputEnded
		case line == "<":
			return goBack
		case a.take(ref, q, line):
			return goOn
		}
	}
}

// newest returns the first page of the repeat's last instance.
func (a *asker) newest(ref survey.Ref) (engine.Page, bool) {
	instance := ref.At(a.session.Instances(ref))
	for _, p := range a.session.Pages() {
		if p.Ref == instance || strings.HasPrefix(string(p.Ref), string(instance)+"/") {
			return p, true
		}
	}
	return a.session.Next(ref)
}

func (a *asker) show(state engine.NodeState, q *survey.Question) {
	fmt.Fprintf(a.out, "\n%s\n", state.Label)
	if state.Hint != "" {
		fmt.Fprintf(a.out, "(%s)\n", state.Hint)
	}
	if q == nil || !q.Type.IsSelect() {
		return
	}
	for i, c := range a.session.Choices(state.Ref) {
		fmt.Fprintf(a.out, "  %d  %s\n", i+1, c.Label)
	}
	if q.Type.IsMultiple() {
		fmt.Fprintln(a.out, "Several numbers may be given, with spaces between.")
	}
}

// take gives the question its answer and reports whether it may stand.
func (a *asker) take(ref survey.Ref, q *survey.Question, line string) bool {
	v := survey.Answer(line)
	switch line {
	case "!":
		v = survey.Value{State: survey.Refused}
	case "?":
		v = survey.Value{State: survey.DontKnow}
	default:
		if q.Type.IsSelect() {
			v = survey.Answer(a.names(ref, line))
		}
	}
	if _, err := a.session.SetValue(ref, v); err != nil {
		fmt.Fprintln(a.out, err)
		return true
	}
	if broken := a.session.Violation(ref); broken != nil {
		fmt.Fprintln(a.out, messageOf(broken))
		return false
	}
	if doubt := a.session.SoftViolation(ref); doubt != nil {
		fmt.Fprintln(a.out, "Unusual, but it stands: "+messageOf(doubt))
	}
	return true
}

// names turns the numbers of choices into their names; names pass as they are.
func (a *asker) names(ref survey.Ref, line string) string {
	offered := a.session.Choices(ref)
	words := strings.Fields(line)
	for i, w := range words {
		if n, err := strconv.Atoi(w); err == nil && n >= 1 && n <= len(offered) {
			words[i] = offered[n-1].Name
		}
	}
	return strings.Join(words, " ")
}

func (a *asker) askRepeat(ref survey.Ref) move {
	fmt.Fprintf(a.out, "\n%s: %d so far. Add another? (y for yes, Enter for no)\n", ref.Name(), a.session.Instances(ref))
	line, open := a.line()
	switch {
	case !open:
		return inputEnded
	case line == "<":
		return goBack
	case !strings.HasPrefix(strings.ToLower(line), "y"):
		return goOn
	}
	if _, err := a.session.AddRepeat(ref); err != nil {
		fmt.Fprintln(a.out, err)
		return goOn
	}
	return goInto
}

func (a *asker) line() (text string, open bool) {
	fmt.Fprint(a.out, "> ")
	if !a.in.Scan() {
		fmt.Fprintln(a.out)
		return "", false
	}
	return strings.TrimSpace(a.in.Text()), true
}

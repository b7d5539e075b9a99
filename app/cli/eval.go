package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // --tz works on machines without a zone database

	"github.com/spf13/cobra"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/xpath"
)

// evalOptions are the flags of `doorstep eval`.
type evalOptions struct {
	jsonl                         bool
	repeat                        int
	instance, at, as, zone, clock string
	form                          string
}

// evalRequest is one line of `doorstep eval --jsonl`.
type evalRequest struct {
	ID       json.RawMessage `json:"id"`
	Expr     string          `json:"expr"`
	As       string          `json:"as"`
	Instance string          `json:"instance"`
	At       string          `json:"at"`
}

// evalAnswer is the line that answers a request.
type evalAnswer struct {
	ID    json.RawMessage `json:"id,omitempty"`
	Value any             `json:"value,omitempty"`
	MS    *float64        `json:"ms,omitempty"`
	Error *evalError      `json:"error,omitempty"`
}

type evalError struct {
	Message string `json:"message"`
	Offset  *int   `json:"offset,omitempty"`
}

func newEvalCommand(s *streams) *cobra.Command {
	var o evalOptions
	c := &cobra.Command{
		Use:   "eval [EXPRESSION]",
		Short: "Evaluate an expression as a questionnaire does",
		Long: "Evaluates an expression as a questionnaire does, over an XML document if one is given, or with --form in a\n" +
			"questionnaire as it stands before the first answer, where ${name} names its questions.\n" +
			"With --jsonl it reads requests, one JSON object a line, and answers each with a line.",
		Example: "  doorstep eval '1 + 2'\n" +
			"  doorstep eval --instance answers.xml --at /data/age '. >= 16 and . < 120'\n" +
			"  echo '{\"id\":\"a\",\"expr\":\"today()\",\"as\":\"string\"}' | doorstep eval --jsonl --tz Europe/London",
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case o.jsonl && len(args) > 0:
				return usageError{errors.New("with --jsonl the expressions come on standard input: leave the expression out")}
			case !o.jsonl && len(args) != 1:
				return usageError{errors.New("give one expression, in quotation marks")}
			case o.form != "" && o.instance != "":
				return usageError{errors.New("give --form or --instance, not both")}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			e, err := newEvaluator(o)
			if err != nil {
				return err
			}
			if o.jsonl {
				return e.lines(s)
			}
			return e.one(s, args[0])
		},
	}
	f := c.Flags()
	f.BoolVar(&o.jsonl, "jsonl", false, "read requests from standard input, one JSON object a line")
	f.IntVar(&o.repeat, "repeat", 0, "evaluate this many times and tell the milliseconds it took")
	f.StringVar(&o.instance, "instance", "", "an XML document to evaluate over")
	f.StringVar(&o.form, "form", "", "a questionnaire to evaluate in")
	f.StringVar(&o.at, "at", "", "the node to evaluate at, as a path (the document if left out)")
	f.StringVar(&o.as, "as", "any", "the kind of value wanted: number, string, boolean, nodes or any")
	f.StringVar(&o.zone, "tz", "", "time zone, such as Europe/London (the computer's if left out)")
	f.StringVar(&o.clock, "now", "", "the time to take for now, such as 2026-11-21T14:05:00")
	return c
}

// evaluator answers requests with one environment.
type evaluator struct {
	options evalOptions
	env     *xpath.Env
	doc     xpath.Node      // of --instance
	session *engine.Session // of --form

	lastSource string // the document of the last request, kept for the next
	lastDoc    xpath.Node
}

func newEvaluator(o evalOptions) (*evaluator, error) {
	if _, known := evalKinds[o.as]; !known {
		return nil, usageError{fmt.Errorf("--as %s is not a kind of value: use number, string, boolean, nodes or any", o.as)}
	}
	zone, err := readZone(o.zone)
	if err != nil {
		return nil, usageError{err}
	}
	clock, err := readClock(o.clock, zone)
	if err != nil {
		return nil, usageError{err}
	}
	e := &evaluator{options: o, env: &xpath.Env{Location: zone, Now: clock}}
	if o.form != "" {
		program, err := loadProgram(o.form)
		if err != nil {
			return nil, err
		}
		e.session = program.NewSession(engine.Options{Now: clock, Location: zone})
	}
	if o.instance == "" {
		return e, nil
	}
	data, err := os.ReadFile(o.instance)
	if err != nil {
		return nil, fmt.Errorf("read the document: %w", err)
	}
	if e.doc, err = xpath.ParseXML(bytes.NewReader(data)); err != nil {
		return nil, fmt.Errorf("read %s: %w", o.instance, err)
	}
	return e, nil
}

// one evaluates a single expression and prints what it gave.
func (e *evaluator) one(s *streams, source string) error {
	value, ms, err := e.answer(evalRequest{Expr: source, As: e.options.as, At: e.options.at})
	var syntax *xpath.SyntaxError
	switch {
	case errors.As(err, &syntax):
		fmt.Fprintf(s.err, "doorstep: %v\n%s\n", syntax, syntax.Caret())
		return status(exitFailed)
	case err != nil:
		return err
	case e.options.repeat > 0:
		fmt.Fprintf(s.out, "%.3f\n", ms)
		return nil
	}
	return printValue(s.out, value)
}

func printValue(w io.Writer, value any) error {
	var err error
	switch v := value.(type) {
	case []string:
		for _, line := range v {
			if _, err = fmt.Fprintln(w, line); err != nil {
				break
			}
		}
	case float64:
		_, err = fmt.Fprintln(w, xpath.FormatNumber(v))
	default:
		_, err = fmt.Fprintln(w, v)
	}
	return err
}

// lines answers requests until the input ends. A bad line is an error line.
func (e *evaluator) lines(s *streams) error {
	in := bufio.NewReader(s.in)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if err := s.writeJSON(e.line(line)); err != nil {
				return fmt.Errorf("write the answer: %w", err)
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the requests: %w", err)
		}
	}
}

func (e *evaluator) line(line []byte) evalAnswer {
	var r evalRequest
	if err := json.Unmarshal(line, &r); err != nil {
		return evalAnswer{ID: r.ID, Error: &evalError{Message: fmt.Sprintf("this line is not a request: %v", err)}}
	}
	if r.As == "" {
		r.As = e.options.as
	}
	if r.At == "" {
		r.At = e.options.at
	}
	value, ms, err := e.answer(r)
	a := evalAnswer{ID: r.ID}
	if err != nil {
		a.Error = &evalError{Message: err.Error()}
		var syntax *xpath.SyntaxError
		if errors.As(err, &syntax) {
			a.Error.Message, a.Error.Offset = syntax.Message, &syntax.Offset
		}
		return a
	}
	a.Value = value
	if e.options.repeat > 0 {
		a.MS = &ms
	}
	return a
}

// evalKinds turn an expression into a value of each kind.
var evalKinds = map[string]func(*xpath.Expr, *xpath.Env, xpath.Context) (any, error){
	"number": func(x *xpath.Expr, env *xpath.Env, ctx xpath.Context) (any, error) {
		n, err := x.EvalNumber(env, ctx)
		return jsonNumber(n), err
	},
	"string": func(x *xpath.Expr, env *xpath.Env, ctx xpath.Context) (any, error) {
		return anyOf(x.EvalString(env, ctx))
	},
	"boolean": func(x *xpath.Expr, env *xpath.Env, ctx xpath.Context) (any, error) {
		return anyOf(x.EvalBool(env, ctx))
	},
	"nodes": func(x *xpath.Expr, env *xpath.Env, ctx xpath.Context) (any, error) {
		nodes, err := x.EvalNodes(env, ctx)
		return texts(nodes), err
	},
	"any": func(x *xpath.Expr, env *xpath.Env, ctx xpath.Context) (any, error) {
		v, err := x.Eval(env, ctx)
		switch v.Kind() {
		case xpath.NumberKind:
			return jsonNumber(v.Number()), err
		case xpath.BooleanKind:
			return v.Bool(), err
		case xpath.NodesKind:
			return texts(v.Nodes()), err
		case xpath.DateKind:
			if err == nil && math.IsNaN(v.Number()) {
				return nil, errNoSuchDay
			}
		}
		return v.String(), err
	},
}

var errNoSuchDay = errors.New("this gives no date: there is no such day or time")

func anyOf[T any](v T, err error) (any, error) { return v, err }

func texts(nodes []xpath.Node) []string {
	list := make([]string, len(nodes))
	for i, n := range nodes {
		list[i] = n.Value()
	}
	return list
}

// jsonNumber is a number as JSON can hold it: what is not finite is a text.
func jsonNumber(n float64) any {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return xpath.FormatNumber(n)
	}
	return n
}

// answer evaluates a request, --repeat times, and tells the milliseconds.
func (e *evaluator) answer(r evalRequest) (value any, ms float64, err error) {
	evaluate, known := evalKinds[r.As]
	if !known {
		return nil, 0, fmt.Errorf("%q is not a kind of value: use number, string, boolean, nodes or any", r.As)
	}
	expr, env, ctx, err := e.prepare(r)
	if err != nil {
		return nil, 0, err
	}
	began := time.Now()
	for range max(1, e.options.repeat) {
		if value, err = evaluate(expr, env, ctx); err != nil {
			if errors.Is(err, xpath.ErrUnresolved) {
				err = fmt.Errorf("%w: give the questionnaire it belongs to with --form", err)
			}
			return nil, 0, err
		}
	}
	return value, float64(time.Since(began)) / float64(time.Millisecond), nil
}

// prepare compiles a request's expression and finds where to evaluate it: in
// the questionnaire of --form, unless the request brings a document.
func (e *evaluator) prepare(r evalRequest) (*xpath.Expr, *xpath.Env, xpath.Context, error) {
	if e.session != nil && r.Instance == "" {
		return e.session.Prepare(r.Expr, survey.Ref(r.At))
	}
	expr, err := xpath.CompileLate(r.Expr)
	if err != nil {
		return nil, nil, xpath.Context{}, err
	}
	ctx, err := e.context(r)
	if err == nil && ctx.Node == nil && slices.ContainsFunc(expr.Paths(), namesNodes) {
		err = errors.New("the expression names nodes, and there is no XML document to find them in: give one with --instance, or a questionnaire with --form")
	}
	return expr, e.env, ctx, err
}

// namesNodes reports whether the path looks for nodes of the document at hand.
func namesNodes(p *xpath.Path) bool {
	return p.Start == xpath.FromContext || p.Start == xpath.FromRoot || p.Start == xpath.FromCurrent
}

// context finds the document and the node a request is about.
func (e *evaluator) context(r evalRequest) (xpath.Context, error) {
	doc := e.doc
	if r.Instance != "" {
		if r.Instance != e.lastSource {
			parsed, err := xpath.ParseXML(strings.NewReader(r.Instance))
			if err != nil {
				return xpath.Context{}, err
			}
			e.lastSource, e.lastDoc = r.Instance, parsed
		}
		doc = e.lastDoc
	}
	e.env.Instance = func(id string) xpath.Node { return secondaryInstance(doc, id) }
	ctx := xpath.Context{Node: doc}
	if r.At == "" || r.At == "/" {
		return ctx, nil
	}
	if doc == nil {
		return ctx, errors.New("a node to evaluate at needs an XML document")
	}
	at, err := xpath.Compile(r.At)
	if err != nil {
		return ctx, fmt.Errorf("the node to evaluate at: %w", err)
	}
	nodes, err := at.EvalNodes(e.env, ctx)
	if err != nil {
		return ctx, fmt.Errorf("the node to evaluate at: %w", err)
	}
	if len(nodes) == 0 {
		return ctx, fmt.Errorf("there is no node %s in the document", r.At)
	}
	ctx.Node = nodes[0]
	return ctx, nil
}

// secondaryInstance finds the <instance id="..."> of an XForm, nil if none.
func secondaryInstance(n xpath.Node, id string) xpath.Node {
	if n == nil {
		return nil
	}
	for c := range n.Children() {
		if value, ok := c.Attr("id"); ok && value == id && c.Name() == "instance" {
			return c
		}
		if found := secondaryInstance(c, id); found != nil {
			return found
		}
	}
	return nil
}

package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/xlsform"
)

// runOptions are the flags of form run.
type runOptions struct {
	jsonl, timing       bool
	now, zone, language string
	clock               func() time.Time
	location            *time.Location
}

// newFormRunCommand holds an interview without a window.
func newFormRunCommand(s *streams) *cobra.Command {
	var o runOptions
	c := &cobra.Command{
		Use:   "run FILE",
		Short: "Try a questionnaire out as an interview, without a window",
		Long: "Asks the questions one after another. With --jsonl it reads steps, one JSON object a line, and writes what each did;\n" +
			"its first line is the state at the start. Nothing is stored.",
		Example: "  doorstep form run haghill.xlsx\n  echo '{\"set\":{\"/data/age\":\"17\"}}' | doorstep form run --jsonl haghill.xlsx",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, files []string) error {
			if err := o.read(); err != nil {
				return usageError{err}
			}
			return runForm(s, files[0], &o)
		},
	}
	c.Flags().BoolVar(&o.jsonl, "jsonl", false, "read steps and write what they did, one JSON object a line")
	c.Flags().BoolVar(&o.timing, "timing", false, "with --jsonl, add the milliseconds each step took")
	c.Flags().StringVar(&o.now, "now", "", "the time the interview takes place at, such as 2026-11-21T14:00:00Z")
	c.Flags().StringVar(&o.zone, "tz", "", "the time zone, such as Europe/London")
	c.Flags().StringVar(&o.language, "language", "", "the language to ask in, as the questionnaire names it")
	return c
}

func (o *runOptions) read() error {
	o.location, o.clock = time.Local, time.Now
	if o.zone != "" {
		zone, err := time.LoadLocation(o.zone)
		if err != nil {
			return fmt.Errorf("--tz: there is no time zone %q; write one such as Europe/London", o.zone)
		}
		o.location = zone
	}
	if o.now == "" {
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if at, err := time.ParseInLocation(layout, o.now, o.location); err == nil {
			o.clock = func() time.Time { return at }
			return nil
		}
	}
	return fmt.Errorf("--now: %q is no time; write one such as 2026-11-21T14:00:00Z", o.now)
}

func runForm(s *streams, file string, o *runOptions) error {
	began := time.Now()
	program, err := loadProgram(file)
	if err != nil {
		if !o.jsonl {
			return err
		}
		if writeErr := s.writeJSON(failedStep("load", err)); writeErr != nil {
			return fmt.Errorf("write the answer: %w", writeErr)
		}
		return status(exitFailed)
	}
	session := program.NewSession(engine.Options{
		InstanceID: "uuid:" + uuid.NewString(), Now: o.clock, Location: o.location, Language: o.language,
	})
	if !o.jsonl {
		return askForm(s, session)
	}
	r := &runner{session: session, told: map[survey.Ref]*nodeJSON{}, timing: o.timing}
	return r.run(s, began)
}

// loadProgram reads and compiles a questionnaire; the error lists its faults.
func loadProgram(file string) (*engine.Program, error) {
	_, form, problems, err := xlsform.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	if form != nil {
		program, more := engine.Compile(form)
		if program != nil {
			return program, nil
		}
		problems = append(problems, more...)
	}
	var faults []string
	for _, p := range problems {
		if p.Severity == survey.SeverityError {
			faults = append(faults, p.Error())
		}
	}
	return nil, fmt.Errorf("this questionnaire has errors: %s", strings.Join(faults, "; "))
}

// runner answers steps.
type runner struct {
	session *engine.Session
	told    map[survey.Ref]*nodeJSON // what the reader of the answers knows
	timing  bool
}

// maxStep is the longest line read as one step.
const maxStep = 16 << 20

func (r *runner) run(s *streams, began time.Time) error {
	out := bufio.NewWriter(s.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	tell := func(a *answer) error {
		if r.timing {
			ms := float64(time.Since(began).Microseconds()) / 1000
			a.MS = &ms
		}
		if err := enc.Encode(a); err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
		if err := out.Flush(); err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
		return nil
	}
	if err := tell(r.everything()); err != nil {
		return err
	}
	lines := bufio.NewScanner(s.in)
	lines.Buffer(nil, maxStep)
	for lines.Scan() {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		began = time.Now()
		if err := tell(r.answer(line)); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the steps: %w", err)
	}
	return nil
}

func (r *runner) answer(line []byte) *answer {
	var st step
	if err := json.Unmarshal(line, &st); err != nil {
		return failedStep("bad-step", fmt.Errorf("this line is no step: %w", err))
	}
	a, err := r.perform(&st)
	if err != nil {
		return failedStep(codeOf(err), err)
	}
	a.OK = true
	return a
}

var errBadStep = errors.New("a step is one of set, add, remove, language, choices, validate, refuse, state, finish")

func (r *runner) perform(st *step) (*answer, error) {
	switch {
	case st.Set != nil:
		return r.set(st.Set)
	case st.Add != "":
		if err := r.add(st.Add); err != nil {
			return nil, err
		}
	case st.Remove != "":
		if _, err := r.session.RemoveRepeat(st.Remove); err != nil {
			return nil, err
		}
	case st.Language != nil:
		r.session.SetLanguage(*st.Language)
	case st.Choices != "":
		return r.choices(st.Choices)
	case st.Validate:
		return &answer{Problems: problemsOf(append(r.session.Validate(), r.session.SoftViolations()...))}, nil
	case st.Refuse != "":
		state, known := survey.ParseState(st.As)
		if !known || state < survey.Refused || state > survey.Skipped {
			return nil, fmt.Errorf("%w: refuse takes as: refused, dont_know or skipped", errBadStep)
		}
		if _, err := r.session.SetValue(st.Refuse, survey.Value{State: state}); err != nil {
			return nil, err
		}
	case st.State:
		return r.everything(), nil
	case st.Finish:
		name, _, violations := r.session.Finalize()
		a := r.changes()
		a.Name, a.Problems = &name, problemsOf(violations)
		return a, nil
	default:
		return nil, errBadStep
	}
	return r.changes(), nil
}

func (r *runner) set(values orderedValues) (*answer, error) {
	rejected := map[survey.Ref]*faultJSON{}
	for _, v := range values {
		if err := r.makeInstances(v.ref); err != nil {
			return nil, err
		}
		if _, err := r.session.SetValue(v.ref, survey.Answer(v.text)); err != nil {
			return nil, err
		}
	}
	for _, v := range values {
		if broken := r.session.Violation(v.ref); broken != nil && broken.Kind != engine.Required {
			rejected[v.ref] = &faultJSON{Kind: broken.Kind, Message: messageOf(broken)}
		}
	}
	a := r.changes()
	a.Rejected = rejected
	return a, nil
}

// add adds an instance, or as many as the position asks for.
func (r *runner) add(ref survey.Ref) error {
	wanted := ref.Position()
	if wanted > 0 {
		return r.makeInstances(ref)
	}
	if err := r.makeInstances(ref.Parent()); err != nil {
		return err
	}
	_, err := r.session.AddRepeat(ref)
	return err
}

// makeInstances adds what is missing of the repeats on the path.
func (r *runner) makeInstances(ref survey.Ref) error {
	if ref == "" {
		return nil
	}
	if err := r.makeInstances(ref.Parent()); err != nil {
		return err
	}
	for n := r.session.Instances(ref); n < ref.Position(); n++ {
		if _, err := r.session.AddRepeat(ref.At(1)); err != nil {
			return err
		}
	}
	return nil
}

func (r *runner) choices(ref survey.Ref) (*answer, error) {
	if _, there := r.session.State(ref); !there {
		return nil, fmt.Errorf("choices of %s: %w", ref, engine.ErrNoSuchNode)
	}
	list := []choiceJSON{}
	for _, c := range r.session.Choices(ref) {
		list = append(list, choiceJSON{c.Name, c.Label})
	}
	return &answer{Choices: &list}, nil
}

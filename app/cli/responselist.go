package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"doorstep/survey"
	"doorstep/survey/store"

	"github.com/spf13/cobra"
)

// responseJSON is one response, as response list and show write it.
type responseJSON struct {
	InstanceID string         `json:"instanceID"`
	Form       string         `json:"form"`
	Version    string         `json:"version"`
	Status     string         `json:"status"`
	Outcome    string         `json:"outcome,omitempty"`
	Training   bool           `json:"training"`
	Device     string         `json:"device"`
	Worker     string         `json:"worker,omitempty"`
	Number     int            `json:"number,omitempty"`
	Language   string         `json:"language,omitempty"`
	Started    *time.Time     `json:"started,omitempty"`
	Finished   *time.Time     `json:"finished,omitempty"`
	Seconds    float64        `json:"activeSeconds,omitempty"`
	Name       string         `json:"name,omitempty"`
	VoidReason string         `json:"voidReason,omitempty"`
	Reference  string         `json:"reference,omitempty"`
	Answers    map[string]any `json:"answers,omitempty"`

	Paused  float64      `json:"pausedSeconds,omitempty"`
	Remarks []remarkJSON `json:"remarks,omitempty"`
	Timings []timingJSON `json:"timings,omitempty"`
}

type remarkJSON struct {
	Question string    `json:"question"` // with the place of each row of a repeat
	Kind     string    `json:"kind"`     // note, flag or override
	Text     string    `json:"text,omitempty"`
	At       time.Time `json:"at"`
	Worker   string    `json:"worker,omitempty"`
}

type timingJSON struct {
	Question string  `json:"question"` // or the page, or "review"
	Seconds  float64 `json:"seconds"`
}

// say fills in what was said, and what stands beside it.
func (r *responseJSON) say(form *survey.Form, sub *survey.Submission) {
	r.Name, r.Answers, r.Paused = sub.Name, answersJSON(form.Main, &sub.Record), sub.Paused.Seconds()
	for _, x := range sub.Remarks {
		r.Remarks = append(r.Remarks, remarkJSON{x.Ref.Column(), string(x.Kind), x.Text, x.At, x.Worker})
	}
	for _, x := range sub.Timings {
		question := x.Ref.Column()
		if question == "" {
			question = "review" // stands for the whole form
		}
		r.Timings = append(r.Timings, timingJSON{question, x.Active.Round(time.Millisecond).Seconds()})
	}
}

func toResponseJSON(h survey.Header) responseJSON {
	return responseJSON{
		InstanceID: h.InstanceID, Form: h.FormID, Version: h.FormVersion, Status: h.Status.String(), Outcome: string(h.Outcome),
		Training: h.Training, Device: h.Device, Worker: h.Worker, Number: h.Number, Language: h.Language,
		Started: known(h.Started), Finished: known(h.Finished), Seconds: h.Active.Seconds(),
	}
}

func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// answersJSON writes a record by "group/question". Repeats are arrays; a
// silence is {"state": "refused"}; what was not asked is left out.
func answersJSON(scope *survey.Scope, rec *survey.Record) map[string]any {
	out := map[string]any{}
	for slot, q := range scope.Questions {
		switch v := rec.Value(slot); v.State {
		case survey.Answered:
			out[q.Ref.Column()] = v.Text
		case survey.NotAsked:
		default:
			out[q.Ref.Column()] = map[string]string{"state": v.State.String()}
		}
	}
	for i, inner := range scope.Repeats {
		if i >= len(rec.Repeats) || len(rec.Repeats[i]) == 0 {
			continue
		}
		instances := make([]map[string]any, len(rec.Repeats[i]))
		for j := range instances {
			instances[j] = answersJSON(inner, &rec.Repeats[i][j])
		}
		out[inner.Repeat.Ref.Column()] = instances
	}
	return out
}

// formShelf reads stored forms once each.
type formShelf struct {
	st    *store.Store
	forms map[[2]string]*survey.Form
}

func (f *formShelf) form(ctx context.Context, id, version string) (*survey.Form, error) {
	if form, ok := f.forms[[2]string{id, version}]; ok {
		return form, nil
	}
	form, err := readStored(ctx, f.st, id, version)
	if err != nil {
		return nil, err
	}
	if f.forms == nil {
		f.forms = map[[2]string]*survey.Form{}
	}
	f.forms[[2]string{id, version}] = form
	return form, nil
}

func newResponseListCommand(s *streams) *cobra.Command {
	var path, form string
	var asJSON, answers bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List responses, without what was said",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if answers && !asJSON {
				return usageError{errors.New("--answers goes with --json")}
			}
			return withProject(c.Context(), path, func(st *store.Store) error {
				filter := store.Everything(form)
				if answers {
					return listAnswers(c.Context(), s, st, filter)
				}
				headers, err := st.Headers(c.Context(), filter)
				if err != nil {
					return err
				}
				for _, h := range headers {
					if asJSON {
						err = s.writeJSON(toResponseJSON(h))
					} else {
						_, err = fmt.Fprintln(s.out, responseLine(h))
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&form, "form", "", "one questionnaire's responses only")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a response")
	c.Flags().BoolVar(&answers, "answers", false, "with --json: what was said, too")
	return c
}

func listAnswers(ctx context.Context, s *streams, st *store.Store, filter store.Filter) error {
	shelf := formShelf{st: st}
	for sub, err := range st.Submissions(ctx, filter) {
		if err != nil {
			return err
		}
		out := toResponseJSON(sub.Header)
		if sub.Status == survey.Finished {
			form, err := shelf.form(ctx, sub.FormID, sub.FormVersion)
			if err != nil {
				return err
			}
			out.say(form, sub)
		}
		if err := s.writeJSON(out); err != nil {
			return err
		}
	}
	return nil
}

func responseLine(h survey.Header) string {
	when := "no time known"
	switch {
	case !h.Finished.IsZero():
		when = h.Finished.Format("2006-01-02 15:04")
	case !h.Started.IsZero():
		when = h.Started.Format("2006-01-02 15:04")
	}
	word := h.Status.String()
	if h.Status == survey.Finished && h.Outcome != "" {
		word = strings.ToLower(h.Outcome.Words())
	}
	if h.Training {
		word += ", training"
	}
	return fmt.Sprintf("%s  %s %s  %s  %s  %s", when, h.FormID, h.FormVersion, h.InstanceID, h.Device, word)
}

func newResponseShowCommand(s *streams) *cobra.Command {
	var path string
	var asJSON, history bool
	c := &cobra.Command{
		Use:   "show RESPONSE",
		Short: "Show one response with its answers",
		Long:  "Shows one response, named by its instanceID or by the reference code on the resident's card.\nWith --history it lists who made which change, when and why, and the consents with the words shown.",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withResponse(c.Context(), path, args[0], func(st *store.Store, id string) error {
				if history {
					return showHistory(c.Context(), s, st, id, asJSON)
				}
				return showResponse(c.Context(), s, st, id, asJSON)
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().BoolVar(&history, "history", false, "its revisions and consents instead of its answers")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return c
}

func showResponse(ctx context.Context, s *streams, st *store.Store, id string, asJSON bool) error {
	sub, err := st.Submission(ctx, id)
	if err != nil {
		return err
	}
	form, err := readStored(ctx, st, sub.FormID, sub.FormVersion)
	if err != nil {
		return err
	}
	out := toResponseJSON(sub.Header)
	out.Name = sub.Name
	if out.Reference, err = st.Reference(ctx, id); err != nil {
		return err
	}
	if sub.Status == survey.Void {
		if out.VoidReason, err = st.VoidReason(ctx, id); err != nil {
			return err
		}
	}
	if sub.Status == survey.Finished {
		out.say(form, sub)
	}
	if asJSON {
		return s.writeJSON(out)
	}
	fmt.Fprintln(s.out, responseLine(sub.Header))
	if sub.Status != survey.Finished {
		fmt.Fprintln(s.out, "Its answers are not shown: it is "+sub.Status.String()+".")
		return nil
	}
	if out.Reference != "" {
		fmt.Fprintf(s.out, "(reference code: %s)\n", out.Reference)
	}
	printRecord(s, form, form.Main, &sub.Record, "")
	for _, r := range out.Remarks {
		line := r.Kind + " on " + r.Question
		if r.Text != "" {
			line += ": " + r.Text
		}
		fmt.Fprintf(s.out, "(%s)\n", line)
	}
	for key, value := range sub.Extra {
		var text string
		if json.Unmarshal([]byte(value), &text) != nil {
			text = value
		}
		fmt.Fprintf(s.out, "(%s: %s)\n", key, text)
	}
	return nil
}

func printRecord(s *streams, form *survey.Form, scope *survey.Scope, rec *survey.Record, indent string) {
	for slot, q := range scope.Questions {
		v := rec.Value(slot)
		if v.State == survey.NotAsked {
			continue
		}
		text := v.Text
		if !v.IsAnswered() {
			text = "(" + strings.ReplaceAll(v.State.String(), "_", " ") + ")"
		}
		fmt.Fprintf(s.out, "%s%s: %s\n", indent, q.Ref.Column(), text)
	}
	for i, inner := range scope.Repeats {
		if i >= len(rec.Repeats) {
			break
		}
		for j := range rec.Repeats[i] {
			fmt.Fprintf(s.out, "%s%s %d:\n", indent, inner.Repeat.Ref.Column(), j+1)
			printRecord(s, form, inner, &rec.Repeats[i][j], indent+"  ")
		}
	}
}

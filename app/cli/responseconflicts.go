package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/store"

	"github.com/spf13/cobra"
)

// conflictJSON is one response edited in several places.
type conflictJSON struct {
	InstanceID  string           `json:"instanceID"`
	Edits       []editJSON       `json:"edits"`
	Differences []differenceJSON `json:"differences"`
}

type editJSON struct {
	Letter string    `json:"letter"`
	Worker string    `json:"worker,omitempty"`
	Device string    `json:"device"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
	Stands bool      `json:"stands"` // for the response meanwhile
}

type differenceJSON struct {
	Question string   `json:"question"`
	Label    string   `json:"label,omitempty"`
	Values   []string `json:"values"` // one an edit
}

// conflict is a response's edits, ready to be compared.
type conflict struct {
	id          string
	heads       []store.Head
	sides       []survey.Side
	differences []survey.Difference
}

func readConflict(ctx context.Context, st *store.Store, id string) (*conflict, error) {
	if err := st.ReapplyConsents(ctx, retentionOf(ctx, st)); err != nil {
		return nil, err
	}
	heads, err := st.Heads(ctx, id)
	if err != nil {
		return nil, err
	}
	shelf := formShelf{st: st}
	c := &conflict{id: id, heads: heads}
	for _, h := range heads {
		form, err := shelf.form(ctx, h.Submission.FormID, h.Submission.FormVersion)
		if err != nil {
			return nil, err
		}
		c.sides = append(c.sides, survey.Side{Form: form, Submission: h.Submission})
	}
	c.differences = survey.Differences(c.sides)
	return c, nil
}

// letter names an edit: A is the one that stands meanwhile.
func letter(i int) string { return string(rune('A' + i)) }

func (c *conflict) json() conflictJSON {
	out := conflictJSON{InstanceID: c.id, Edits: []editJSON{}, Differences: []differenceJSON{}}
	for i, h := range c.heads {
		out.Edits = append(out.Edits, editJSON{letter(i), h.Worker, h.Device, h.At, h.Reason, h.Current})
	}
	language := c.sides[0].Form.DefaultLanguage
	for _, d := range c.differences {
		out.Differences = append(out.Differences, differenceJSON{d.Ref.Column(), d.Label(language), d.Words(language)})
	}
	return out
}

func newResponseConflictsCommand(s *streams) *cobra.Command {
	var path string
	var asJSON bool
	c := &cobra.Command{
		Use:   "conflicts [RESPONSE]",
		Short: "List responses edited in two places, answer by answer",
		Long:  "Lists the responses that were edited in two places, with who, when and why, and every answer in which the edits differ.\nA is the edit that stands until somebody settles it; every laptop chooses the same one.",
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withProject(c.Context(), path, func(st *store.Store) error {
				ids, err := st.Conflicts(c.Context())
				if err != nil {
					return err
				}
				if len(args) > 0 {
					ids = args
				}
				for _, id := range ids {
					if err := s.writeConflict(c.Context(), st, id, asJSON); err != nil {
						return err
					}
				}
				if len(ids) == 0 && !asJSON {
					fmt.Fprintln(s.out, "No response was edited in two places.")
				}
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a response")
	return c
}

func (s *streams) writeConflict(ctx context.Context, st *store.Store, id string, asJSON bool) error {
	c, err := readConflict(ctx, st, id)
	if err != nil {
		return err
	}
	out := c.json()
	if asJSON {
		return s.writeJSON(out)
	}
	fmt.Fprintln(s.out, id)
	for _, e := range out.Edits {
		stands := ""
		if e.Stands {
			stands = "; stands meanwhile"
		}
		fmt.Fprintf(s.out, "  %s  %s on %s, %s: %s%s\n", e.Letter, orUnknown(e.Worker), e.Device, e.At.Format("2006-01-02 15:04"), orUnknown(e.Reason), stands)
	}
	for _, d := range out.Differences {
		fmt.Fprintf(s.out, "  %s\n", d.Question)
		for i, v := range d.Values {
			fmt.Fprintf(s.out, "    %s  %s\n", letter(i), v)
		}
	}
	return nil
}

func newResponseSettleCommand(s *streams) *cobra.Command {
	var path, keep, reason, worker string
	var take []string
	c := &cobra.Command{
		Use:   "settle RESPONSE --keep A [--take B=QUESTION,QUESTION...] --reason WHY",
		Short: "Settle a response edited in two places",
		Long:  "Makes one edit of several: the one that --keep names, with the answers that --take names from others. 'doorstep response conflicts' shows the letters.\nThe outcome is a revision of its own, which goes to the other laptops with the next pack.",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if keep == "" || strings.TrimSpace(reason) == "" {
				return usageError{errors.New("say which edit stays with --keep A, and why with --reason")}
			}
			return withProject(c.Context(), path, func(st *store.Store) error {
				return settleConflict(c.Context(), s, st, args[0], keep, take, store.Edit{Worker: worker, Reason: reason})
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&keep, "keep", "", "the letter of the edit that stays")
	c.Flags().StringArrayVar(&take, "take", nil, "answers from another edit, as B=QUESTION,QUESTION")
	c.Flags().StringVar(&reason, "reason", "", "why, in the team's words")
	c.Flags().StringVar(&worker, "worker", "", "who settles it")
	return c
}

func settleConflict(ctx context.Context, s *streams, st *store.Store, id, keep string, take []string, e store.Edit) error {
	c, err := readConflict(ctx, st, id)
	if err != nil {
		return err
	}
	if len(c.heads) < 2 {
		return fmt.Errorf("response %s has one edit only: there is nothing to settle, and nothing was changed", id)
	}
	base, err := c.named(keep)
	if err != nil {
		return err
	}
	var taken []engine.Taken
	for _, t := range take {
		from, questions, ok := strings.Cut(t, "=")
		at, err := c.named(from)
		if !ok || err != nil {
			return usageError{errors.Join(fmt.Errorf("--take %s: write it as B=QUESTION,QUESTION", t), err)}
		}
		for q := range strings.SplitSeq(questions, ",") {
			d, err := c.difference(strings.TrimSpace(q))
			if err != nil {
				return err
			}
			taken = append(taken, engine.Taken{Ref: d.Ref, From: c.sides[at]})
		}
	}
	over := make([][16]byte, len(c.heads))
	for i, h := range c.heads {
		over[i] = h.ID
	}
	cause := store.Restored
	program, problems := engine.Compile(c.sides[base].Form)
	if program == nil {
		return errors.Join(fmt.Errorf("questionnaire %s", c.sides[base].Form.ID), survey.AsError(problems))
	}
	settled, _, err := program.Combine(c.heads[base].Submission, c.sides, taken, engine.Options{Username: e.Worker})
	if err != nil {
		return err
	}
	if settled != c.heads[base].Submission {
		cause = store.Edited
	}
	if err := st.ResolveConflict(ctx, settled, over, cause, e); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Settled: edit %s stands, with %s from others. It goes to the other laptops with the next pack.\n", letter(base), count(len(taken), "answer"))
	return nil
}

func (c *conflict) named(name string) (int, error) {
	for i := range c.heads {
		if strings.EqualFold(letter(i), strings.TrimSpace(name)) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("there is no edit %q. They are A to %s", name, letter(len(c.heads)-1))
}

func (c *conflict) difference(question string) (*survey.Difference, error) {
	for i := range c.differences {
		if c.differences[i].Ref.Column() == question {
			return &c.differences[i], nil
		}
	}
	return nil, fmt.Errorf("the edits do not differ in %q. 'doorstep response conflicts' lists where they do", question)
}

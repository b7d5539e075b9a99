package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"github.com/spf13/cobra"
)

// alikeJSON is two responses that may be one person's.
type alikeJSON struct {
	A       responseJSON      `json:"a"`
	B       responseJSON      `json:"b"`
	Answers map[string]string `json:"answers"` // that both give
}

func newResponseAlikeCommand(s *streams) *cobra.Command {
	var path, worker string
	var rules []string
	var same, different, asJSON bool
	c := &cobra.Command{
		Use:   "alike [--rule QUESTION,QUESTION...]... | alike --same|--different A B",
		Short: "Find responses that may be one person's, and note what you decide",
		Long: "Lists pairs of responses that answer every question of a rule alike, say --rule postcode,age,sex. Nothing is merged or taken out by it.\n" +
			"With --same or --different and two responses it notes what you decide, and the pair is not shown again. To take one of two out, use 'doorstep response void'.\n" +
			"The rules are kept with the project.",
		Args: usageArgs(cobra.MaximumNArgs(2)),
		RunE: func(c *cobra.Command, args []string) error {
			if decide := same || different; decide != (len(args) == 2) {
				return usageError{errors.New("to decide, name two responses with --same or --different; to list, name none")}
			}
			return withProject(c.Context(), path, func(st *store.Store) error {
				if len(args) == 2 {
					return decideAlike(c.Context(), s, st, args, same, worker)
				}
				return listAlike(c.Context(), s, st, rules, asJSON)
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringArrayVar(&rules, "rule", nil, "questions that must all be answered alike; repeat it for several rules")
	c.Flags().BoolVar(&same, "same", false, "the two are one person's")
	c.Flags().BoolVar(&different, "different", false, "the two are two people's")
	c.Flags().StringVar(&worker, "worker", "", "who decides")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a pair")
	c.MarkFlagsMutuallyExclusive("same", "different")
	return c
}

func decideAlike(ctx context.Context, s *streams, st *store.Store, ids []string, same bool, worker string) error {
	for _, id := range ids {
		h, err := st.Headers(ctx, store.Filter{InstanceID: id})
		if err != nil {
			return err
		}
		if len(h) == 0 {
			return fmt.Errorf("there is no response %s in this project. Nothing was noted", id)
		}
	}
	if err := st.DecidePair(ctx, store.NewPair(ids[0], ids[1]), same, worker); err != nil {
		return err
	}
	if same {
		fmt.Fprintln(s.out, "Noted: one person. Both responses stand. Take one out with 'doorstep response void' if it should not count.")
	} else {
		fmt.Fprintln(s.out, "Noted: two people. The pair is not shown again.")
	}
	return nil
}

func listAlike(ctx context.Context, s *streams, st *store.Store, given []string, asJSON bool) error {
	rules, err := st.SameRules(ctx)
	if err != nil {
		return err
	}
	if len(given) > 0 {
		rules = nil
		for _, text := range given {
			var rule []string
			for q := range strings.SplitSeq(text, ",") {
				if q = strings.TrimSpace(q); q != "" {
					rule = append(rule, q)
				}
			}
			rules = append(rules, rule)
		}
		if err := st.SetSameRules(ctx, rules); err != nil {
			return err
		}
	}
	if len(rules) == 0 {
		return usageError{errors.New("pick a rule first, for example --rule postcode,age,sex")}
	}
	shelf := formShelf{st: st}
	alike, broad, err := exchange.SamePerson(ctx, st, rules, func(id, version string) (*survey.Form, error) { return shelf.form(ctx, id, version) })
	if err != nil {
		return err
	}
	for _, a := range alike {
		if asJSON {
			out := alikeJSON{toResponseJSON(a.Headers[0]), toResponseJSON(a.Headers[1]), map[string]string{}}
			for i, q := range a.Rule {
				out.Answers[q] = a.Answers[i]
			}
			err = s.writeJSON(out)
		} else {
			_, err = fmt.Fprintf(s.out, "%s alike\n  %s\n  %s\n", strings.Join(a.Rule, ", "), responseLine(a.Headers[0]), responseLine(a.Headers[1]))
		}
		if err != nil {
			return err
		}
	}
	for _, i := range broad {
		fmt.Fprintf(s.err, "The rule %s is too broad: many responses are alike in it. They are not listed.\n", strings.Join(rules[i], ", "))
	}
	if len(alike) == 0 && !asJSON {
		fmt.Fprintln(s.out, "No two responses are alike by these rules, or all were decided.")
	}
	return nil
}

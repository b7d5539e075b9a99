package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/simulate"
	"doorstep/survey/store"
)

// simulateOptions are the flags of simulate.
type simulateOptions struct {
	project, form, profile string
	n                      int
	seed                   uint64
	real                   bool
}

// newSimulateCommand fills a project with made-up responses.
func newSimulateCommand(s *streams) *cobra.Command {
	var o simulateOptions
	c := &cobra.Command{
		Use:   "simulate",
		Short: "Make up responses for rehearsals and demonstrations",
		Long: "Makes up finished responses that obey the questionnaire's logic and stores them, marked as training data.\n" +
			"The same seed makes the same responses. A profile is a JSON file of question, choice and share:\n" +
			`  {"home_area": {"haghill": 0.6, "carntyne": 0.4}, "age": {"refused": 0.1}}`,
		Example: "  doorstep simulate --project try.doorstep --form haghill -n 200",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			switch {
			case o.form == "":
				return usageError{errors.New("name the questionnaire with --form ID")}
			case o.n < 1:
				return usageError{errors.New("say how many responses to make with -n, 1 or more")}
			}
			return withProject(c.Context(), o.project, func(st *store.Store) error { return runSimulate(c, s, st, &o) })
		},
	}
	projectFlag(c, &o.project)
	c.Flags().StringVar(&o.form, "form", "", "the questionnaire's form_id; its newest version is used")
	c.Flags().IntVarP(&o.n, "n", "n", 0, "how many responses to make")
	c.Flags().Uint64Var(&o.seed, "seed", 1, "the same number makes the same responses")
	c.Flags().StringVar(&o.profile, "profile", "", "a JSON file of the shares wanted")
	c.Flags().BoolVar(&o.real, "real-looking", false, "do not mark the responses as training data")
	return c
}

func runSimulate(c *cobra.Command, s *streams, st *store.Store, o *simulateOptions) error {
	profile, err := readProfile(o.profile)
	if err != nil {
		return err
	}
	info, err := newestVersion(c.Context(), st, o.form)
	if err != nil {
		return err
	}
	form, err := readStored(c.Context(), st, info.ID, info.Version)
	if err != nil {
		return err
	}
	program, problems := engine.Compile(form)
	if program == nil {
		return fmt.Errorf("questionnaire %s: %w", o.form, survey.AsError(problems))
	}
	responses := simulate.Responses(program, simulate.Options{
		N: o.n, Seed: o.seed, Now: time.Now(), Profile: profile, Training: !o.real, Location: time.Local,
	})
	step, done := s.bar("Making responses up")
	n, err := st.Import(c.Context(), responses, func(looked int) { step(looked, o.n) })
	done()
	if err != nil {
		return fmt.Errorf("store the made-up responses (%d are in): %w", n, err)
	}
	as := "as training data"
	if o.real {
		as = "as if they were real"
	}
	_, err = fmt.Fprintf(s.out, "%s made up and stored %s; %s here already.\n", count(n, "response"), as, wereHere(o.n-n))
	return err
}

func wereHere(n int) string {
	if n == 1 {
		return "1 was"
	}
	return fmt.Sprintf("%d were", n)
}

func readProfile(file string) (simulate.Profile, error) {
	if file == "" {
		return nil, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the profile: %w", err)
	}
	var p simulate.Profile
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, fmt.Errorf("read the profile %s: it should be like {\"question\": {\"choice\": 0.5}}: %w", file, err)
	}
	return p, nil
}

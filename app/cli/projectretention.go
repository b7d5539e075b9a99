package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/store"

	"github.com/spf13/cobra"
)

// retentionOf tells the store how to keep to the end dates of each form.
func retentionOf(ctx context.Context, st *store.Store) func(id, version string) (store.Retention, error) {
	return func(id, version string) (store.Retention, error) {
		program, err := compileStored(ctx, st, id, version)
		if err != nil {
			return store.Retention{}, err
		}
		return store.RetentionOf(program), nil
	}
}

// compileStored makes a stored form version ready to run.
func compileStored(ctx context.Context, st *store.Store, id, version string) (*engine.Program, error) {
	form, err := readStored(ctx, st, id, version)
	if err != nil {
		return nil, err
	}
	program, problems := engine.Compile(form)
	if program == nil || survey.HasErrors(problems) {
		return nil, fmt.Errorf("stored questionnaire %s %s has faults: %v", id, version, problems)
	}
	return program, nil
}

type retentionJSON struct {
	Months    int           `json:"months"`
	Responses int           `json:"responses"`
	Details   int           `json:"details"`
	Waiting   int           `json:"waiting"`
	Record    []erasureJSON `json:"record"`
}

type erasureJSON struct {
	InstanceID string    `json:"instanceID"`
	Kind       string    `json:"kind"`
	Details    int       `json:"details"`
	At         time.Time `json:"at"`
}

func newProjectRetentionCommand(s *streams) *cobra.Command {
	var path string
	var months int
	var asJSON bool
	c := &cobra.Command{
		Use:   "retention [FILE] [--months N]",
		Short: "Erase contact details whose end date has come, and show the record",
		Long: "Erases the contact details of responses that were finished longer ago than the project, or the setting\n" +
			"contact_months of the questionnaire, lets them be kept (12 months unless set). It also erases in backups and\n" +
			"second copies what was erased while they were away. The window does this at every start and once a day.",
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if c.Flags().Changed("months") && months < 0 {
				return usageError{errors.New("--months cannot be below 0")}
			}
			return withProject(c.Context(), projectPath(path, args), func(st *store.Store) error {
				if c.Flags().Changed("months") {
					if err := st.SetContactMonths(c.Context(), months); err != nil {
						return err
					}
				}
				tended, err := st.Tend(c.Context(), retentionOf(c.Context(), st), time.Now())
				if err != nil && !errors.Is(err, store.ErrErasureWaits) {
					return err
				}
				return errors.Join(writeRetention(c.Context(), s, st, tended, asJSON), err)
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().IntVar(&months, "months", 0, "keep contact details for so many months after the interview")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return c
}

func writeRetention(ctx context.Context, s *streams, st *store.Store, t store.Tended, asJSON bool) error {
	months, err := st.ContactMonths(ctx)
	if err != nil {
		return err
	}
	record, err := st.Erasures(ctx, time.Time{})
	if err != nil {
		return err
	}
	if asJSON {
		out := retentionJSON{months, t.Expired.Responses, t.Expired.Details, t.Expired.Waiting, []erasureJSON{}}
		for _, e := range record {
			out.Record = append(out.Record, erasureJSON(e))
		}
		return s.writeJSON(out)
	}
	for _, e := range record {
		what := e.Kind
		if e.Details > 0 {
			what += ", " + count(e.Details, "contact detail")
		}
		fmt.Fprintf(s.out, "%s  %s  %s\n", e.At.Format("2006-01-02 15:04"), e.InstanceID, what)
	}
	fmt.Fprintf(s.out, "Contact details are kept for %s after the interview, unless the questionnaire says otherwise.\n", count(months, "month"))
	fmt.Fprintf(s.out, "Erased now: %s of %s.\n", count(t.Expired.Details, "contact detail"), count(t.Expired.Responses, "response"))
	if t.Expired.Waiting > 0 {
		fmt.Fprintf(s.out, "%s waits because somebody is editing it.\n", count(t.Expired.Waiting, "response"))
	}
	return nil
}

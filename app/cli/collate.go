package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"doorstep/survey"
	"doorstep/survey/collate"
	"doorstep/survey/store"
	"doorstep/survey/xlsform"
)

// databaseVariable names the database where no flag does: an address with a
// password is no argument, since every user of the machine can read those.
const databaseVariable = "DOORSTEP_DATABASE"

func isDatabase(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

func newCollateCommand(s *streams) *cobra.Command {
	var path, to string
	var o collate.Options
	var asJSON bool
	c := &cobra.Command{
		Use:   "collate --project FILE --to postgres://...",
		Short: "Copy the responses into a PostgreSQL database, for a programme of many projects",
		Long: "Copies questionnaires, responses and withdrawals into the schema doorstep of a PostgreSQL database.\n" +
			"Run it as often as you like: what is there is not copied again, what was withdrawn or erased goes from there too, and a run that was stopped goes on.\n" +
			"Personal answers stay out unless --personal is given; they go to the schema doorstep_personal, for those alone who are granted it.\n" +
			"Leave the password out of the address: PGPASSWORD, a .pgpass file or the variable " + databaseVariable + " have it.",
		Example: "  doorstep collate --project haghill.doorstep --to postgres://collator@db.example.org/outreach?sslmode=verify-full",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if to == "" {
				to = os.Getenv(databaseVariable)
			}
			if !isDatabase(to) {
				return usageError{errors.New("name the database with --to postgres://USER@HOST/DATABASE, or set " + databaseVariable)}
			}
			return withProject(c.Context(), path, func(st *store.Store) error {
				o.ReadForm = func(ctx context.Context, id, version string) (*survey.Form, error) {
					return readStored(ctx, st, id, version)
				}
				step, done := s.bar("Collating")
				o.Progress = step
				r, err := collate.Run(c.Context(), st, to, o)
				done()
				if err != nil {
					return err
				}
				if asJSON {
					return s.writeJSON(map[string]int{
						"forms": r.Forms, "new": r.Revisions, "alreadyHere": r.Here, "answers": r.Answers, "personalAnswers": r.PersonalAnswers, "takenOut": r.TakenOut, "answersErased": r.Erased,
					})
				}
				if o.Personal {
					fmt.Fprintln(s.err, "Personal answers are in the schema doorstep_personal. Grant it to those alone who need it.")
				}
				fmt.Fprintf(s.out, "Collated: %d new, %d already here, %d taken out; %d new questionnaires.\n", r.Revisions, r.Here, r.TakenOut, r.Forms)
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&to, "to", "", "the database: postgres://USER@HOST/DATABASE")
	c.Flags().BoolVar(&o.Personal, "personal", false, "personal answers too, into a schema of their own")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return c
}

// readSource reads a questionnaire that a database keeps.
func readSource(src survey.Source) (*survey.Form, error) {
	form, problems, err := xlsform.Read(src)
	if err == nil && form == nil {
		err = survey.AsError(problems)
	}
	return form, err
}

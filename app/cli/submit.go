package cli

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"doorstep/export"
	"doorstep/export/openrosa"
	"doorstep/survey"
	"doorstep/survey/store"
	"doorstep/survey/submit"
)

// The variables that hold what is no argument: every user of the machine can
// read those.
const (
	submitPasswordVariable = "DOORSTEP_SUBMIT_PASSWORD"
	submitTokenVariable    = "DOORSTEP_SUBMIT_TOKEN"
)

type submitFlags struct {
	project, form, to, user           string
	personal, training, again, asJSON bool
}

// submitted is what came of sending.
type submitted struct {
	Sent     int      `json:"sent"`
	Here     int      `json:"alreadyThere"`
	Before   int      `json:"sentBefore"`
	Refused  []string `json:"refused"`
	Missing  []string `json:"missingFiles"`
	TakenOut []string `json:"takenOut"` // sent once and taken out since: for the server's own people
}

func newSubmitCommand(s *streams) *cobra.Command {
	var f submitFlags
	c := &cobra.Command{
		Use:   "submit --project FILE --to https://...",
		Short: "Send the responses to an ODK Central or KoboToolbox server",
		Long: "Sends finished responses and their files by the OpenRosa form submission API. The server must have the questionnaire under the same form_id.\n" +
			"What was sent is remembered, so that running it again sends what is new; a server knows a response by its instanceID and keeps it once.\n" +
			"Personal questions stay out unless --personal is given; training responses unless --training is.\n" +
			"The password stands in the variable " + submitPasswordVariable + "; a token in " + submitTokenVariable + " (KoboToolbox: \"Token 0123...\").",
		Example: "  doorstep submit --project haghill.doorstep --to https://odk.example.org/v1/projects/4 --user ann@example.org",
		Args:    usageArgs(cobra.NoArgs),
		RunE:    func(c *cobra.Command, _ []string) error { return f.run(c.Context(), s) },
	}
	projectFlag(c, &f.project)
	flags := c.Flags()
	flags.StringVar(&f.to, "to", "", "the server's address")
	flags.StringVar(&f.form, "form", "", "the questionnaire's form_id (may be left out when the project has one only)")
	flags.StringVar(&f.user, "user", "", "the user's name on the server")
	flags.BoolVar(&f.personal, "personal", false, "personal questions too")
	flags.BoolVar(&f.training, "training", false, "training responses too")
	flags.BoolVar(&f.again, "again", false, "send what was sent before, too")
	flags.BoolVar(&f.asJSON, "json", false, "one JSON object")
	return c
}

func (f *submitFlags) run(ctx context.Context, s *streams) error {
	if f.to == "" {
		return usageError{errors.New("name the server with --to https://HOST")}
	}
	signs := submit.Credentials{User: f.user, Password: os.Getenv(submitPasswordVariable), Token: os.Getenv(submitTokenVariable)}
	if signs.User != "" && signs.Password == "" {
		return usageError{errors.New("put the password of " + signs.User + " into the variable " + submitPasswordVariable + "; it is never an argument")}
	}
	client, err := submit.New(f.to, signs, nil)
	if err != nil {
		return usageError{err}
	}
	return withProject(ctx, f.project, func(st *store.Store) error {
		forms, err := exportForms(ctx, st, f.form)
		if err != nil {
			return err
		}
		plan, err := export.NewPlan(forms, export.Options{FormID: forms[0].ID, Personal: f.personal, Training: f.training})
		if err != nil {
			return err
		}
		return f.send(ctx, s, st, plan, client)
	})
}

// sentName is what the project remembers the responses sent to a server as.
// The address may hold an app user's key, so the name says it as a digest.
func (f *submitFlags) sentName() string {
	return fmt.Sprintf("submitted %x", sha256.Sum256([]byte(strings.TrimRight(f.to, "/"))))
}

func (f *submitFlags) send(ctx context.Context, s *streams, st *store.Store, plan *export.Plan, client *submit.Client) error {
	before := map[string]bool{}
	text, err := st.Remembered(ctx, f.sentName())
	if err != nil {
		return err
	}
	if text != "" {
		if err := json.Unmarshal([]byte(text), &before); err != nil {
			return fmt.Errorf("read what was sent before: %w", err)
		}
	}
	everything := store.Everything(plan.Options.FormID)
	headers, err := st.Headers(ctx, everything)
	if err != nil {
		return err
	}
	r := submitted{Refused: []string{}, Missing: []string{}, TakenOut: []string{}}
	for _, h := range headers {
		if before[h.InstanceID] && (h.Status == survey.Withdrawn || h.Status == survey.Void) {
			r.TakenOut = append(r.TakenOut, h.InstanceID)
		}
	}
	step, done := s.bar("Sending")
	meta := export.Meta{When: time.Now(), Stored: len(headers)}
	_, sending := plan.Each(ctx, meta, st.Submissions(ctx, everything), func(n int) { step(n, len(headers)) }, func(sub *survey.Submission) error {
		if before[sub.InstanceID] && !f.again {
			r.Before++
			return nil
		}
		err := f.sendOne(ctx, st, plan, client, sub, &r)
		if err == nil {
			before[sub.InstanceID] = true
		}
		if errors.Is(err, submit.ErrRefused) { // the next may be taken
			r.Refused = append(r.Refused, fmt.Sprintf("%s: %v", sub.InstanceID, err))
			return nil
		}
		return err
	})
	done()
	data, err := json.Marshal(before)
	if err == nil {
		err = st.Remember(context.WithoutCancel(ctx), f.sentName(), string(data))
	}
	return errors.Join(sending, err, f.report(s, &r))
}

// sendOne sends a response with its files.
func (f *submitFlags) sendOne(ctx context.Context, st *store.Store, plan *export.Plan, client *submit.Client, sub *survey.Submission, r *submitted) error {
	var files []submit.File
	for _, name := range plan.Files(sub) {
		data, err := st.Attachment(ctx, sub.InstanceID, name)
		if errors.Is(err, store.ErrNotFound) {
			r.Missing = append(r.Missing, sub.InstanceID+": "+name)
			continue
		}
		if err != nil {
			return err
		}
		files = append(files, submit.File{Name: name, Data: data})
	}
	here, err := client.Send(ctx, openrosa.Instance(plan, sub), files)
	if err != nil {
		return err
	}
	if here {
		r.Here++
	} else {
		r.Sent++
	}
	return nil
}

// host is what is shown of an address: its path may hold a key.
func host(address string) string {
	at, err := url.Parse(address)
	if err != nil {
		return "the server"
	}
	return at.Host
}

func (f *submitFlags) report(s *streams, r *submitted) error {
	for _, id := range r.TakenOut {
		fmt.Fprintf(s.err, "%s was sent and has been taken out since. OpenRosa cannot take it back: ask the server's people to delete it there.\n", id)
	}
	for _, m := range r.Missing {
		fmt.Fprintf(s.err, "%s is not in this project; merge the packs of the other laptops, then run this with --again.\n", m)
	}
	for _, x := range r.Refused {
		fmt.Fprintln(s.err, x)
	}
	var err error
	if f.asJSON {
		err = s.writeJSON(r)
	} else {
		_, err = fmt.Fprintf(s.out, "%s: %d sent, %d already there, %d sent before, %d refused\n", host(f.to), r.Sent, r.Here, r.Before, len(r.Refused))
	}
	if err == nil && len(r.Refused) > 0 {
		return status(exitFailed)
	}
	return err
}

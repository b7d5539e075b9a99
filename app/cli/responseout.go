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

func newResponseVoidCommand(s *streams) *cobra.Command {
	var path, reason string
	var asJSON bool
	c := &cobra.Command{
		Use:   "void RESPONSE --reason WHY",
		Short: "Take a response out for good; its answers are erased",
		Long:  "Takes out a response, named by its instanceID or reference code, because it does not count.",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if reason == "" {
				return usageError{errors.New("say why with --reason")}
			}
			return withResponse(c.Context(), path, args[0], func(st *store.Store, id string) error {
				return told(s, st.Void(c.Context(), id, reason), takenOut{Response: id, Status: survey.Void.String()}, asJSON)
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&reason, "reason", "", "why the response does not count")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return c
}

func newResponseWithdrawCommand(s *streams) *cobra.Command {
	var path, purpose, worker string
	var asJSON bool
	c := &cobra.Command{
		Use:   "withdraw RESPONSE [--purpose PURPOSE]",
		Short: "Take a response, or one consent, back because the resident wishes it",
		Long: "Withdraws a response, named by the reference code on the resident's card or by its instanceID: the answers are\n" +
			"erased here, in backups and in second copies, and packs erase them on other laptops. An anonymous mark stays, so\n" +
			"that no merge brings it back. With --purpose (health, quote, contact or another that the questionnaire asks) only\n" +
			"that consent is taken back, and what may not be kept without it is erased.",
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withResponse(c.Context(), path, args[0], func(st *store.Store, id string) error {
				done := takenOut{Response: id, Status: survey.Withdrawn.String(), Purpose: purpose}
				if purpose == "" || purpose == survey.ConsentTakePart {
					return told(s, st.Withdraw(c.Context(), id), done, asJSON)
				}
				done.Status = survey.Finished.String()
				return told(s, withdrawConsent(c.Context(), st, id, purpose, worker), done, asJSON)
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&purpose, "purpose", "", "the one consent that is taken back")
	c.Flags().StringVar(&worker, "worker", "", "who records the wish")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return c
}

func withdrawConsent(ctx context.Context, st *store.Store, id, purpose, worker string) error {
	var fault error
	err := st.WithdrawConsent(ctx, id, purpose, worker, func(sub *survey.Submission) (*survey.Submission, bool) {
		var p *engine.Program
		if p, fault = compileStored(ctx, st, sub.FormID, sub.FormVersion); fault != nil {
			return nil, false
		}
		return p.WithoutConsent(sub, purpose, engine.Options{Username: worker})
	})
	if fault != nil {
		return fault
	}
	return err
}

// takenOut says what was taken out, as JSON.
type takenOut struct {
	Response string   `json:"instanceID"`
	Status   string   `json:"status"`
	Purpose  string   `json:"purpose,omitempty"`
	Waiting  []string `json:"waiting"`
}

// told reports that something was taken out. Copies that could not be reached
// are told, and make the command fail, since the work is not done.
func told(s *streams, err error, done takenOut, asJSON bool) error {
	waits := errors.Is(err, store.ErrErasureWaits)
	if err != nil && !waits {
		return err
	}
	done.Waiting = []string{}
	if waits {
		done.Waiting = append(done.Waiting, err.Error())
	}
	switch {
	case asJSON:
		if err := s.writeJSON(done); err != nil {
			return err
		}
	case done.Purpose != "" && done.Status == survey.Finished.String():
		fmt.Fprintf(s.out, "The consent for %s is taken back from response %s. What may not be kept without it is erased.\n", done.Purpose, done.Response)
	default:
		fmt.Fprintf(s.out, "Response %s is %s. Its answers are erased here, in backups and in second copies; packs will erase them on other laptops.\n", done.Response, done.Status)
	}
	if !waits {
		return nil
	}
	if !asJSON {
		fmt.Fprintln(s.err, err)
	}
	return status(exitFailed)
}

type historyJSON struct {
	InstanceID string         `json:"instanceID"`
	Reference  string         `json:"reference,omitempty"`
	Revisions  []revisionJSON `json:"revisions"`
	Consents   []consentJSON  `json:"consents"`
}

type revisionJSON struct {
	ID      string     `json:"id"`
	Parents []string   `json:"parents"`
	Cause   string     `json:"cause"`
	Worker  string     `json:"worker"`
	Device  string     `json:"device"`
	Number  int        `json:"number"`
	At      *time.Time `json:"at"`
	Reason  string     `json:"reason,omitempty"`
	Current bool       `json:"current"`
	Head    bool       `json:"head"`
	Erased  bool       `json:"erased"`
}

type consentJSON struct {
	Purpose   string    `json:"purpose"`
	Given     bool      `json:"given"`
	TakenBack bool      `json:"takenBack"`
	At        time.Time `json:"at"`
	Worker    string    `json:"worker"`
	Question  string    `json:"question"`
	Form      string    `json:"form"`
	Version   string    `json:"version"`
	Language  string    `json:"language"`
	Words     string    `json:"words"`
	Answer    string    `json:"answer"`
}

func showHistory(ctx context.Context, s *streams, st *store.Store, id string, asJSON bool) error {
	entries, err := st.History(ctx, id)
	if err != nil {
		return err
	}
	consents, err := st.ConsentRecords(ctx, id)
	if err != nil {
		return err
	}
	out := historyJSON{InstanceID: id, Revisions: []revisionJSON{}, Consents: []consentJSON{}}
	if out.Reference, err = st.Reference(ctx, id); err != nil {
		return err
	}
	for _, e := range entries {
		r := revisionJSON{
			ID: fmt.Sprintf("%x", e.ID), Parents: []string{}, Cause: string(e.Cause), Worker: e.Worker, Device: e.Device, Number: e.Number,
			At: known(e.At), Reason: e.Reason, Current: e.Current, Head: e.Head, Erased: e.Erased,
		}
		if r.Cause == "" {
			r.Cause = "interviewed"
		}
		for _, p := range e.Parents {
			r.Parents = append(r.Parents, fmt.Sprintf("%x", p))
		}
		out.Revisions = append(out.Revisions, r)
	}
	for _, c := range consents {
		out.Consents = append(out.Consents, consentJSON{c.Purpose, c.Given, c.TakenBack, c.At, c.Worker, c.Ref.Column(), c.FormID, c.FormVersion, c.Language, c.Words, c.Answer})
	}
	if asJSON {
		return s.writeJSON(out)
	}
	printHistory(s, &out)
	return nil
}

func printHistory(s *streams, h *historyJSON) {
	for _, r := range h.Revisions {
		when := "no time known"
		if r.At != nil {
			when = r.At.Format("2006-01-02 15:04")
		}
		line := fmt.Sprintf("%s  %s  by %s on %s  %s", when, r.Cause, orUnknown(r.Worker), orUnknown(r.Device), r.ID)
		switch {
		case r.Erased:
			line += ", erased"
		case r.Current:
			line += ", stands"
		case r.Head:
			line += ", made elsewhere at the same time"
		}
		fmt.Fprintln(s.out, line)
		if r.Reason != "" {
			fmt.Fprintf(s.out, "    %s\n", r.Reason)
		}
	}
	for _, c := range h.Consents {
		what := "refused"
		switch {
		case c.TakenBack:
			what = "taken back"
		case c.Given:
			what = "given"
		}
		fmt.Fprintf(s.out, "%s  consent for %s %s, noted by %s (%s %s, %s): %q, %q\n",
			c.At.Format("2006-01-02 15:04"), c.Purpose, what, orUnknown(c.Worker), c.Form, c.Version, c.Language, c.Words, c.Answer)
	}
}

func orUnknown(who string) string {
	if who == "" {
		return "unknown"
	}
	return who
}

package cli

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"doorstep/survey"
	"doorstep/survey/store"

	"github.com/spf13/cobra"
)

func newContactCommand(s *streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "contact",
		Short: "List contacts at doors and elsewhere, or log one",
		Args:  usageArgs(cobra.NoArgs),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newContactListCommand(s), newContactAddCommand(s))
	return c
}

// contactJSON is one entry of the contact log.
type contactJSON struct {
	ID          string     `json:"id"`
	At          time.Time  `json:"at"`
	Place       string     `json:"place"`
	Mode        string     `json:"mode"`
	Outcome     string     `json:"outcome"` // an AAPOR code; empty while the interview is under way
	Words       string     `json:"words"`
	Note        string     `json:"note,omitempty"`
	Interpreter string     `json:"interpreter,omitempty"`
	Friend      bool       `json:"friend,omitempty"`
	Carer       bool       `json:"carer,omitempty"`
	Worker      string     `json:"worker,omitempty"`
	Device      string     `json:"device"`
	Training    bool       `json:"training"`
	InstanceID  string     `json:"instanceID,omitempty"`
	Follows     string     `json:"follows,omitempty"`
	Due         *time.Time `json:"due,omitempty"`
	Reminder    string     `json:"reminder,omitempty"`
	Waiting     bool       `json:"waiting"` // somebody is still to come back
}

func toContactJSON(a *survey.Attempt) contactJSON {
	c := contactJSON{
		ID: hex.EncodeToString(a.ID[:]), At: a.At, Place: a.Place, Mode: string(a.Mode), Outcome: string(a.Outcome), Words: a.Words(), Note: a.Note,
		Interpreter: a.Interpreter, Friend: a.Friend, Carer: a.Carer, Worker: a.Worker, Device: a.Device, Training: a.Training,
		InstanceID: a.InstanceID, Due: known(a.Due), Reminder: a.Reminder, Waiting: a.Waiting(),
	}
	if a.Follows != (survey.AttemptID{}) {
		c.Follows = hex.EncodeToString(a.Follows[:])
	}
	return c
}

func contactLine(a *survey.Attempt) string {
	words := strings.ToLower(a.Words())
	if a.Waiting() {
		words += " " + a.Due.Format("2006-01-02 15:04")
		if a.Reminder != "" {
			words += " (" + a.Reminder + ")"
		}
	}
	if a.Training {
		words += ", training"
	}
	line := fmt.Sprintf("%s  %s  %s  %s  %s", a.At.Format("2006-01-02 15:04"), a.Place, strings.ToLower(a.Mode.Words()), a.Device, words)
	for _, more := range []string{a.Company(), a.Note} {
		if more != "" {
			line += "  " + more
		}
	}
	return line
}

func newContactListCommand(s *streams) *cobra.Command {
	var path, since, until string
	var asJSON bool
	var filter store.AttemptFilter
	c := &cobra.Command{
		Use:   "list",
		Short: "List the contact log, the newest first",
		Long:  "Lists the contact log, the newest first.\nWith --waiting it lists only those to come back to, by when they are due.",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			var err error
			if filter.Since, err = parseDay("since", since); err != nil {
				return usageError{err}
			}
			if filter.Until, err = parseDay("until", until); err != nil {
				return usageError{err}
			}
			if !filter.Until.IsZero() {
				filter.Until = filter.Until.AddDate(0, 0, 1) // the day itself counts
			}
			return withProject(c.Context(), path, func(st *store.Store) error {
				all, err := st.Attempts(c.Context(), filter)
				if err != nil {
					return err
				}
				for i := range all {
					if asJSON {
						err = s.writeJSON(toContactJSON(&all[i]))
					} else {
						_, err = fmt.Fprintln(s.out, contactLine(&all[i]))
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
	flags := c.Flags()
	flags.StringVar(&since, "since", "", "from this day on (2026-11-21)")
	flags.StringVar(&until, "until", "", "up to this day")
	flags.BoolVar(&filter.Waiting, "waiting", false, "only those to come back to")
	flags.BoolVar(&filter.NoTraining, "no-training", false, "leave practice out")
	flags.BoolVar(&asJSON, "json", false, "one JSON object a contact")
	return c
}

// contactFlags are what contact add is given.
type contactFlags struct {
	place, mode, outcome, note, interpreter, worker, at, due, reminder string
	friend, carer, training, json                                      bool
}

func newContactAddCommand(s *streams) *cobra.Command {
	var path string
	var f contactFlags
	c := &cobra.Command{
		Use:   "add --place PLACE --outcome OUTCOME",
		Short: "Log one contact",
		Long: "Logs one contact. A street or a place is enough; it needs no name and no house number.\n" +
			"OUTCOME is an AAPOR code or its words: " + strings.Join(outcomeNames(), ", ") + ".",
		Args: usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			a, err := f.attempt(time.Now())
			if err != nil {
				return usageError{err}
			}
			return withProject(c.Context(), path, func(st *store.Store) error {
				if err := st.LogAttempt(c.Context(), &a); err != nil {
					return err
				}
				if f.json {
					return s.writeJSON(toContactJSON(&a))
				}
				_, err := fmt.Fprintln(s.out, contactLine(&a))
				return err
			})
		},
	}
	projectFlag(c, &path)
	flags := c.Flags()
	flags.StringVar(&f.place, "place", "", "a street or a place")
	flags.StringVar(&f.outcome, "outcome", "", "how it ended")
	flags.StringVar(&f.mode, "mode", string(survey.AtDoor), "door, street, event, phone, referral or other")
	flags.StringVar(&f.at, "at", "", "when (2026-11-21 14:02); now when left out")
	flags.StringVar(&f.due, "due", "", "when to come back (2026-11-23 17:00)")
	flags.StringVar(&f.reminder, "reminder", "", "a few words for then")
	flags.StringVar(&f.note, "note", "", "a note")
	flags.StringVar(&f.interpreter, "interpreter", "", "the language that somebody interpreted")
	flags.BoolVar(&f.friend, "friend", false, "a friend or relative was there")
	flags.BoolVar(&f.carer, "carer", false, "a paid carer was there")
	flags.StringVar(&f.worker, "worker", "", "the worker's code")
	flags.BoolVar(&f.training, "training", false, "it was practice")
	flags.BoolVar(&f.json, "json", false, "write it as a JSON object")
	return c
}

// attempt reads the flags.
func (f *contactFlags) attempt(now time.Time) (survey.Attempt, error) {
	a := survey.Attempt{
		At: now, Mode: survey.Mode(f.mode), Place: strings.TrimSpace(f.place), Note: f.note, Interpreter: f.interpreter, Friend: f.friend, Carer: f.carer,
		Worker: f.worker, Training: f.training, Reminder: f.reminder,
	}
	if a.Place == "" {
		return a, errors.New("name a street or a place with --place")
	}
	if !slices.Contains(survey.Modes, a.Mode) {
		return a, fmt.Errorf("--mode %q is none of door, street, event, phone, referral and other", f.mode)
	}
	var ok bool
	if a.Outcome, ok = outcomeNamed(f.outcome); !ok {
		return a, fmt.Errorf("--outcome %q is none of %s", f.outcome, strings.Join(outcomeNames(), ", "))
	}
	for _, t := range []struct {
		flag, text string
		into       *time.Time
	}{{"--at", f.at, &a.At}, {"--due", f.due, &a.Due}} {
		if t.text == "" {
			continue
		}
		at, err := readInstant(t.text)
		if err != nil {
			return a, fmt.Errorf("%s %q is no time such as 2026-11-21 14:02", t.flag, t.text)
		}
		*t.into = at
	}
	if a.Outcome == survey.ComeBack && a.Due.IsZero() {
		return a, errors.New("say when to come back with --due")
	}
	if a.Reminder != "" && a.Due.IsZero() {
		return a, errors.New("--reminder goes with --due")
	}
	return a, nil
}

func readInstant(text string) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	return time.ParseInLocation("2006-01-02 15:04", text, time.Local)
}

// outcomeName is an outcome as flags write it: "no-contact".
func outcomeName(o survey.Outcome) string {
	return strings.ReplaceAll(strings.ToLower(o.Words()), " ", "-")
}

func outcomeNames() (names []string) {
	for _, o := range survey.AttemptOutcomes {
		names = append(names, outcomeName(o))
	}
	return names
}

func outcomeNamed(text string) (survey.Outcome, bool) {
	for _, o := range survey.AttemptOutcomes {
		if text == string(o) || strings.EqualFold(text, outcomeName(o)) {
			return o, true
		}
	}
	return "", false
}

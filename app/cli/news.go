package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"doorstep/export"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/exchange"
	"doorstep/survey/quota"
	"doorstep/survey/store"

	"filippo.io/age"
	"github.com/spf13/cobra"
)

func newNewsCommand(s *streams) *cobra.Command {
	var path, identity, out string
	c := &cobra.Command{
		Use:   "news --out FILE|FOLDER",
		Short: "Write what the laptops need to hear, without any answer",
		Long: "Writes new questionnaires, withdrawals, quota counts over all laptops, and what was received of each laptop into one signed file.\n" +
			"The laptops take it with 'doorstep merge FILE'. It holds nothing that anybody said.",
		Args: usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if out == "" {
				return usageError{errors.New("say where the news go with --out FILE or --out FOLDER")}
			}
			return withProject(c.Context(), path, func(st *store.Store) error {
				key, err := coordinatorKey(c.Context(), st, identity)
				if err != nil {
					return err
				}
				counts, err := countQuotas(c.Context(), st)
				if err != nil {
					return err
				}
				info, err := exchange.WriteNews(c.Context(), st, key, out, counts, time.Now())
				if err != nil {
					return err
				}
				fmt.Fprintf(s.out, "%s: %s, %s taken out, %s.\n", info.Path, count(info.Forms, "questionnaire"), count(info.Withdrawals, "response"), count(info.Counts, "quota count"))
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&identity, "identity-file", "", "the file with the project's recovery key")
	c.Flags().StringVar(&out, "out", "", "the file, or a folder")
	return c
}

// countQuotas counts every quota of the questionnaires in use.
func countQuotas(ctx context.Context, st *store.Store) ([]store.TeamCount, error) {
	stored, err := st.Forms(ctx)
	if err != nil {
		return nil, err
	}
	byID, inUse := map[string][]*survey.Form{}, map[string]bool{}
	var order []string
	for _, f := range store.ByUse(stored) {
		form, err := readStored(ctx, st, f.ID, f.Version)
		if err != nil {
			return nil, err
		}
		if byID[f.ID] == nil {
			order = append(order, f.ID)
		}
		byID[f.ID] = append(byID[f.ID], form)
		inUse[f.ID] = inUse[f.ID] || !f.Retired
	}
	var all []store.TeamCount
	for _, id := range order {
		forms := byID[id]
		newest := forms[len(forms)-1]
		if !inUse[id] || len(newest.Quotas) == 0 {
			continue
		}
		counts, err := countForm(ctx, st, forms, newest)
		if err != nil {
			return nil, err
		}
		all = append(all, counts...)
	}
	return all, nil
}

func countForm(ctx context.Context, st *store.Store, forms []*survey.Form, newest *survey.Form) ([]store.TeamCount, error) {
	program, problems := engine.Compile(newest)
	if program == nil {
		return nil, fmt.Errorf("count the quotas of %s: %w", newest.ID, survey.AsError(problems))
	}
	counter, err := quota.NewCounter(program)
	if err != nil {
		return nil, err
	}
	plan, err := export.NewPlan(forms, export.Options{FormID: newest.ID, Personal: true})
	if err != nil {
		return nil, err
	}
	for sub, err := range st.Submissions(ctx, store.Filter{FormID: newest.ID, NoTraining: true}) {
		if err != nil {
			return nil, err
		}
		if !quota.Counts(&sub.Header) {
			continue
		}
		if rec, known := plan.InNewest(sub); known {
			counter.Add(&rec)
		}
	}
	var counts []store.TeamCount
	for _, n := range counter.Counts() {
		counts = append(counts, store.TeamCount{Form: newest.ID, Quota: n.Name, Count: n.Done})
	}
	return counts, counter.Err()
}

// newsJSON says what taking news in did. Refused says why it did nothing.
type newsJSON struct {
	File      string     `json:"file"`
	Written   *time.Time `json:"written,omitempty"`
	Preview   bool       `json:"preview,omitempty"`
	NewForms  int        `json:"newForms"`
	Withdrawn int        `json:"withdrawn"`
	Resend    int        `json:"resend"`
	Counts    int        `json:"counts"`
	Refused   string     `json:"refused,omitempty"`
}

// takeNews takes the coordinator's news in; it returns false when they are
// refused.
func takeNews(ctx context.Context, s *streams, st *store.Store, path string, preview, asJSON bool) (bool, error) {
	res, err := exchange.TakeNews(ctx, st, path, preview)
	if asJSON {
		out := newsJSON{path, known(res.Written), preview, res.NewForms, res.TakenOut, res.Resend, res.Counts, ""}
		if err != nil {
			out.Refused = err.Error()
		}
		return err == nil, s.writeJSON(out)
	}
	if err != nil {
		_, e := fmt.Fprintf(s.err, "%s: refused: %v\n", path, err)
		return false, e
	}
	note := ""
	if preview {
		note = " Nothing was changed: this was a preview."
	}
	_, err = fmt.Fprintf(s.out, "%s, news of %s: %s new, %s taken out, %s.%s\n", path, res.Written.Format("2 January 2006 15:04"),
		count(res.NewForms, "questionnaire"), count(res.TakenOut, "response"), count(res.Counts, "quota count"), note)
	for _, form := range res.Apart {
		if err == nil {
			_, err = fmt.Fprintln(s.out, res.Says(form))
		}
	}
	if err == nil && res.Resend > 0 {
		_, err = fmt.Fprintf(s.out, "%s of this laptop did not arrive. They go with the next pack.\n", count(res.Resend, "response"))
	}
	return true, err
}

func newWatchCommand(s *streams) *cobra.Command {
	var path, identity string
	var every time.Duration
	var looks int
	c := &cobra.Command{
		Use:   "watch FOLDER",
		Short: "Take in packs and news as they come into a shared folder",
		Long: "Looks into the folder again and again and takes in what is whole, until it is stopped with Ctrl+C. A file that is still being copied waits.\n" +
			"Without the recovery key it takes only the coordinator's news.",
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withProject(c.Context(), path, func(st *store.Store) error {
				ids, err := identities(c.Context(), st, identity)
				var usage usageError
				if err != nil && !errors.As(err, &usage) {
					return err
				}
				return watch(c.Context(), s, st, args[0], ids, every, looks)
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().StringVar(&identity, "identity-file", "", "the file with the project's recovery key")
	c.Flags().DurationVar(&every, "every", 30*time.Second, "how long to wait between two looks")
	c.Flags().IntVar(&looks, "looks", 0, "stop after so many looks; 0 goes on")
	return c
}

func watch(ctx context.Context, s *streams, st *store.Store, folder string, ids []age.Identity, every time.Duration, looks int) error {
	w := &exchange.Watcher{Store: st, Folder: folder, Identities: ids}
	for look := 1; ; look++ {
		all, err := w.Scan(ctx)
		for _, one := range all {
			fmt.Fprintf(s.out, "%s: %s\n", one.File, watchedWords(&one))
		}
		if ctx.Err() != nil {
			return nil // stopped
		}
		if err != nil {
			return err
		}
		if look == looks {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(every):
		}
	}
}

func watchedWords(one *exchange.Watched) string {
	switch one.State {
	case exchange.WatchTaken:
		if one.News != nil {
			return "news taken in"
		}
		return "from device " + one.Merged.Device + ": " + mergeWords(one.Merged.MergeCounts)
	case exchange.WatchKnown:
		return "already here"
	case exchange.WatchWaiting:
		return "not whole yet; it is tried again when it changes"
	}
	return "refused: " + one.Err.Error()
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"doorstep/export"
	"doorstep/export/attached"
	"doorstep/export/formats"
	"doorstep/export/kobo"
	"doorstep/export/workbook"
	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/store"
)

// exportFlags are the export command's flags as given: the settings, and what
// belongs to one run.
type exportFlags struct {
	formats.Settings

	project, out, kept string
	themes             []string
	json               bool
	attachments        string
	charts             string

	release releaseFlags
	kobo    koboFlags
}

// newExportCommand writes a form's responses for analysts.
func newExportCommand(s *streams) *cobra.Command {
	var f exportFlags
	c := &cobra.Command{
		Use:   "export --form ID --as FORMAT --out FILE",
		Short: "Write the responses to a workbook, CSV or SPSS, or the workbook for the public",
		Long: "Writes a questionnaire's responses, all versions together.\n" +
			"Formats: analyst (Excel workbook with codebook, frequencies and charts), csv, spss (.sps and .csv),\n" +
			"jsonl (JSON lines for programmers), xml (OpenRosa XML as ODK tools write it, a file a response; --out names a folder, or a .zip),\n" +
			"kobo (Excel workbook laid out as KoboToolbox's own export),\n" +
			"release (accessible Excel workbook for the board and the public: counts only, small ones hidden).\n" +
			"Personal questions stay out unless --personal is given. The last line says how many responses were stored, exported and excluded, and why.",
		Example: "  doorstep export --project haghill.doorstep --form haghill --as analyst --out haghill.xlsx\n" +
			"  doorstep export --form haghill --as csv --values codes --where \"${area} = 'haghill'\" --out haghill.csv",
		Args: usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error { return runExport(c.Context(), s, &f, c.Flags()) },
	}
	projectFlag(c, &f.project)
	flags := c.Flags()
	flags.StringVar(&f.Form, "form", "", "the questionnaire's form_id (may be left out when the project has one only)")
	flags.StringVar(&f.Format, "as", "analyst", "analyst, csv, spss, jsonl, xml, kobo or release")
	flags.StringVar(&f.kept, "settings", "", "start from settings kept by this name on the export screen; other flags go before them")
	flags.StringVar(&f.out, "out", "", "the file to write")
	flags.StringVar(&f.Values, "values", "labels", "labels, codes or both")
	flags.StringVar(&f.Language, "language", "", "the language of the labels, as the questionnaire names it")
	flags.StringVar(&f.Multiple, "select-multiple", "both", "columns of questions with several answers: both, summary (one joined column) or details (one a choice)")
	flags.StringVar(&f.Where, "where", "", "only responses for which this expression is true")
	flags.StringVar(&f.Since, "since", "", "only interviews begun on this day (2026-11-21) or later")
	flags.StringVar(&f.Until, "until", "", "only interviews begun on this day or earlier")
	flags.StringSliceVar(&f.Columns, "columns", nil, "only these questions or groups, parted by commas")
	flags.StringArrayVar(&f.Crosstabs, "crosstab", nil, "analyst: a table of one question by another, as \"lonely by home_area\" (may be repeated)")
	flags.StringArrayVar(&f.themes, "themes", nil, "analyst and release: a workbook whose sheet Free text has been coded; give it again for a second coder's")
	flags.StringVar(&f.Totals, "weight-to", "", "analyst, csv and spss: weight to the totals of this CSV file (question, answer, total), by raking")
	flags.StringSliceVar(&f.ParentColumns, "parent-columns", nil, "questions to copy from the response onto the sheets of repeats")
	flags.StringSliceVar(&f.Workers, "worker", nil, "only interviews of these workers, by their codes")
	flags.StringVar(&f.InArea, "in-area", "", "only responses from this area, by the code of the answer")
	flags.StringVar(&f.GroupSep, "group-sep", "", "write groups in the names of columns, parted by this: group/question")
	flags.StringVar(&f.Versions, "versions", "all", "all, latest for the newest version only, or the versions parted by commas")
	flags.BoolVar(&f.Personal, "personal", false, "include personal questions and the workers' notes")
	flags.BoolVar(&f.Paradata, "paradata", false, "add how long each question took (analyst workbook: sheet Durations)")
	flags.BoolVar(&f.Training, "training", false, "include training responses")
	flags.BoolVar(&f.json, "json", false, "print what the workbook would hold as JSON, instead of writing it")
	flags.StringVar(&f.charts, "charts", "", "analyst and release: also draw the charts into this folder, as PNG and SVG with their words beside them")
	attachmentsFlag(flags, &f.attachments)
	f.release.add(flags, &f.Settings)
	f.kobo.add(flags, &f.Settings)
	return c
}

func runExport(ctx context.Context, s *streams, f *exportFlags, given *pflag.FlagSet) error {
	if f.kept == "" {
		if err := f.ready(); err != nil {
			return usageError{err}
		}
	}
	if isDatabase(f.project) {
		return f.exportCollated(ctx, s)
	}
	return withProject(ctx, f.project, func(project *store.Store) error {
		if f.kept != "" {
			if err := f.takeKept(ctx, project, given); err != nil {
				return err
			}
			if err := f.ready(); err != nil {
				return usageError{err}
			}
		}
		plan, err := f.layOut(ctx, project)
		if err != nil {
			return err
		}
		return f.write(ctx, s, project, plan)
	})
}

// ready says what is wrong with the flags before anything is opened.
func (f *exportFlags) ready() error {
	if err := f.check(); err != nil {
		return err
	}
	if _, err := f.Options(); err != nil {
		return err
	}
	if err := f.ReadTotals(); err != nil {
		return fmt.Errorf("--weight-to: %w", err)
	}
	return nil
}

// layOut plans the export of all stored versions of the form.
func (f *exportFlags) layOut(ctx context.Context, project *store.Store) (*export.Plan, error) {
	forms, err := exportForms(ctx, project, f.Form)
	if err != nil {
		return nil, err
	}
	return f.planOf(forms)
}

func (f *exportFlags) planOf(forms []*survey.Form) (*export.Plan, error) {
	plan, err := f.Plan(forms, engine.Predicates)
	if err != nil {
		return nil, usageError{err}
	}
	return plan, nil
}

// check says which flags do not go together.
func (f *exportFlags) check() error {
	switch {
	case !formats.Known(f.Format):
		return fmt.Errorf("--as %q is not a format this version writes; it writes analyst, csv, spss, jsonl, xml, kobo and release", f.Format)
	case f.json && (f.Format == formats.JSON || f.Format == formats.XML):
		return fmt.Errorf("--json prints what a workbook would hold, and --as %s writes none; leave --json out", f.Format)
	case f.charts != "" && (f.json || f.Format != formats.Analyst && f.Format != formats.Release):
		return errors.New("--charts draws the charts of the analyst or the release workbook; use it with --as analyst or --as release, without --json")
	case f.out == "" && !f.json:
		return errors.New("name the file to write with --out FILE")
	}
	if len(f.themes) > 0 && f.Format != formats.Analyst && f.Format != formats.Release {
		return errors.New("--themes adds sheets to the analyst and the release workbook; use it with --as analyst or --as release")
	}
	if len(f.themes) > 2 {
		return errors.New("--themes takes one coded workbook, and a second coder's to compare it with")
	}
	for _, only := range []struct {
		given     bool
		flag, has string
	}{
		{f.Paradata, "--paradata", "a sheet"},
		{len(f.Crosstabs) > 0, "--crosstab", "tables"},
	} {
		if only.given && f.Format != formats.Analyst {
			return fmt.Errorf("%s adds %s to the analyst workbook; use it with --as analyst", only.flag, only.has)
		}
	}
	if f.Totals != "" && f.kept == "" && !formats.Weights(f.Format) {
		return errors.New("--weight-to adds a column of weights; use it with --as analyst, csv or spss")
	}
	if err := f.attachable(); err != nil {
		return err
	}
	if err := f.kobo.check(f); err != nil {
		return err
	}
	if f.Format == formats.Release {
		return f.releasable()
	}
	return nil
}

func (f *exportFlags) write(ctx context.Context, s *streams, project *store.Store, plan *export.Plan) error {
	everything := store.Everything(plan.Options.FormID)
	tries, err := project.Attempts(ctx, store.AttemptFilter{})
	if err != nil {
		return err
	}
	stock, err := export.TakeStock(tries, project.EachHeader(ctx, everything))
	if err != nil {
		return err
	}
	info := project.Info()
	meta := export.Meta{Project: info.Name, Device: info.Device, When: time.Now(), Stored: stock.Stored, Contacts: stock.Contacts}
	there := func(id string) (bool, error) { return project.IsFinished(ctx, everything.FormID, id) }
	attach := func() (*attached.Run, error) { return f.writeAttachments(ctx, s, project, plan, meta) }
	return f.writeOut(ctx, s, plan, meta, there, project.Submissions(ctx, everything), attach)
}

// writeOut writes responses, from a project or a database. A response that is
// not there, such as a withdrawn one, has answers in no table, coded before or
// not.
func (f *exportFlags) writeOut(ctx context.Context, s *streams, plan *export.Plan, meta export.Meta, there func(instanceID string) (bool, error),
	responses iter.Seq2[*survey.Submission, error], attach func() (*attached.Run, error),
) (err error) {
	if meta.Themes, f.CodedAnswers, err = formats.ReadCoded(f.themes, there); err != nil {
		return err
	}
	if f.Format == formats.Release {
		return f.withCharts(ctx, s, plan, meta, responses, func() error { return f.writeRelease(ctx, s, plan, meta, responses) })
	}
	if f.json {
		tables, err := f.tables(ctx, plan, meta, responses)
		if err != nil {
			return err
		}
		return s.writeJSON(map[string]any{"sheets": tables})
	}
	files, err := attach()
	if err != nil {
		return err
	}
	var rec export.Reconciliation
	err = f.withCharts(ctx, s, plan, meta, responses, func() error {
		step, done := s.bar("Exporting")
		defer done()
		rec, err = f.Write(ctx, f.out, plan, meta, responses, func(n int) { step(n, meta.Stored) })
		return err
	})
	if err != nil {
		files.Undo()
		return err
	}
	return errors.Join(s.reportExport(f, plan, rec), s.reportAttachments(f.attachments, files))
}

// tables returns what the workbook would hold.
func (f *exportFlags) tables(ctx context.Context, plan *export.Plan, meta export.Meta, responses iter.Seq2[*survey.Submission, error]) ([]export.Table, error) {
	if f.Format == formats.Kobo {
		return kobo.Tables(ctx, plan, f.Kobo, meta, responses)
	}
	tables, _, err := workbook.Tables(ctx, plan, meta, responses)
	return tables, err
}

// parseDay reads the day a flag was given.
func parseDay(flag, text string) (time.Time, error) {
	day, err := formats.Day(text)
	if err != nil {
		return day, fmt.Errorf("--%s wants a day such as 2026-11-21, not %q", flag, text)
	}
	return day, nil
}

// reportExport says what was written and what became of every response.
func (s *streams) reportExport(f *exportFlags, plan *export.Plan, rec export.Reconciliation) error {
	switch {
	case f.Personal:
		fmt.Fprintln(s.err, "This export holds personal data. Keep it safe, and delete it when the work is done.")
	case len(plan.LeftOut) > 0 && f.Format != formats.Release:
		fmt.Fprintf(s.err, "%d personal questions were left out (--personal includes them).\n", len(plan.LeftOut))
	}
	if rec.Exported == 0 && rec.Excluded[export.ReasonTraining] > 0 && f.Format != formats.Release {
		fmt.Fprintln(s.err, "Only training responses are here, and they stay out of exports (--training includes them).")
	}
	var reasons []string
	for _, r := range export.Reasons {
		if n := rec.Excluded[r]; n > 0 {
			reasons = append(reasons, fmt.Sprintf("%d %s", n, strings.ToLower(string(r))))
		}
	}
	line := fmt.Sprintf("%s: %d stored, %d exported, %d excluded", f.out, rec.Stored, rec.Exported, rec.ExcludedTotal())
	if len(reasons) > 0 {
		line += " (" + strings.Join(reasons, ", ") + ")"
	}
	_, err := fmt.Fprintln(s.out, line)
	return err
}

// exportForms reads all stored versions of a form, oldest first and those in use
// last.
func exportForms(ctx context.Context, project *store.Store, id string) ([]*survey.Form, error) {
	infos, err := project.Forms(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, i := range infos {
		if !slices.Contains(ids, i.ID) {
			ids = append(ids, i.ID)
		}
	}
	switch {
	case len(ids) == 0:
		return nil, errors.New("this project has no questionnaire yet. Add one with 'doorstep form add'")
	case id == "" && len(ids) == 1:
		id = ids[0]
	case !slices.Contains(ids, id):
		return nil, usageError{fmt.Errorf("--form %q is not in this project; it has %s", id, strings.Join(ids, ", "))}
	}
	var forms []*survey.Form
	for _, i := range store.ByUse(infos) {
		if i.ID != id {
			continue
		}
		form, err := readStored(ctx, project, i.ID, i.Version)
		if err != nil {
			return nil, err
		}
		forms = append(forms, form)
	}
	return forms, nil
}

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

	"doorstep/export"
	"doorstep/export/csv"
	"doorstep/export/jsonl"
	"doorstep/export/kobo"
	"doorstep/export/openrosa"
	"doorstep/export/spss"
	"doorstep/export/workbook"
	"doorstep/survey"
	"doorstep/survey/store"
)

// exportFlags are the export command's flags as given.
type exportFlags struct {
	project, form, as, out string

	values, language, multiple, where, since, until, versions, groupSep string

	columns, parents         []string
	crosstabs, themes        []string
	personal, training, json bool
	paradata                 bool
	attachments, targets     string

	release releaseFlags
	kobo    koboFlags
}

// writer writes one format, as the packages below export do.
type writer func(context.Context, string, *export.Plan, export.Meta, iter.Seq2[*survey.Submission, error], func(int)) (export.Reconciliation, error)

// formats are those that write rows of answers; release publishes counts only.
var formats = map[string]writer{"analyst": workbook.Write, "csv": csv.Write, "spss": spss.Write, "jsonl": jsonl.Write, "xml": openrosa.Write}

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
		RunE: func(c *cobra.Command, _ []string) error { return runExport(c.Context(), s, &f) },
	}
	projectFlag(c, &f.project)
	flags := c.Flags()
	flags.StringVar(&f.form, "form", "", "the questionnaire's form_id (may be left out when the project has one only)")
	flags.StringVar(&f.as, "as", "analyst", "analyst, csv, spss, jsonl, xml, kobo or release")
	flags.StringVar(&f.out, "out", "", "the file to write")
	flags.StringVar(&f.values, "values", "labels", "labels, codes or both")
	flags.StringVar(&f.language, "language", "", "the language of the labels, as the questionnaire names it")
	flags.StringVar(&f.multiple, "select-multiple", "both", "columns of questions with several answers: both, summary (one joined column) or details (one a choice)")
	flags.StringVar(&f.where, "where", "", "only responses for which this expression is true")
	flags.StringVar(&f.since, "since", "", "only interviews begun on this day (2026-11-21) or later")
	flags.StringVar(&f.until, "until", "", "only interviews begun on this day or earlier")
	flags.StringSliceVar(&f.columns, "columns", nil, "only these questions or groups, parted by commas")
	flags.StringArrayVar(&f.crosstabs, "crosstab", nil, "analyst: a table of one question by another, as \"lonely by home_area\" (may be repeated)")
	flags.StringArrayVar(&f.themes, "themes", nil, "analyst: a workbook whose sheet Free text has been coded; give it again for a second coder's")
	flags.StringVar(&f.targets, "weight-to", "", "analyst: weight to the totals of this CSV file (question, answer, total), by raking")
	flags.StringSliceVar(&f.parents, "parent-columns", nil, "questions to copy from the response onto the sheets of repeats")
	flags.StringVar(&f.groupSep, "group-sep", "", "write groups in the names of columns, parted by this: group/question")
	flags.StringVar(&f.versions, "versions", "all", "all, latest for the newest version only, or the versions parted by commas")
	flags.BoolVar(&f.personal, "personal", false, "include personal questions and the workers' notes")
	flags.BoolVar(&f.paradata, "paradata", false, "add how long each question took (analyst workbook: sheet Durations)")
	flags.BoolVar(&f.training, "training", false, "include training responses")
	flags.BoolVar(&f.json, "json", false, "print what the workbook would hold as JSON, instead of writing it")
	attachmentsFlag(flags, &f.attachments)
	f.release.add(flags)
	f.kobo.add(flags)
	return c
}

func runExport(ctx context.Context, s *streams, f *exportFlags) error {
	options, err := f.options()
	if err != nil {
		return usageError{err}
	}
	if _, known := formats[f.as]; !known && f.as != "release" && f.as != "kobo" {
		return usageError{fmt.Errorf("--as %q is not a format this version writes; it writes analyst, csv, spss, jsonl, xml, kobo and release", f.as)}
	}
	if f.json && (f.as == "jsonl" || f.as == "xml") {
		return usageError{fmt.Errorf("--json prints what a workbook would hold, and --as %s writes none; leave --json out", f.as)}
	}
	if f.out == "" && !f.json {
		return usageError{errors.New("name the file to write with --out FILE")}
	}
	if f.paradata && f.as != "analyst" {
		return usageError{errors.New("--paradata adds a sheet to the analyst workbook; use it with --as analyst")}
	}
	if len(f.themes) > 0 && f.as != "analyst" {
		return usageError{errors.New("--themes adds a sheet to the analyst workbook; use it with --as analyst")}
	}
	if f.targets != "" && f.as != "analyst" {
		return usageError{errors.New("--weight-to adds a sheet to the analyst workbook; use it with --as analyst")}
	}
	if len(f.crosstabs) > 0 && f.as != "analyst" {
		return usageError{errors.New("--crosstab adds tables to the analyst workbook; use it with --as analyst")}
	}
	if err := f.attachable(); err != nil {
		return usageError{err}
	}
	if err := f.kobo.check(f); err != nil {
		return usageError{err}
	}
	switch f.as {
	case "analyst":
		options.FreeText = true
		if options.Targets, err = readTargets(f.targets); err != nil {
			return usageError{err}
		}
	case "kobo":
		options.Columns = append(options.Columns, f.kobo.columns...)
	case "spss":
		options = spss.Options(options)
	case "release":
		if err := f.releasable(); err != nil {
			return usageError{err}
		}
	}
	return withProject(ctx, f.project, func(project *store.Store) error {
		plan, err := f.plan(ctx, project, options)
		if err != nil {
			return err
		}
		return f.write(ctx, s, project, plan)
	})
}

// plan lays out the export of all stored versions of the form.
func (f *exportFlags) plan(ctx context.Context, project *store.Store, options export.Options) (*export.Plan, error) {
	forms, err := exportForms(ctx, project, f.form)
	if err != nil {
		return nil, err
	}
	options.FormID = forms[0].ID
	if f.where != "" {
		if options.Where, err = predicate(forms, f.where); err != nil {
			return nil, usageError{err}
		}
		options.WhereText = f.where
	}
	for _, v := range options.Versions {
		if !slices.ContainsFunc(forms, func(f *survey.Form) bool { return f.Version == v }) {
			return nil, usageError{fmt.Errorf("--versions: the project has no version %q of %s; all and latest stand for every version and the newest", v, options.FormID)}
		}
	}
	plan, err := export.NewPlan(forms, options)
	if err != nil {
		return nil, usageError{err}
	}
	return plan, nil
}

func (f *exportFlags) write(ctx context.Context, s *streams, project *store.Store, plan *export.Plan) error {
	everything := store.Everything(plan.Options.FormID)
	headers, err := project.Headers(ctx, everything)
	if err != nil {
		return err
	}
	info := project.Info()
	tries, err := project.Attempts(ctx, store.AttemptFilter{})
	if err != nil {
		return err
	}
	meta := export.Meta{Project: info.Name, Device: info.Device, When: time.Now(), Stored: len(headers), Contacts: export.Contacts(tries, headers)}
	there := map[string]bool{} // a withdrawn response's answers are in no table, coded before or not
	for _, h := range headers {
		there[h.InstanceID] = h.Status == survey.Finished
	}
	if meta.Themes, err = readThemes(f.themes, func(id string) bool { return there[id] }); err != nil {
		return err
	}
	responses := project.Submissions(ctx, everything)
	if f.as == "release" {
		return f.writeRelease(ctx, s, plan, meta, responses)
	}
	if f.json {
		tables, err := f.tables(ctx, plan, meta, responses)
		if err != nil {
			return err
		}
		return s.writeJSON(map[string]any{"sheets": tables})
	}
	files, err := f.writeAttachments(ctx, s, project, plan, meta)
	if err != nil {
		return err
	}
	step, done := s.bar("Exporting")
	rec, err := f.writer()(ctx, f.out, plan, meta, responses, func(n int) { step(n, meta.Stored) })
	done()
	if err != nil {
		files.Undo()
		return err
	}
	return errors.Join(s.reportExport(f, plan, rec), s.reportAttachments(f.attachments, files))
}

// writer returns what writes the format.
func (f *exportFlags) writer() writer {
	if f.as == "kobo" {
		return f.kobo.write
	}
	return formats[f.as]
}

// tables returns what the workbook would hold.
func (f *exportFlags) tables(ctx context.Context, plan *export.Plan, meta export.Meta, responses iter.Seq2[*survey.Submission, error]) ([]export.Table, error) {
	if f.as == "kobo" {
		return kobo.Tables(ctx, plan, f.kobo.options(), meta, responses)
	}
	tables, _, err := workbook.Tables(ctx, plan, meta, responses)
	return tables, err
}

// options turns the flags into what export understands.
func (f *exportFlags) options() (export.Options, error) {
	o := export.Options{
		Language: f.language, Columns: f.columns, ParentColumns: f.parents, Personal: f.personal,
		Area: f.release.area, Crosstabs: f.crosstabs, Training: f.training, Paradata: f.paradata, GroupSep: f.groupSep, Latest: f.versions == "latest",
	}
	values := map[string]export.Values{"labels": export.Labels, "codes": export.Codes, "both": export.Both}
	multiple := map[string]export.Multiple{"both": export.MultipleBoth, "summary": export.MultipleSummary, "details": export.MultipleDetails}
	var ok bool
	if o.Values, ok = values[f.values]; !ok {
		return o, fmt.Errorf("--values is labels, codes or both, not %q", f.values)
	}
	if o.SelectMultiple, ok = multiple[f.multiple]; !ok {
		return o, fmt.Errorf("--select-multiple is both, summary or details, not %q", f.multiple)
	}
	if f.versions != "all" && f.versions != "latest" {
		o.Versions = strings.Split(f.versions, ",")
	}
	var err error
	if o.Since, err = parseDay("since", f.since); err != nil {
		return o, err
	}
	if o.Until, err = parseDay("until", f.until); err != nil {
		return o, err
	}
	if !o.Until.IsZero() {
		o.Until = o.Until.AddDate(0, 0, 1) // the day itself counts
	}
	return o, nil
}

func parseDay(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, s, time.Local)
	if err != nil {
		return day, fmt.Errorf("--%s wants a day such as 2026-11-21, not %q", flag, s)
	}
	return day, nil
}

// reportExport says what was written and what became of every response.
func (s *streams) reportExport(f *exportFlags, plan *export.Plan, rec export.Reconciliation) error {
	switch {
	case f.personal:
		fmt.Fprintln(s.err, "This export holds personal data. Keep it safe, and delete it when the work is done.")
	case len(plan.LeftOut) > 0 && f.as != "release":
		fmt.Fprintf(s.err, "%d personal questions were left out (--personal includes them).\n", len(plan.LeftOut))
	}
	if rec.Exported == 0 && rec.Excluded[export.ReasonTraining] > 0 && f.as != "release" {
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

// exportForms reads all stored versions of a form, oldest first.
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
	for _, i := range infos {
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

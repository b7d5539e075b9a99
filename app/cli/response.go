package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"github.com/spf13/cobra"
)

func newResponseCommand(s *streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "response",
		Short: "List, show, import and take out responses",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newResponseListCommand(s), newResponseShowCommand(s), newResponseImportCommand(s), newResponseVoidCommand(s), newResponseWithdrawCommand(s),
		newResponseConflictsCommand(s), newResponseSettleCommand(s), newResponseAlikeCommand(s))
	return c
}

type importOptions struct {
	project  string
	forms    []string
	formID   string
	zone     string
	training bool
	asJSON   bool

	leaveOutRejected, takeDoubted bool
}

func newResponseImportCommand(s *streams) *cobra.Command {
	var o importOptions
	c := &cobra.Command{
		Use:   "import [FILE...]",
		Short: "Bring in responses from KoboToolbox, ODK Central or OpenRosa XML",
		Long: "Brings in finished responses: JSON as KoboToolbox and ODK Central write it, lines, arrays or a server's answer; OpenRosa XML;\n" +
			"KoboToolbox's workbook or CSV with XML values and headers; ODK Central's zip of CSV files, repeats too.\n" +
			"Without FILE, or for '-', it reads standard input; a folder stands for the .xml, .json and .jsonl files in it.\n" +
			"Responses that are here already are passed over; what was edited on the server since comes in as a further state of the response, and history keeps the earlier.\n" +
			"What fits no version is reported and counted.\n" +
			"Exit status 1 says that a file did not come in whole: a table that belongs to no response, a list cut short, a server that has more pages.",
		RunE: func(c *cobra.Command, args []string) error {
			return withProject(c.Context(), o.project, func(st *store.Store) error {
				return importResponses(c.Context(), s, st, &o, args)
			})
		},
	}
	projectFlag(c, &o.project)
	c.Flags().StringArrayVar(&o.forms, "form", nil, "add this questionnaire first, as FILE or FILE@VERSION, oldest version first; repeatable. Files with a version and without a form_id are versions of one questionnaire")
	c.Flags().StringVar(&o.formID, "form-id", "", "the questionnaire of responses that name none")
	c.Flags().StringVar(&o.zone, "tz", "", "the time zone of days and times that name none, such as Europe/London (the computer's if left out); a server's own are in UTC")
	c.Flags().BoolVar(&o.training, "training", false, "mark the responses as made for training")
	c.Flags().BoolVar(&o.leaveOutRejected, "leave-out-rejected", false, "leave out responses rejected in ODK Central or not approved in KoboToolbox")
	c.Flags().BoolVar(&o.takeDoubted, "take-doubted", false, "bring in edits too of which nothing tells whether they are of a response taken out here; make sure that they are not")
	c.Flags().BoolVar(&o.asJSON, "json", false, "end with one JSON object")
	return c
}

// splitVersion parts FILE@VERSION. A file may have an @ in its own name.
func splitVersion(arg string) (file, version string) {
	if _, err := os.Stat(arg); err == nil {
		return arg, ""
	}
	if i := strings.LastIndexByte(arg, '@'); i > 0 {
		return arg[:i], arg[i+1:]
	}
	return arg, ""
}

// addVersions adds the questionnaires of --form. Files that are given with a
// version and name no form_id are versions of one questionnaire, the first's,
// oldest first: their names say nothing but which version they are.
func addVersions(ctx context.Context, s *streams, st *store.Store, args []string) error {
	id := ""
	for _, arg := range args {
		file, version := splitVersion(arg)
		src, form, err := readForm(s, file, version)
		if err != nil {
			return err
		}
		if version != "" && form.Settings["form_id"] == "" {
			if id == "" {
				id = form.ID
			}
			form.ID = id
		}
		if err := st.AddForm(ctx, src, form); err != nil {
			return err
		}
	}
	return nil
}

func importResponses(ctx context.Context, s *streams, st *store.Store, o *importOptions, args []string) error {
	zone, err := readZone(o.zone)
	if err != nil {
		return usageError{err}
	}
	if err := addVersions(ctx, s, st, o.forms); err != nil {
		return err
	}
	reader, err := newImportReader(ctx, st)
	if err != nil {
		return err
	}
	reader.FormID, reader.Training = o.formID, o.training
	reader.TakeDoubted = o.takeDoubted
	reader.Zone, reader.Here = zone, st.Submissions(ctx, store.Filter{})
	files, err := inputFiles(args)
	if err != nil {
		return err
	}
	report := importReport{limit: 100, leaveOut: o.leaveOutRejected}
	step, done := s.bar("Importing")
	came, failed := st.Receive(ctx, report.read(s.in, reader, files), func(n int) { step(n, -1) })
	done()
	report.Imported, report.Revised, report.InConflict = came.New, came.Revised, came.InConflict
	report.Skipped = report.seen - came.New - came.Revised - came.InConflict
	report.AlreadyHere = report.given - came.New - came.Revised - came.InConflict - came.LeftOut
	if err := errors.Join(failed, report.write(s, o.asJSON)); err != nil || !report.incomplete {
		return err
	}
	return status(1)
}

// newImportReader returns a reader for every form the project has.
func newImportReader(ctx context.Context, st *store.Store) (*exchange.Reader, error) {
	infos, err := st.Forms(ctx)
	if err != nil {
		return nil, err
	}
	var forms []*survey.Form
	programs := map[*survey.Form]*engine.Program{}
	for _, info := range store.ByUse(infos) {
		form, err := readStored(ctx, st, info.ID, info.Version)
		if err != nil {
			return nil, err
		}
		program, problems := engine.Compile(form)
		if program == nil || survey.HasErrors(problems) {
			return nil, fmt.Errorf("stored questionnaire %s %s has faults: %v", info.ID, info.Version, problems)
		}
		forms, programs[form] = append(forms, form), program
	}
	r := exchange.NewReader(forms)
	r.Settle = func(f *survey.Form, rec *survey.Record) { programs[f].Settle(rec, engine.Options{}) }
	of := func(sub *survey.Submission) *engine.Program {
		at := slices.IndexFunc(forms, func(f *survey.Form) bool { return f.ID == sub.FormID && f.Version == sub.FormVersion })
		return programs[forms[at]] // the reader asks for its own forms alone
	}
	r.Without = func(sub *survey.Submission, purpose string) (*survey.Submission, bool) {
		return of(sub).WithoutConsent(sub, purpose, engine.Options{})
	}
	r.Erase = func(sub *survey.Submission) int { return of(sub).EraseContacts(sub) }
	return r, nil
}

// inputFiles lists the files to read; "-" is standard input.
func inputFiles(args []string) ([]string, error) {
	if len(args) == 0 {
		return []string{"-"}, nil
	}
	var files []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if arg == "-" || (err == nil && !info.IsDir()) {
			files = append(files, arg)
			continue
		}
		if err != nil {
			return nil, err
		}
		err = filepath.WalkDir(arg, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			switch filepath.Ext(path) {
			case ".xml", ".json", ".jsonl":
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// importReport says what an import did.
type importReport struct {
	Imported    int             `json:"imported"`
	Skipped     int             `json:"skipped"`
	AlreadyHere int             `json:"alreadyHere"` // of the skipped
	Revised     int             `json:"revised"`     // were here, and were edited elsewhere since
	InConflict  int             `json:"inConflict"`  // and here too, so that both are kept: not among the revised
	Rejected    int             `json:"rejected"`    // read, and rejected or not approved where they come from
	Problems    []importProblem `json:"problems"`

	leaveOut    bool                // the rejected
	incomplete  bool                // more was there than could be read
	given, seen int                 // responses read, and all there were
	limit       int                 // problems listed one by one; beyond, they are counted
	places      map[problemKind]int // in Problems
}

type problemKind struct{ file, code, key, message string }

type importProblem struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Code    string `json:"code"`
	Key     string `json:"key,omitempty"`
	Message string `json:"message"`
	Count   int    `json:"count"` // how many responses have it; Line is the first's

	incomplete bool // more was there than came in
}

func (p *importProblem) rank() int {
	if p.incomplete {
		return 1
	}
	return 0
}

// read yields the responses of the files, and notes the problems.
func (r *importReport) read(in io.Reader, reader *exchange.Reader, files []string) iter.Seq2[store.Arrival, error] {
	r.places = map[problemKind]int{}
	return func(yield func(store.Arrival, error) bool) {
		for _, file := range files {
			if !r.readFile(in, reader, file, yield) {
				return
			}
		}
		for _, p := range reader.Outstanding() {
			r.note("", p)
		}
	}
}

func (r *importReport) readFile(in io.Reader, reader *exchange.Reader, file string, yield func(store.Arrival, error) bool) bool {
	reader.Source = file
	for got, err := range received(in, reader, file) {
		if err != nil {
			return yield(store.Arrival{}, fmt.Errorf("%s: %w", file, err))
		}
		if len(got.Problems) != 1 || !got.Problems[0].Incomplete() {
			r.seen++
		}
		from := cmp.Or(got.Source, reader.Source) // of a zip, the file in it
		for _, p := range got.Problems {
			r.note(from, p)
		}
		if got.Submission == nil {
			continue
		}
		if exchange.Refused(got.Submission) {
			r.Rejected++
			if r.leaveOut {
				continue
			}
		}
		r.given++
		came, err := reader.Arrival(got, func(p exchange.Problem) { r.note(from, p) })
		if !yield(came, err) || err != nil {
			return false
		}
	}
	return true
}

// note keeps a problem, and counts those that are alike. It is the file's unless
// it names another.
func (r *importReport) note(file string, p exchange.Problem) {
	file = cmp.Or(p.Source, file)
	r.incomplete = r.incomplete || p.Incomplete()
	kind := problemKind{file, p.Code, p.Key, p.Message}
	if at, ok := r.places[kind]; ok {
		r.Problems[at].Count++
		return
	}
	r.places[kind] = len(r.Problems)
	r.Problems = append(r.Problems, importProblem{File: file, Line: p.Line, Code: p.Code, Key: p.Key, Message: p.Message, Count: 1, incomplete: p.Incomplete()})
}

func (r *importReport) write(s *streams, asJSON bool) error {
	if r.Problems == nil {
		r.Problems = []importProblem{}
	}
	if asJSON {
		return s.writeJSON(r)
	}
	// What did not come in first: the list may be cut off, and its end points there.
	listed := slices.Clone(r.Problems)
	slices.SortStableFunc(listed, func(a, b importProblem) int { return cmp.Compare(b.rank(), a.rank()) })
	for i, p := range listed {
		if i == r.limit {
			fmt.Fprintf(s.err, "… and %d more kinds of problem; --json lists them all\n", len(listed)-i)
			break
		}
		times := ""
		if p.Count > 1 {
			times = fmt.Sprintf(" (%d times)", p.Count)
		}
		fmt.Fprintf(s.err, "%s:%d: %s%s\n", p.File, p.Line, p.Message, times)
	}
	fmt.Fprintf(s.out, "%s imported, ", count(r.Imported, "response"))
	if r.Revised > 0 {
		fmt.Fprintf(s.out, "%d brought up to date, ", r.Revised)
	}
	if r.InConflict > 0 {
		fmt.Fprintf(s.out, "%d in conflict, ", r.InConflict)
	}
	fmt.Fprintf(s.out, "%d skipped", r.Skipped)
	if r.AlreadyHere > 0 {
		fmt.Fprintf(s.out, " (%d were here already)", r.AlreadyHere)
	}
	if r.incomplete {
		fmt.Fprint(s.out, "; not everything came in, see above")
	}
	fmt.Fprintln(s.out)
	switch {
	case r.Rejected > 0 && r.leaveOut:
		fmt.Fprintf(s.out, "%s left out: rejected in ODK Central or not approved in KoboToolbox\n", count(r.Rejected, "response"))
	case r.Rejected > 0:
		fmt.Fprintf(s.out, "%s of those read: rejected in ODK Central or not approved in KoboToolbox, and counted here like all others. --leave-out-rejected leaves such out before they come in\n", count(r.Rejected, "response"))
	}
	return nil
}

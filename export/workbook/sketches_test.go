package workbook_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/export/workbook"
	"doorstep/survey"
	"doorstep/survey/simulate"
)

// TestRandomFormsLoseNothing makes random questionnaires in three versions,
// lets people answer each version, and finds every value of every response in
// the workbook, where its codebook says, of the right type, as codes and as
// labels. DOORSTEP_FORMS says how many questionnaires and DOORSTEP_RESPONSES
// how many responses each; make soak takes 200 of both.
func TestRandomFormsLoseNothing(t *testing.T) {
	forms, responses := sizeFromEnv(t, "DOORSTEP_FORMS", 4), sizeFromEnv(t, "DOORSTEP_RESPONSES", 24)
	path := filepath.Join(t.TempDir(), "out.xlsx")
	values := 0
	for seed := range uint64(forms) {
		s := newSketch(seed)
		var versions []version
		var all []*survey.Form
		var subs []*survey.Submission
		for n := range 3 {
			if n > 0 {
				s.revise()
			}
			v := s.version(t, n+1)
			versions, all = append(versions, v), append(all, v.form)
			o := simulate.Options{N: responses/3 + 1, Seed: seed*10 + uint64(n), Now: exporttest.Start}
			for sub, err := range simulate.Responses(v.program, o) {
				if err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
				subs = append(subs, sub)
			}
		}
		leaveSomeOut(subs)
		for _, o := range []export.Options{{Values: export.Labels, Language: "Polish (pl)"}, {Values: export.Codes}, {Values: export.Both}} {
			plan, err := export.NewPlan(all, o)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			meta := export.Meta{When: exporttest.Start, Stored: len(subs)}
			if _, err := workbook.Write(t.Context(), path, plan, meta, exporttest.All(subs), nil); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			c := &reader{t: t, what: fmt.Sprintf("seed %d, values %d", seed, o.Values), values: o.Values, versions: versions, newest: newestItems(versions), label: englishOf}
			if o.Language != "" {
				c.label = polishOf
			}
			values += c.check(path, subs)
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d values found", values)
}

func sizeFromEnv(t *testing.T, name string, usual int) int {
	text := os.Getenv(name)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// leaveSomeOut gives a few responses the ends that keep them out.
func leaveSomeOut(subs []*survey.Submission) {
	for i, sub := range subs {
		switch i % 23 {
		case 3:
			sub.Training = true
		case 5:
			sub.Status, sub.Record = survey.Withdrawn, survey.Record{}
		case 9:
			sub.Status, sub.Record = survey.Void, survey.Record{}
		case 14:
			sub.Outcome = survey.RespondentRefusal
		case 17:
			sub.Status, sub.Record = survey.Draft, survey.Record{}
		}
	}
}

func isExported(sub *survey.Submission) bool {
	return sub.Status == survey.Finished && !sub.Training && sub.Outcome != survey.RespondentRefusal
}

// reader finds answers in a workbook by its codebook.
type reader struct {
	t        *testing.T
	what     string
	values   export.Values
	versions []version
	newest   map[int]newestItem // by number
	label    func(choice int) string

	f      *excelize.File
	column map[string]map[string]int // by sheet and variable
	row    map[string]map[string]int // by sheet and the row's key
	types  map[string]string         // by variable, as the codebook tells it
	found  int
}

func (r *reader) check(path string, subs []*survey.Submission) (found int) {
	r.t.Helper()
	var err error
	if r.f, err = excelize.OpenFile(path, excelize.Options{RawCellValue: true}); err != nil {
		r.t.Fatal(err)
	}
	defer r.f.Close()
	r.column, r.row, r.types = map[string]map[string]int{}, map[string]map[string]int{}, map[string]string{}
	for _, line := range r.rows("Codebook")[1:] {
		sheet, variable := line[0], line[1]
		if r.column[sheet] == nil {
			r.readSheet(sheet)
		}
		if _, there := r.column[sheet][variable]; !there {
			r.t.Errorf("%s: the codebook has %s of %s, the sheet has not", r.what, variable, sheet)
		}
		r.types[variable] = line[3]
	}
	exported := 0
	for _, sub := range subs {
		if !isExported(sub) {
			if r.row["Responses"][sub.InstanceID] > 0 {
				r.t.Errorf("%s: %s should be left out", r.what, sub.InstanceID)
			}
			continue
		}
		exported++
		v := r.versions[slices.IndexFunc(r.versions, func(v version) bool { return v.form.Version == sub.FormVersion })]
		r.record(v, v.form.Main, &sub.Record, "Responses", sub.InstanceID)
	}
	r.reconciled(len(subs), exported)
	return r.found
}

func (r *reader) rows(sheet string) [][]string {
	rows, err := r.f.GetRows(sheet)
	if err != nil {
		r.t.Fatal(err)
	}
	return rows
}

func (r *reader) readSheet(sheet string) {
	r.column[sheet], r.row[sheet] = map[string]int{}, map[string]int{}
	rows := r.rows(sheet)
	for i, name := range rows[0] {
		r.column[sheet][name] = i + 1
	}
	for i, row := range rows[1:] {
		r.row[sheet][row[0]] = i + 2
	}
}

// reconciled compares the sums.
func (r *reader) reconciled(stored, exported int) {
	sum, told := 0, map[string]int{}
	for _, row := range r.rows("Reconciliation")[3:] {
		n, err := strconv.Atoi(row[1])
		if err != nil {
			r.t.Fatal(err)
		}
		told[row[0]] = n
		if row[0] == "Exported" || strings.HasPrefix(row[0], "Left out: ") {
			sum += n
		}
	}
	if sum != stored || told["Stored"] != stored || told["Exported"] != exported || told["Exported + left out"] != stored || len(r.row["Responses"]) != exported {
		r.t.Errorf("%s: of %d responses %d go in; %v", r.what, stored, exported, told)
	}
}

// record looks up all that a response or a row of a repeat holds.
func (r *reader) record(v version, scope *survey.Scope, rec *survey.Record, sheet, key string) {
	row := r.row[sheet][key]
	if row == 0 {
		r.t.Errorf("%s: %s has no row on %s", r.what, key, sheet)
		return
	}
	asked := map[int]bool{}
	for _, q := range scope.Questions {
		it := v.names[q.Name]
		if it == nil || !q.Type.KeepsValue() {
			continue
		}
		asked[it.number] = true
		r.answer(it, v, rec.Value(q.Slot), sheet, row)
	}
	for number, newest := range r.newest { // what this version does not ask
		if !asked[number] && r.column[sheet][newest.name] > 0 {
			r.answer(newest.item, v, survey.Value{State: survey.NotAsked}, sheet, row)
		}
	}
	for i, inner := range scope.Repeats {
		name := r.newest[v.names[inner.Repeat.Name].number].name
		for j := range rec.Repeats[i] {
			r.record(v, inner, &rec.Repeats[i][j], name, fmt.Sprintf("%s/%s[%d]", key, name, j+1))
		}
	}
}

// newestItem is an item under its last name, with the codes it last had.
type newestItem struct {
	*item
	name  string
	codes []string
}

func newestItems(versions []version) map[int]newestItem {
	all := map[int]newestItem{}
	for _, v := range versions {
		for name, it := range v.names {
			all[it.number] = newestItem{it, name, v.lists[it.list]}
		}
	}
	return all
}

// answer looks one answer up in every column that it has.
func (r *reader) answer(it *item, v version, value survey.Value, sheet string, row int) {
	n := r.newest[it.number]
	var chosen []int // places on the list
	if it.list != nil && value.IsAnswered() {
		for _, code := range strings.Fields(value.Text) {
			chosen = append(chosen, slices.Index(v.lists[it.list], code))
		}
	}
	joined := func(separator string, say func(int) string) string {
		var words []string
		for _, at := range chosen {
			words = append(words, say(at))
		}
		return strings.Join(words, separator)
	}
	code := func(at int) string { return n.codes[at] }
	switch {
	case it.list == nil:
		r.open(it, n.name, value, sheet, row)
	case r.values == export.Labels:
		r.text(n.name, value, joined("; ", r.label), false, sheet, row)
	default:
		numbers := !slices.ContainsFunc(n.codes, func(c string) bool { return c[0] < '1' || c[0] > '9' }) && it.kind == "select_one"
		r.text(n.name, value, joined(" ", code), numbers, sheet, row)
		if r.values == export.Both {
			r.text(n.name+"_label", value, joined("; ", r.label), false, sheet, row)
		}
	}
	if it.kind != "select_multiple" && it.kind != "rank" {
		return
	}
	for at, c := range n.codes {
		want := ""
		if place := slices.Index(chosen, at) + 1; value.IsAnswered() {
			want = strconv.Itoa(place)
			if it.kind == "select_multiple" {
				want = strconv.Itoa(min(place, 1))
			}
		}
		r.cell(n.name+"/"+c, want, want != "", sheet, row)
	}
}

// silence is how the workbook tells why there is no answer.
func (r *reader) silence(state survey.State, asWord bool) string {
	if asWord {
		return map[survey.State]string{survey.Refused: "Refused", survey.DontKnow: "Don't know", survey.Skipped: "Skipped", survey.Unanswered: "Skipped", survey.NotAsked: "Not asked"}[state]
	}
	return map[survey.State]string{survey.Refused: "-9", survey.DontKnow: "-8", survey.Skipped: "-2", survey.Unanswered: "-2", survey.NotAsked: "-1"}[state]
}

func (r *reader) text(variable string, value survey.Value, want string, isNumber bool, sheet string, row int) {
	if !value.IsAnswered() {
		asWord := r.values == export.Labels || strings.HasSuffix(variable, "_label")
		want, isNumber = r.silence(value.State, asWord), !asWord
	}
	r.cell(variable, want, isNumber, sheet, row)
}

// open looks up an answer without choices.
func (r *reader) open(it *item, variable string, value survey.Value, sheet string, row int) {
	switch {
	case !value.IsAnswered() && it.kind == "calculate" && value.State != survey.NotAsked:
		r.cell(variable, "", false, sheet, row)
		return
	case !value.IsAnswered():
		r.text(variable, value, "", false, sheet, row)
		return
	}
	want, isNumber := value.Text, true
	day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	since := func(layout, text string, from time.Time) string {
		at, err := time.Parse(layout, text)
		if err != nil {
			r.t.Fatalf("%s: %v", r.what, err)
		}
		return strconv.FormatFloat(at.Sub(from).Seconds()/86_400, 'g', -1, 64)
	}
	switch it.kind {
	case "date":
		want = since(time.DateOnly, want[:10], day)
	case "dateTime":
		want = since("2006-01-02T15:04:05", want[:19], day)
	case "time":
		want = since("15:04:05", want[:8], time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC))
	case "text", "geopoint":
		isNumber = false
	default:
		_, err := strconv.ParseFloat(want, 64)
		isNumber = err == nil
	}
	r.cell(variable, want, isNumber, sheet, row)
}

// cell compares one cell, as text or as number.
func (r *reader) cell(variable, want string, isNumber bool, sheet string, row int) {
	column := r.column[sheet][variable]
	if column == 0 || r.types[variable] == "" {
		r.t.Errorf("%s: %s has no column %s that the codebook tells of", r.what, sheet, variable)
		return
	}
	at, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		r.t.Fatal(err)
	}
	got, err := r.f.GetCellValue(sheet, at)
	if err != nil {
		r.t.Fatal(err)
	}
	kind, err := r.f.GetCellType(sheet, at)
	if err != nil {
		r.t.Fatal(err)
	}
	isText := kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString
	same := got == want
	if isNumber {
		a, err1 := strconv.ParseFloat(got, 64)
		b, err2 := strconv.ParseFloat(want, 64)
		same = err1 == nil && err2 == nil && math.Abs(a-b) < 1.0/86_400 // times to the second
	}
	if !same || isText == isNumber && want != "" {
		r.t.Errorf("%s: %s %s!%s is %q (text: %v), not %q", r.what, variable, sheet, at, got, isText, want)
	}
	r.found++
}

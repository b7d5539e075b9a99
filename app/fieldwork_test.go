package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"doorstep/app/viewmodel"
	"doorstep/assets"
	"doorstep/export"
	"doorstep/export/workbook"
	"doorstep/survey"
	"doorstep/survey/simulate"
	"doorstep/survey/store"
)

// madeUp is a project with n made-up interviews of the flagship that count, and
// how long each question took in them.
func madeUp(t testing.TB, path string, n int) (*store.Store, *survey.Form) {
	t.Helper()
	st, _, err := store.Create(t.Context(), path, store.CreateOptions{Name: "Haghill 2026", Device: "LAPB", Passphrase: passphraseOfTests})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	q, _ := assets.FindQuestionnaire("haghill-carntyne.xlsx")
	src := survey.Source{Name: q.Name, Data: q.Data}
	form, program, err := compile(src)
	if err == nil {
		err = st.AddForm(t.Context(), src, form)
	}
	if err != nil {
		t.Fatal(err)
	}
	var profile simulate.Profile
	if err := json.Unmarshal(q.Profile, &profile); err != nil {
		t.Fatal(err)
	}
	const different = 2000 // made up once each: the rest are theirs again
	var first []*survey.Submission
	subs := func(yield func(*survey.Submission, error) bool) {
		for sub, err := range simulate.Responses(program, simulate.Options{N: min(n, different), Seed: 7, Profile: profile, Now: time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC)}) {
			if err != nil {
				yield(nil, err)
				return
			}
			timed(form, sub, len(first))
			if first = append(first, sub); !yield(sub, nil) {
				return
			}
		}
		for i := len(first); i < n; i++ {
			sub := *first[i%len(first)]
			sub.InstanceID, sub.Number = fmt.Sprintf("uuid:00000000-0000-4000-8000-%012d", i), i+1
			if !yield(&sub, nil) {
				return
			}
		}
	}
	if _, err := st.Import(t.Context(), iter.Seq2[*survey.Submission, error](subs), nil); err != nil {
		t.Fatal(err)
	}
	return st, form
}

// timed makes up how long each answered question took.
func timed(form *survey.Form, sub *survey.Submission, n int) {
	for i, q := range form.Main.Questions {
		if q.Type.IsAsked() && sub.Record.Value(q.Slot).IsAnswered() {
			sub.Timings = append(sub.Timings, survey.Timing{Ref: q.Ref, Active: time.Duration(900+(n*37+i*211)%19000) * time.Millisecond})
		}
	}
}

// TestProgressEqualsTheWorkbook exports the project whose figures the Progress
// screen shows, and compares them with the sheets as Excel would read them.
func TestProgressEqualsTheWorkbook(t *testing.T) {
	st, form := madeUp(t, filepath.Join(t.TempDir(), "p.doorstep"), 400)
	logContacts(t, st)
	figures, err := (&surveyor{newCensus(st, newForms(st), nil)}).Fieldwork(t.Context(), form.ID, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	b := exported(t, st, form)

	responses := b.table("Responses", 1)
	interviewed := slices.DeleteFunc(slices.Clone(responses), func(r map[string]string) bool {
		return r["response_outcome"] != "Complete" && r["response_outcome"] != "Partial"
	})
	want := func(what string, got, want any) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-workbook +screen):\n%s", what, diff)
		}
	}
	want("interviews", figures.Interviews, len(interviewed))
	want("by day", tally(figures.Days, func(d viewmodel.DayFigures) (string, int) { return d.Day.Format(time.DateOnly), d.Interviews }),
		countBy(interviewed, func(r map[string]string) string { return dateOf(t, r["response_start"]) }))
	want("by area", tally(figures.Areas, func(g viewmodel.GroupFigures) (string, int) { return g.Label, g.Interviews }),
		countBy(interviewed, func(r map[string]string) string { return closedAnswer(r["home_area"]) }))
	want("by worker", tally(figures.Workers, func(w viewmodel.WorkerFigures) (string, int) { return w.Code, w.Interviews }),
		countBy(interviewed, func(r map[string]string) string { return r["worker"] }))
	outcomes := countBy(responses, func(r map[string]string) string { return r["response_outcome"] })
	for _, r := range b.rows("Reconciliation") {
		if len(r) > 1 && strings.HasSuffix(strings.ToLower(r[0]), strings.ToLower(string(export.ReasonRefused))) {
			outcomes["Person refused"], _ = strconv.Atoi(r[1])
		}
	}
	want("outcomes", tally(figures.Outcomes, func(o viewmodel.OutcomeFigures) (string, int) { return o.Words, o.N }), outcomes)

	if u := figures.Unheard; u.N < 10 || u.Of-u.N < 10 {
		t.Fatalf("too few to tell anything by: %d of %d", u.N, u.Of)
	}
	unheardIsRight(want, figures, interviewed)
	learningIsRight(t, want, b, figures, interviewed)
	b.fieldworkIsRight(want, figures)

	rates := map[string]string{}
	for _, r := range b.rows("Contacts") {
		if len(r) > 1 {
			rates[r[0]] = r[1]
		}
	}
	c := figures.Contacts
	if c.Cooperation >= 1 || c.Cooperation == 0 {
		t.Errorf("the rates tell nothing: %+v", c)
	}
	want("COOP1, REF1 and CON1", fmt.Sprintf("%.4f %.4f %.4f", c.Cooperation, c.Refusal, c.Contact),
		fmt.Sprintf("%.4f %.4f %.4f", asFigure(rates["Cooperation, COOP1"]), asFigure(rates["Refusal, REF1"]), asFigure(rates["Contact, CON1"])))
}

// unheardIsRight works the meter out from the answers themselves: in touch with
// none, and never asked before.
func unheardIsRight(want func(string, any, any), figures *viewmodel.Fieldwork, interviewed []map[string]string) {
	type meter struct{ N, Of int }
	all, byArea, byAge, byDay := meter{}, map[string]meter{}, map[string]meter{}, map[string]meter{}
	for _, r := range interviewed {
		groups, asked := r["groups_in_contact"], r["asked_before"]
		unheard := strings.EqualFold(groups, "None of these") && asked == "No"
		heard := (isAnswer(groups) && !strings.EqualFold(groups, "None of these")) || asked == "Yes"
		if r["unknown_to_groups"] != map[[2]bool]string{{true, false}: "yes", {false, true}: "no"}[[2]bool{unheard, heard}] && isAnswer(r["unknown_to_groups"]) {
			want("what the questionnaire works out of "+groups+" and "+asked, r["unknown_to_groups"], "")
		}
		if !unheard && !heard {
			continue
		}
		add := func(m *meter) {
			m.Of++
			if unheard {
				m.N++
			}
		}
		add(&all)
		for _, by := range []struct {
			in  map[string]meter
			key string
		}{{byArea, r["home_area"]}, {byAge, r["age_group"]}, {byDay, r["response_start"][:5]}} {
			m := by.in[by.key]
			add(&m)
			by.in[by.key] = m
		}
	}
	of := func(s viewmodel.ShareFigures) meter { return meter{s.N, s.Of} }
	want("the unheard meter", of(figures.Unheard), all)
	for _, a := range figures.Areas {
		want("unheard in "+a.Label, of(a.Unheard), byArea[a.Label])
	}
	for _, a := range figures.Ages {
		code := strings.NewReplacer(" to ", "_", " or over", "_plus").Replace(a.Label)
		want("unheard aged "+a.Label, of(a.Unheard), byAge[code])
	}
	want("the meter at the last day", of(figures.Days[len(figures.Days)-1].Unheard), all)
	running := meter{}
	dates := slices.Sorted(maps.Keys(byDay)) // Excel's numbers of days
	at := 0
	for _, d := range figures.Days {
		if excelDay := strconv.Itoa(int(d.Day.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24)); at < len(dates) && dates[at] == excelDay {
			m := byDay[dates[at]]
			running.N, running.Of = running.N+m.N, running.Of+m.Of
			at++
		}
		want("the meter up to "+d.Day.Format(time.DateOnly), of(d.Unheard), running)
	}
}

// learningIsRight compares what stayed open, and how long it took.
func learningIsRight(t *testing.T, want func(string, any, any), b *reopened, figures *viewmodel.Fieldwork, interviewed []map[string]string) {
	t.Helper()
	missing := map[string]bool{"Refused": true, "Don't know": true, "Skipped": true}
	titles := map[string]string{}
	for _, r := range b.table("Codebook", 1) {
		if r["Sheet"] == "Responses" && titles[r["Question"]] == "" {
			titles[r["Question"]] = r["Variable"]
		}
	}
	for _, q := range figures.Questions {
		name := titles[q.Title]
		open, asked := 0, 0
		for _, r := range interviewed {
			if missing[r[name]] {
				open++
			}
			if r[name] != "Not asked" {
				asked++
			}
		}
		want("left open: "+name, [2]int{q.Unanswered.N, q.Unanswered.Of}, [2]int{open, asked})
	}
	var times, sheet []string
	for _, d := range figures.Times {
		times = append(times, fmt.Sprint(d.Title, " ", d.N, " ", d.Median, " ", d.P90))
	}
	for _, r := range b.table("Durations", 3) {
		sheet = append(sheet, fmt.Sprint(r["Question"], " ", r["n"], " ", asFigure(r["Median, seconds"]), " ", asFigure(r["90 %, seconds"])))
	}
	want("durations by question", times, sheet)
	minutes := map[string][]float64{}
	for _, r := range interviewed {
		minutes[r["worker"]] = append(minutes[r["worker"]], asFigure(r["duration"]))
	}
	for _, w := range figures.Workers {
		list := minutes[w.Code]
		slices.Sort(list)
		middle := list[(len(list)+1)/2-1] // half are this long at most
		if got := w.Minutes; w.Timed != len(list) || got < middle-0.01 || got > middle+0.01 {
			t.Errorf("half of %s's interviews took %v minutes at most, in the workbook %v", w.Code, got, middle)
		}
	}
}

// fieldworkIsRight compares the sheet that is made for it.
func (b *reopened) fieldworkIsRight(want func(string, any, any), figures *viewmodel.Fieldwork) {
	share := func(s viewmodel.ShareFigures) string { return fmt.Sprintf("%d of %d", s.N, s.Of) }
	var screen, sheet []string
	for _, a := range figures.Areas {
		screen = append(screen, "Unknown to existing groups, by area: "+a.Label+" "+share(a.Unheard))
	}
	for _, a := range figures.Ages {
		screen = append(screen, "Unknown to existing groups, by age: "+a.Label+" "+share(a.Unheard))
	}
	for _, q := range figures.Questions {
		screen = append(screen, "Questions without an answer: "+q.Title+" "+share(q.Unanswered))
	}
	for _, w := range figures.Workers {
		screen = append(screen, "Questions without an answer, by worker: "+w.Code+" "+share(w.Unanswered))
	}
	for _, r := range b.table("Fieldwork", 3) {
		switch r["Table"] {
		case "Unknown to existing groups, by area", "Unknown to existing groups, by age", "Questions without an answer", "Questions without an answer, by worker":
			sheet = append(sheet, fmt.Sprintf("%s: %s %s of %s", r["Table"], r["Group"], r["n"], r["Base"]))
		case "Unknown to existing groups":
			want("the meter on its sheet", fmt.Sprintf("%d of %d, %.3f to %.3f", figures.Unheard.N, figures.Unheard.Of, figures.Unheard.Low, figures.Unheard.High),
				fmt.Sprintf("%s of %s, %.3f to %.3f", r["n"], r["Base"], asFigure(r["95 % from"]), asFigure(r["95 % to"])))
		}
	}
	want("the sheet Fieldwork", screen, sheet)
}

func logContacts(t *testing.T, st *store.Store) {
	t.Helper()
	for i, o := range []survey.Outcome{survey.NonContact, survey.NonContact, survey.HouseholdRefusal, survey.LanguageBarrier} {
		a := &survey.Attempt{At: time.Date(2026, 11, 20, 10, i, 0, 0, time.UTC), Outcome: o, Worker: "W1"}
		if err := st.LogAttempt(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	headers, err := st.Headers(t.Context(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	ledTo := append(headers[:9:9], survey.Header{InstanceID: "uuid:of-another-questionnaire", Outcome: survey.Complete})
	for _, h := range ledTo {
		if err := st.LogAttempt(t.Context(), &survey.Attempt{At: h.Started, Outcome: h.Outcome, Worker: h.Worker, Training: h.Training, InstanceID: h.InstanceID}); err != nil {
			t.Fatal(err)
		}
	}
	if err := st.Void(t.Context(), ledTo[2].InstanceID, "entered twice"); err != nil {
		t.Fatal(err)
	}
	if err := st.Withdraw(t.Context(), ledTo[5].InstanceID); err != nil {
		t.Fatal(err)
	}
}

// reopened is an analyst workbook as read back.
type reopened struct {
	t *testing.T
	f *excelize.File
}

func exported(t *testing.T, st *store.Store, form *survey.Form) *reopened {
	t.Helper()
	ctx := t.Context()
	plan, err := export.NewPlan([]*survey.Form{form}, export.Options{FormID: form.ID, Paradata: true})
	if err != nil {
		t.Fatal(err)
	}
	tries, err := st.Attempts(ctx, store.AttemptFilter{})
	if err != nil {
		t.Fatal(err)
	}
	stock, err := export.TakeStock(tries, st.EachHeader(ctx, store.Everything(form.ID)))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "w.xlsx")
	meta := export.Meta{When: time.Now(), Stored: stock.Stored, Contacts: stock.Contacts}
	if _, err := workbook.Write(ctx, path, plan, meta, st.Submissions(ctx, store.Everything(form.ID)), nil); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return &reopened{t, f}
}

func (b *reopened) rows(sheet string) [][]string {
	b.t.Helper()
	rows, err := b.f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		b.t.Fatal(err)
	}
	return rows
}

// table reads a sheet's rows by the headings in its nth row.
func (b *reopened) table(sheet string, header int) []map[string]string {
	rows := b.rows(sheet)
	var list []map[string]string
	for _, r := range rows[header:] {
		m := map[string]string{}
		for i, cell := range r {
			if i < len(rows[header-1]) && m[rows[header-1][i]] == "" {
				m[rows[header-1][i]] = cell
			}
		}
		list = append(list, m)
	}
	return list
}

func tally[T any](list []T, of func(T) (string, int)) map[string]int {
	m := map[string]int{}
	for _, x := range list {
		if k, n := of(x); n > 0 {
			m[k] += n
		}
	}
	return m
}

func countBy(rows []map[string]string, key func(map[string]string) string) map[string]int {
	m := map[string]int{}
	for _, r := range rows {
		if k := key(r); k != "" {
			m[k]++
		}
	}
	return m
}

func dateOf(t *testing.T, excel string) string {
	t.Helper()
	f, err := strconv.ParseFloat(excel, 64)
	if err != nil {
		t.Fatal(err)
	}
	at, err := excelize.ExcelDateToTime(f, false)
	if err != nil {
		t.Fatal(err)
	}
	return at.Format(time.DateOnly)
}

func isAnswer(s string) bool {
	return s != "" && !slices.Contains([]string{"Refused", "Don't know", "Skipped", "Not asked"}, s)
}

func closedAnswer(s string) string {
	if isAnswer(s) {
		return s
	}
	return ""
}

func asFigure(s string) float64 {
	f, _ := strconv.ParseFloat(s, 64)
	return f
}

func TestCountingStopsWhenAsked(t *testing.T) {
	st, form := madeUp(t, filepath.Join(t.TempDir(), "p.doorstep"), 50)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (&surveyor{newCensus(st, newForms(st), nil)}).Fieldwork(ctx, form.ID, func(int, int) {}); !errors.Is(err, context.Canceled) && !errors.Is(err, viewmodel.ErrCancelled) {
		t.Errorf("got %v", err)
	}
}

func TestPictureIsKeptBesideTheExports(t *testing.T) {
	p := pictures{filepath.Join(t.TempDir(), "Doorstep")}
	path := filepath.Join(p.PictureFolder(), "a.png")
	for _, data := range []string{"one", "two"} {
		if err := p.KeepPicture(t.Context(), path, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	if found, _ := filepath.Glob(filepath.Join(p.folder, "*")); len(found) != 1 {
		t.Errorf("the folder holds %v", found)
	}
}

// BenchmarkProgress counts the fieldwork of a sealed project for the screen.
func BenchmarkProgress(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			st, form := madeUp(b, filepath.Join(b.TempDir(), "p.doorstep"), n)
			s := &surveyor{newCensus(st, newForms(st), nil)}
			if _, err := s.census.forms.Forms(b.Context()); err != nil { // the window has read them long before
				b.Fatal(err)
			}
			runtime.GC()
			var before, peak runtime.MemStats
			runtime.ReadMemStats(&before)
			b.ReportAllocs()
			for b.Loop() {
				clear(s.census.counted) // as on the first visit
				f, err := s.Fieldwork(b.Context(), form.ID, func(done, total int) {
					if done == total/2 {
						runtime.ReadMemStats(&peak)
					}
				})
				if err != nil || len(f.Questions) == 0 {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(peak.HeapInuse)/(1<<20), "MiB")
		})
	}
}

// One reading counts for everybody: what Progress asked for is there for Today, and
// who comes while it is counted waits, and is told how far it is.
func TestOneReadingCountsForAll(t *testing.T) {
	st, form := madeUp(t, filepath.Join(t.TempDir(), "p.doorstep"), 2500)
	c := newCensus(st, newForms(st), nil)
	told, here := make(chan int, 9), make(chan *viewmodel.Fieldwork, 1)
	first := true
	if _, err := (&surveyor{c}).Fieldwork(t.Context(), form.ID, func(int, int) {
		if !first {
			return
		}
		first = false
		go func() {
			f, err := (&surveyor{c}).Fieldwork(t.Context(), form.ID, func(done, _ int) { told <- done })
			if err != nil {
				t.Error(err)
			}
			here <- f
		}()
		for waiting := 1; waiting < 2; { // until it waits
			runtime.Gosched()
			c.mu.Lock()
			waiting = len(c.waiting)
			c.mu.Unlock()
		}
	}); err != nil {
		t.Fatal(err)
	}
	if f := <-here; f == nil || f.Interviews == 0 {
		t.Errorf("got %+v", f)
	}
	counted := c.counted[form.ID]
	if got := <-told; got != 2000 {
		t.Errorf("who waited was told of %d responses, want 2000", got)
	}
	if list, err := (&quotas{c}).Quotas(t.Context()); err != nil || len(list) != len(form.Quotas) {
		t.Error(list, err)
	}
	if f, err := (&surveyor{c}).Fieldwork(t.Context(), form.ID, func(done, _ int) { t.Errorf("read again: %d", done) }); err != nil || f.Interviews == 0 {
		t.Error(f, err)
	}
	if c.counted[form.ID] != counted {
		t.Error("all was counted again")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (&surveyor{c}).Fieldwork(ended, form.ID, nil); !errors.Is(err, viewmodel.ErrCancelled) && !errors.Is(err, context.Canceled) || c.counted[form.ID] != counted {
		t.Errorf("who left before it was looked at: %v, and the counts are gone: %v", err, c.counted[form.ID] != counted)
	}
	vault{st, c}.Lock()
	if len(c.counted) != 0 {
		t.Error("the counts outlast the lock")
	}
}

// TestCountingGoesOn adds what came in, and counts anew when a response was
// taken out.
func TestCountingGoesOn(t *testing.T) {
	st, form := madeUp(t, filepath.Join(t.TempDir(), "p.doorstep"), 40)
	s := &surveyor{newCensus(st, newForms(st), nil)}
	count := func() *viewmodel.Fieldwork {
		t.Helper()
		f, err := s.Fieldwork(t.Context(), form.ID, func(int, int) {})
		if err != nil {
			t.Fatal(err)
		}
		fresh, err := (&surveyor{newCensus(st, newForms(st), nil)}).Fieldwork(t.Context(), form.ID, func(int, int) {})
		if diff := cmp.Diff(fresh, f); err != nil || diff != "" {
			t.Errorf("counting anew gives (-anew +going on) %v:\n%s", err, diff)
		}
		return f
	}
	before := count()
	var one *survey.Submission
	for sub, err := range st.Submissions(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if sub.Outcome == survey.Complete {
			one = sub
		}
	}
	another := *one
	another.InstanceID = "uuid:00000000-0000-4000-8000-000000000099"
	if _, err := st.Import(t.Context(), func(yield func(*survey.Submission, error) bool) { yield(&another, nil) }, nil); err != nil {
		t.Fatal(err)
	}
	kept := s.census.counted[form.ID].fieldwork
	if more := count(); more.Interviews != before.Interviews+1 || s.census.counted[form.ID].fieldwork != kept {
		t.Errorf("%d interviews after one more than %d, or all were counted again", more.Interviews, before.Interviews)
	}
	if err := st.Void(t.Context(), one.InstanceID, "A test"); err != nil {
		t.Fatal(err)
	}
	if less := count(); less.Interviews != before.Interviews {
		t.Errorf("%d interviews after one was taken out, want %d", less.Interviews, before.Interviews)
	}
}

package exchange_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/exchange"
	"doorstep/survey/store"
	"doorstep/survey/xlsform"
)

// The second version calls the telephone otherwise, and the third asks neither
// consent nor the illness.
const visits = `
| survey |
| | type              | name   | label  | relevant          | consent | personal |
| | select_one yes_no | health | May we |                   | health  |          |
| | text              | ill    | Ill    | ${health} = 'yes' |         |          |
| | text              | %s     | Phone  |                   |         | contact  |
| | text              | mood   | Mood   |                   |         | yes      |
| | integer           | rooms  | Rooms  |                   |         |          |
| | date              | born   | Born   |                   |         |          |
| | begin_repeat      | kid    | Kid    |                   |         |          |
| | text              | called | Called |                   |         |          |
| | integer           | age    | Age    |                   |         |          |
| | end_repeat        |        |        |                   |         |          |
| choices |
| | list_name | name | label |
| | yes_no    | yes  | Yes   |
| | yes_no    | no   | No    |
| settings |
| | form_id | version |
| | visit   | %s      |
`

// imports is a project that responses are imported to, as the command does.
type imports struct {
	*testing.T
	*store.Store
	reader func() *exchange.Reader
	of     func(*survey.Submission) *engine.Program
	codes  []string
	told   []string
	done   store.Imported
}

func newImports(t *testing.T) *imports {
	third := strings.Replace(strings.Replace(fmt.Sprintf(visits, "phone", "3"), "| health  |          |", "|         |          |", 1), "${health} = 'yes'", "                 ", 1)
	return newImportsOf(t, fmt.Sprintf(visits, "phone", "1"), fmt.Sprintf(visits, "mobile", "2"), third)
}

// newImportsOf has these versions of the questionnaire.
func newImportsOf(t *testing.T, versions ...string) *imports {
	p := &imports{T: t}
	var err error
	p.Store, _, err = store.Create(ctx, filepath.Join(t.TempDir(), "p.doorstep"), store.CreateOptions{NoPassphrase: true, Device: "LAP"})
	p.must(err)
	t.Cleanup(func() { p.must(p.Close()) })
	var forms []*survey.Form
	programs := map[string]*engine.Program{}
	for _, text := range versions {
		src := survey.Source{Name: "visit.md", Data: []byte(text)}
		form, problems, err := xlsform.Read(src)
		if err != nil || form == nil {
			t.Fatal(problems, err)
		}
		p.must(p.AddForm(ctx, src, form))
		forms = append(forms, form)
		programs[form.Version], _ = engine.Compile(form)
	}
	p.of = func(sub *survey.Submission) *engine.Program { return programs[sub.FormVersion] }
	p.reader = func() *exchange.Reader {
		r := exchange.NewReader(forms)
		r.Here = p.Submissions(ctx, store.Filter{})
		r.Settle = func(f *survey.Form, rec *survey.Record) { programs[f.Version].Settle(rec, engine.Options{}) }
		r.Erase = func(sub *survey.Submission) int { return p.of(sub).EraseContacts(sub) }
		r.Without = p.without
		return r
	}
	return p
}

func (p *imports) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p *imports) without(sub *survey.Submission, purpose string) (*survey.Submission, bool) {
	return p.of(sub).WithoutConsent(sub, purpose, engine.Options{})
}

// take imports what one command is given: texts, or a table's lines after "csv".
func (p *imports) take(files ...string) {
	p.Helper()
	reader := p.reader()
	note := func(problem exchange.Problem) {
		p.codes, p.told = append(p.codes, problem.Code), append(p.told, problem.Message)
	}
	done, err := p.Receive(ctx, func(yield func(store.Arrival, error) bool) {
		for _, file := range files {
			seq := reader.Read(strings.NewReader(file))
			if rows, ok := strings.CutPrefix(file, "csv\n"); ok {
				var tables []exchange.Table
				for i, part := range strings.Split(rows, "\n\n") {
					tables = append(tables, sheet([]string{"V", "kid"}[i], strings.Split(part, "\n")...))
				}
				seq = reader.ReadTables(tables)
			}
			for got, err := range seq {
				p.must(err)
				for _, problem := range got.Problems {
					note(problem)
				}
				if got.Submission == nil {
					continue
				}
				came, err := reader.Arrival(got, note)
				if !yield(came, err) {
					return
				}
			}
		}
	}, nil)
	p.must(err)
	p.done.New, p.done.Revised, p.done.InConflict = p.done.New+done.New, p.done.Revised+done.Revised, p.done.InConflict+done.InConflict
}

// takeBack takes the consent for health back; expire passes the end date.
func (p *imports) takeBack(id string) {
	p.must(p.WithdrawConsent(ctx, id, "health", "W3", func(sub *survey.Submission) (*survey.Submission, bool) {
		return p.without(sub, "health")
	}))
}

func (p *imports) expire() {
	_, err := p.EraseExpired(ctx, func(_, version string) (store.Retention, error) {
		program := p.of(&survey.Submission{Header: survey.Header{FormVersion: version}})
		return store.Retention{Months: 1, Erase: program.EraseContacts, Without: p.without}, nil
	}, time.Now().AddDate(10, 0, 0))
	p.must(err)
}

// change answers a question otherwise on this laptop.
func (p *imports) change(id string, slot int, v survey.Value) {
	_, err := p.StartEdit(ctx, id, store.Edit{Worker: "W2"})
	p.must(err)
	sub, err := p.EditBase(ctx, id)
	p.must(err)
	sub.Record.Values[slot] = v
	p.must(p.FinishEdit(ctx, sub, store.Edit{Worker: "W2", Reason: "heard wrongly"}))
}

// now is what stands: each response's answers, and whatever else names somebody.
func (p *imports) now() string {
	var all []string
	for sub, err := range p.Submissions(ctx, store.Filter{}) {
		p.must(err)
		line := sub.InstanceID + ": " + said(&sub.Record)
		if sub.Name != "" {
			line += " named " + sub.Name
		}
		for _, key := range slices.Sorted(maps.Keys(sub.Extra)) {
			if strings.Contains(sub.Extra[key], "0141") {
				line += " beside " + key
			}
		}
		all = append(all, line)
	}
	return strings.Join(all, "\n")
}

// made is a response as KoboToolbox's JSON has it.
func made(id, replaces, version, answers string) string {
	return fmt.Sprintf(`{"_id": 7, "meta/instanceID": "uuid:%s", "meta/deprecatedID": "%s", "__version__": "%s", "_submission_time": "2026-01-02T10:00:00", %s}`+"\n", id, replaces, version, answers)
}

// raw is one as OpenRosa's XML has it.
func raw(id, replaces, version, answers string) string {
	return fmt.Sprintf(`<data id="visit" version="%s" submissionDate="2026-01-02T10:00:00Z">%s<meta><instanceID>uuid:%s</instanceID><deprecatedID>%s</deprecatedID><instanceName>Ann 0141</instanceName></meta></data>`, version, answers, id, replaces)
}

const (
	answers = `"health": "yes", "ill": "flu", "phone": "0141", "mood": "low", "rooms": "2", "born": "1950-01-02", "kid": [{"kid/called": "Bea", "kid/age": "7"}]`
	elems   = `<health>yes</health><ill>flu</ill><phone>0141</phone><mood>%s</mood><rooms>2</rooms>`
)

func changed(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(answers) }

func TestEditedElsewhereAndHere(t *testing.T) {
	low, fine := fmt.Sprintf(elems, "low"), fmt.Sprintf(elems, "fine")
	const whole = "uuid:a: yes|flu|0141|low|2|1950-01-02(Bea|7)"
	for name, tt := range map[string]struct {
		do    func(p *imports)
		want  string
		codes string
		done  store.Imported
	}{
		"consent taken back, the edit knows nothing of it": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.takeBack("uuid:a")
			p.take(made("a", "", "1", answers)) // nor does the old file say anything
			p.take(made("b", "uuid:a", "1", changed("low", "fine")))
			if sub, err := p.Submission(ctx, "uuid:a"); err != nil || len(sub.Consents) != 1 || !sub.Consents[0].TakenBack {
				p.Errorf("%+v, %v", sub, err)
			}
		}, "uuid:a: no|erased|0141|fine|2|1950-01-02(Bea|7)", "", store.Imported{New: 1, Revised: 1}},
		"consent taken back, the edit's version asks none": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.takeBack("uuid:a")
			p.take(made("b", "uuid:a", "3", changed("low", "fine")))
		}, "uuid:a: no|erased|0141|low|2|1950-01-02(Bea|7)", exchange.CodeEditLeftOut, store.Imported{New: 1}},
		"erased on its date, edited under another version": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.expire()
			p.take(made("b", "uuid:a", "3", changed("low", "fine")))
		}, "uuid:a: yes|flu|erased|fine|2|1950-01-02(Bea|7)", "", store.Imported{New: 1, Revised: 1}},
		"erased on its date, called otherwise since": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.expire()
			p.take(made("b", "uuid:a", "2", changed("low", "fine", `"phone"`, `"mobile"`)))
		}, "uuid:a: yes|flu|erased|fine|2|1950-01-02(Bea|7)", "", store.Imported{New: 1, Revised: 1}},
		"erased on its date, and the edit has a name": {func(p *imports) {
			p.take(raw("a", "", "1", low))
			p.expire()
			if got := p.now(); got != "uuid:a: yes|flu|erased|low|2|skipped" {
				p.Errorf("after its date: %s", got)
			}
			p.take(raw("b", "uuid:a", "1", fine+"<telephone>0141</telephone>"))
			p.expire()
		}, "uuid:a: yes|flu|erased|fine|2|skipped", exchange.CodeUnknownKey, store.Imported{New: 1, Revised: 1}},
		"a file of some columns": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.take("csv\nmood|meta/instanceID|meta/deprecatedID|__version__\nfine|uuid:b|uuid:a|1")
			if sub, err := p.Submission(ctx, "uuid:a"); err != nil || sub.Extra["_id"] != "7" || sub.Extra["meta/instanceID"] != `"uuid:b"` {
				p.Errorf("%+v, %v", sub, err)
			}
		}, strings.Replace(whole, "low", "fine", 1), "", store.Imported{New: 1, Revised: 1}},
		"a row that is cut off": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.take("csv\nmeta/instanceID|meta/deprecatedID|__version__|mood|rooms|phone\nuuid:b|uuid:a|1|fine|")
		}, "uuid:a: yes|flu|0141|fine|skipped|1950-01-02(Bea|7)", exchange.CodeRowTooShort, store.Imported{New: 1, Revised: 1}},
		"a repeat of some columns": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.take("csv\nmood|meta/instanceID|meta/deprecatedID|__version__|_index\nfine|uuid:b|uuid:a|1|1\n\ncalled|_parent_table_name|_parent_index\nBeth|V|1")
		}, strings.NewReplacer("low", "fine", "Bea", "Beth").Replace(whole), "", store.Imported{New: 1, Revised: 1}},
		"a repeat of some columns and more rows": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.take("csv\nmood|meta/instanceID|meta/deprecatedID|__version__|_index\nfine|uuid:b|uuid:a|1|1\n\ncalled|_parent_table_name|_parent_index\nBeth|V|1\nCy|V|1")
		}, whole, exchange.CodeEditLeftOut, store.Imported{New: 1}},
		"two downloads in one command": {func(p *imports) {
			p.take(made("a", "", "1", answers), strings.Replace(made("a", "", "1", answers), `"_id"`, `"_notes": [1], "_id"`, 1), raw("b", "", "1", low), raw("b", "", "1", low+"<_tag>x</_tag>"))
		}, whole + "\nuuid:b: yes|flu|0141|low|2|skipped named Ann 0141 beside meta/instanceName", "", store.Imported{New: 2}},
		"an edit of an edit that never came, in one command": {func(p *imports) {
			p.take(made("a", "", "1", answers) + made("c", "uuid:b", "1", changed("low", "fine")))
		}, strings.Replace(whole, "low", "fine", 1), "", store.Imported{New: 1, Revised: 1}},
		"the older file comes later": {func(p *imports) {
			p.take(made("b", "uuid:a", "1", changed("low", "fine")))
			p.take(made("a", "", "1", answers))
		}, strings.NewReplacer("low", "fine", "uuid:a", "uuid:b").Replace(whole), "", store.Imported{New: 1}},
		"withdrawn, and edited twice": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.must(p.Withdraw(ctx, "uuid:a"))
			p.take(made("c", "uuid:b", "1", answers))
		}, "", "", store.Imported{New: 1}},
		"withdrawn, and a file that names no earlier id": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.must(p.Withdraw(ctx, "uuid:a"))
			p.take("csv\nmood|_uuid|_id|__version__\nfine|b|7|1\nfine|c|8|1")
			p.must(p.Withdraw(ctx, "uuid:c"))
		}, "", exchange.CodeEditLeftOut, store.Imported{New: 2}},
		"consent taken back, and a file that names no earlier id": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.takeBack("uuid:a")
			p.take(made("b", "", "1", answers))
		}, "uuid:a: no|erased|0141|low|2|1950-01-02(Bea|7)", exchange.CodeEditLeftOut, store.Imported{New: 1}},
		"withdrawn, and edited twice, without a number": {func(p *imports) {
			p.take(raw("a", "", "1", low))
			p.must(p.Withdraw(ctx, "uuid:a"))
			p.take(raw("c", "uuid:b", "1", low))
		}, "", exchange.CodeEditLeftOut, store.Imported{New: 1}},
		"consent taken back, and edited twice": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.takeBack("uuid:a")
			p.take(made("c", "uuid:b", "1", changed("low", "fine")))
		}, "uuid:a: no|erased|0141|fine|2|1950-01-02(Bea|7)", "", store.Imported{New: 1, Revised: 1}},
		"erased on its date, and edited twice, without a number": {func(p *imports) {
			p.take(raw("a", "", "1", low))
			p.expire()
			p.take(raw("c", "uuid:b", "1", fine))
		}, "uuid:a: yes|flu|erased|low|2|skipped", exchange.CodeEditLeftOut, store.Imported{New: 1}},
		"edited twice, of somebody else": {func(p *imports) {
			p.take(raw("a", "", "1", low), made("x", "", "1", answers))
			p.must(p.Withdraw(ctx, "uuid:x"))
			p.take(strings.Replace(made("c", "uuid:b", "1", answers), `"_id": 7`, `"_id": 8`, 1))
		}, "uuid:a: yes|flu|0141|low|2|skipped named Ann 0141 beside meta/instanceName\n" + strings.Replace(whole, "uuid:a", "uuid:c", 1), "", store.Imported{New: 3}},
		"withdrawn after an edit that came": {func(p *imports) {
			p.take(raw("a", "", "1", low))
			p.take(raw("b", "uuid:a", "1", fine))
			p.must(p.Withdraw(ctx, "uuid:a"))
			p.take(raw("c", "uuid:b", "1", low))
			p.take(raw("b", "uuid:a", "1", low))
		}, "", "", store.Imported{New: 1, Revised: 1}},
		"withdrawn, an edit that is passed over, and another": {func(p *imports) {
			p.take(raw("a", "", "1", low))
			p.must(p.Withdraw(ctx, "uuid:a"))
			p.take(raw("b", "uuid:a", "1", low))
			p.take(raw("c", "uuid:b", "1", low))
		}, "", "", store.Imported{New: 1}},
		"an edit that changed nothing, and another": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.take(made("b", "uuid:a", "1", answers))
			p.take(made("c", "uuid:b", "1", changed("low", "fine")))
		}, strings.Replace(whole, "low", "fine", 1), "", store.Imported{New: 1, Revised: 1}},
		"the last first, then the first, then what is between": {func(p *imports) {
			p.take(made("c", "uuid:b", "1", answers)+made("a", "", "1", answers), made("b", "uuid:a", "1", answers))
		}, strings.Replace(whole, "uuid:a", "uuid:c", 1) + "\n" + whole, exchange.CodeSeveralHere, store.Imported{New: 2}},
		"here as two, of which one was made void": {func(p *imports) {
			p.take(raw("c", "uuid:b", "1", low)+raw("a", "", "1", low), raw("b", "uuid:a", "1", low))
			p.must(p.Void(ctx, "uuid:a", "twice"))
			p.take(raw("b", "uuid:a", "1", low), raw("d", "uuid:c", "1", fine))
		}, "uuid:c: yes|flu|0141|fine|2|skipped named Ann 0141 beside meta/instanceName", exchange.CodeSeveralHere, store.Imported{New: 2, Revised: 1}},
		"here as two, of which one was withdrawn": {func(p *imports) {
			p.take(raw("c", "uuid:b", "1", low) + raw("a", "", "1", low))
			p.must(p.Withdraw(ctx, "uuid:a"))
			p.take(raw("b", "uuid:a", "1", low))
			p.must(p.Withdraw(ctx, "uuid:c"))
			p.take(raw("d", "uuid:c", "1", low))
		}, "", exchange.CodeSeveralHere, store.Imported{New: 2}},
		"changed here meanwhile": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.change("uuid:a", 4, survey.Answer("3"))
			p.take(made("b", "uuid:a", "1", changed("low", "fine")))
			if !strings.Contains(p.told[0], " stands for now") || !strings.Contains(p.told[0], "response settle") {
				p.Errorf("it says %q", p.told)
			}
		}, "", exchange.CodeInConflict, store.Imported{New: 1, InConflict: 1}},
		"another date without a word": {func(p *imports) {
			p.take(made("a", "", "1", answers))
			p.take(made("a", "", "1", changed("1950-01-02", "1950-01-02T00:00:00.000")))
			p.take(made("a", "", "1", changed("1950-01-02", "1951-02-01")))
		}, whole, exchange.CodeOtherAnswers, store.Imported{New: 1}},
		"a text of digits": {func(p *imports) {
			p.take(made("a", "", "1", changed("low", "007")))
			p.take(made("a", "", "1", changed("low", "007", `"2"`, `"2.0"`)))
			p.take(made("a", "", "1", changed("low", "7")))
		}, strings.Replace(whole, "low", "007", 1), exchange.CodeOtherAnswers, store.Imported{New: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newImports(t)
			tt.do(p)
			if got := p.now(); tt.want != "" && got != tt.want || strings.Contains(name, "withdrawn") && got != "" {
				t.Errorf("it says\n%s\nwant\n%s", got, tt.want)
			}
			if got := strings.Join(p.codes, " "); got != tt.codes {
				t.Errorf("problems %q, want %q: %q", got, tt.codes, p.told)
			}
			if p.done != tt.done {
				t.Errorf("it counts %+v, want %+v", p.done, tt.done)
			}
		})
	}
}

// An interview made here stays what it was when its answers are edited on a
// server: a partial one, refusals, who held it, and when.
func TestAnInterviewMadeHereStaysOne(t *testing.T) {
	p := newImports(t)
	sub := &survey.Submission{Header: survey.Header{
		InstanceID: "uuid:a", FormID: "visit", FormVersion: "1", Status: survey.Finished, Outcome: survey.Partial, Language: "pl", Worker: "W1",
		Started: time.Date(2026, 1, 2, 9, 0, 0, 0, time.UTC), Finished: time.Date(2026, 1, 2, 9, 30, 0, 0, time.UTC), Active: time.Minute,
	}, Name: "Ann"}
	sub.Record = survey.NewRecord(p.of(sub).Form().Main)
	sub.Record.Values[0], sub.Record.Values[2], sub.Record.Values[3] = survey.Answer("no"), survey.Value{State: survey.Refused}, survey.Value{State: survey.DontKnow}
	p.of(sub).Settle(&sub.Record, engine.Options{})
	p.must(p.Finish(ctx, sub))
	p.take(strings.Replace(raw("b", "uuid:a", "1", `<health>no</health><ill/><phone/><mood/>`), "Ann 0141", "", 1))
	if history, err := p.History(ctx, "uuid:a"); err != nil || len(history) != 1 {
		t.Errorf("an edit that changed nothing is a state: %+v, %v", history, err)
	}
	p.take(strings.Replace(raw("c", "uuid:b", "1", `<health>no</health><phone/><mood/><rooms>3</rooms>`), "Ann 0141", "", 1))
	got, err := p.Submission(ctx, "uuid:a")
	p.must(err)
	if words := said(&got.Record); words != "no|not_asked|refused|dont_know|3|skipped" || got.Name != "Ann" {
		t.Errorf("%s, named %q", words, got.Name)
	}
	if got.Outcome != survey.Partial || got.Language != "pl" || got.Worker != "W1" || got.Device != "LAP" || got.Active != time.Minute || !got.Started.Equal(sub.Started) {
		t.Errorf("%+v", got.Header)
	}
}

// What is worked out from answers is never put beside others than it is of.
func TestAnEditWithoutItsCalculations(t *testing.T) {
	p := newImportsOf(t, `
| survey |
| | type      | name  | label | calculation  |
| | integer   | rooms | Rooms |              |
| | text      | mood  | Mood  |              |
| | calculate | twice |       | ${rooms} * 2 |
| settings |
| | form_id | version |
| | visit   | 1       |
`)
	p.take(made("a", "", "1", `"rooms": "2", "mood": "low", "twice": "4"`))
	const head = "csv\nrooms|mood|meta/instanceID|meta/deprecatedID|__version__\n"
	p.take(head + "3|low|uuid:b|uuid:a|1")
	if got := p.now(); got != "uuid:a: 2|low|4" || !slices.Contains(p.codes, exchange.CodeEditLeftOut) {
		t.Errorf("%s, told %v", got, p.codes)
	}
	p.take("csv\nrooms|mood|twice|meta/instanceID|meta/deprecatedID|__version__\n3|low|6|uuid:b|uuid:a|1")
	if got := p.now(); got != "uuid:a: 3|low|6" {
		t.Errorf("with its calculations it stays out: %s", got)
	}
}

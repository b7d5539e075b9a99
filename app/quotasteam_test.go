package app

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"filippo.io/age"
)

const areaForm = `
| survey | | | |
| | type | name | label |
| | select_one area | area | Where is home? |
| choices | | | |
| | list_name | name | label |
| | area | h | Haghill |
| | area | c | Carntyne |
| settings | | | |
| | form_id | form_title | version |
| | heard | Who is heard | 1 |
| quotas | | | | |
| | name | label | when | target |
| | haghill | People of Haghill | ${area} = 'h' | 6 |
`

// TestTeamCountsCountNobodyTwice: counts over all laptops and what was heard
// here since, with one pack lost, one response edited after it was counted, and
// news taken in again.
func TestTeamCountsCountNobodyTwice(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	src := survey.Source{Name: "heard.md", Data: []byte(areaForm)}
	form, _, err := compile(src)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	main, key, err := store.Create(ctx, filepath.Join(dir, "main.doorstep"), store.CreateOptions{Name: "Care", Device: "MAIN", NoPassphrase: true})
	must(err)
	defer main.Close()
	must(main.AddForm(ctx, src, form))
	identity, err := store.ParseRecoveryKey(key)
	must(err)
	clock := time.Now()
	file, err := exchange.WriteHandOut(ctx, main, identity, dir, clock)
	must(err)
	handed, err := exchange.ReadHandOut(file)
	must(err)
	laptop, err := handed.SetUp(ctx, filepath.Join(dir, "laptop.doorstep"), store.CreateOptions{Device: "LAPB", NoPassphrase: true})
	must(err)
	defer laptop.Close()

	n := 0
	heard := func(st *store.Store, area string) *survey.Submission {
		t.Helper()
		n++
		sub := &survey.Submission{
			Header: survey.Header{
				InstanceID: fmt.Sprintf("uuid:00000000-0000-4000-8000-%012d", n), FormID: form.ID, FormVersion: form.Version, Status: survey.Finished,
				Outcome: survey.Complete, Device: st.Info().Device, Worker: "W1", Started: clock, Finished: clock,
			},
			Record: survey.NewRecord(form.Main),
		}
		sub.Record.Values[0] = survey.Answer(area)
		must(st.Finish(ctx, sub))
		return sub
	}
	packed := func(merged bool) {
		t.Helper()
		clock = clock.Add(time.Minute)
		info, err := exchange.WritePack(ctx, laptop, filepath.Join(dir, fmt.Sprint(n, ".doorpack")), exchange.PackOptions{SinceLast: true, Now: func() time.Time { return clock }})
		must(err)
		if merged {
			_, err = exchange.Merge(ctx, main, info.Path, exchange.MergeOptions{Identities: []age.Identity{identity}})
			must(err)
		}
	}
	counting := map[*store.Store]*quotas{main: {newCensus(main, newForms(main), nil)}, laptop: {newCensus(laptop, newForms(laptop), nil)}}
	count := func(st *store.Store) viewmodel.Quota {
		t.Helper()
		list, err := counting[st].Quotas(ctx)
		must(err)
		return list[0]
	}
	news := func() {
		t.Helper()
		clock = clock.Add(time.Minute)
		info, err := exchange.WriteNews(ctx, main, identity, dir, []store.TeamCount{{Form: form.ID, Quota: "haghill", Count: count(main).Done}}, clock)
		must(err)
		for range 2 {
			_, err = exchange.TakeNews(ctx, laptop, info.Path, false)
			must(err)
		}
	}
	want := func(when string, here, team int) {
		t.Helper()
		if q := count(laptop); q.Done != here || q.Team != team || q.HasTeam() != (team > 0) {
			t.Errorf("%s: %d here and %d in all, want %d and %d", when, q.Done, q.Team, here, team)
		}
	}

	first := heard(laptop, "h") // number 1
	want("before any news", 1, 0)
	packed(true)
	heard(laptop, "h") // number 2: its pack is lost
	packed(false)
	heard(laptop, "h") // number 3
	packed(true)
	heard(main, "h")
	heard(main, "c")
	news()
	want("one pack was lost", 3, 4) // 1, 3 and the coordinator's, and 2
	heard(laptop, "h")
	heard(laptop, "c")
	want("more was heard here", 4, 5)
	_, err = laptop.StartEdit(ctx, first.InstanceID, store.Edit{Worker: "W1"})
	must(err)
	must(laptop.FinishEdit(ctx, first, store.Edit{Worker: "W1", Reason: "misheard"}))
	want("one that was counted is edited", 4, 5)
	packed(true)
	news()
	want("all came in", 4, 5)
	if q := count(main); q.Done != 5 || q.HasTeam() {
		t.Errorf("the coordinator's laptop: %+v", q)
	}
	if q := count(laptop); !q.TeamAt.Equal(clock.Truncate(0)) || q.Words() != "4 here, 5 in all, 6 wanted" {
		t.Errorf("it says %q as of %s, want as of %s", q.Words(), q.TeamAt, clock)
	}
}

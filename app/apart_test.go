package app

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/app/cli"
	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"filippo.io/age"
)

// TestTheVersionInUseSpeaksForItsForm: a workbook that was changed in the car
// comes in with a pack and is kept apart. Exports, quotas and news go on with
// the one in use, in the window and by command, and when all are out of use.
func TestTheVersionInUseSpeaksForItsForm(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "main.doorstep")
	st, key, err := store.Create(ctx, path, store.CreateOptions{Name: "Care", Device: "MAIN", NoPassphrase: true})
	must(err)
	t.Cleanup(func() { st.Close() })
	identity, err := store.ParseRecoveryKey(key)
	must(err)
	handed, err := exchange.WriteHandOut(ctx, st, identity, dir, time.Now())
	must(err)
	h, err := exchange.ReadHandOut(handed)
	must(err)
	laptop, err := h.SetUp(ctx, filepath.Join(dir, "laptop.doorstep"), store.CreateOptions{Device: "LAPB", NoPassphrase: true})
	must(err)
	t.Cleanup(func() { laptop.Close() })

	changed := strings.NewReplacer("Where is home?", "Where do you stay?", "Who is heard", "Heard in the car", "area} = 'h' | 6", "area} = 'c' | 9").Replace(areaForm)
	heard := func(st *store.Store, workbook string, id string) {
		t.Helper()
		src := survey.Source{Name: "heard.md", Data: []byte(workbook)}
		form, _, err := compile(src)
		must(err)
		must(st.AddForm(ctx, src, form))
		sub := &survey.Submission{Header: survey.Header{
			InstanceID: id, FormID: form.ID, FormVersion: form.Version, Status: survey.Finished,
			Outcome: survey.Complete, Worker: "W1", Started: time.Now(), Finished: time.Now(),
		}, Record: survey.NewRecord(form.Main)}
		sub.Record.Values[0] = survey.Answer("h")
		must(st.Finish(ctx, sub))
	}
	heard(st, areaForm, "uuid:00000000-0000-4000-8000-000000000001")
	heard(laptop, changed, "uuid:00000000-0000-4000-8000-000000000002")
	pack, err := exchange.WritePack(ctx, laptop, filepath.Join(dir, "b.doorpack"), exchange.PackOptions{})
	must(err)
	res, err := exchange.Merge(ctx, st, pack.Path, exchange.MergeOptions{Identities: []age.Identity{identity}})
	if err != nil || len(res.Apart) != 1 {
		t.Fatalf("%+v, %v", res, err)
	}

	command := func(args ...string) string {
		t.Helper()
		must(st.Close())
		var out, errs bytes.Buffer
		if status := cli.Main("test", args, strings.NewReader(""), &out, &errs, func(string) error { return errors.New("no window here") }); status != 0 {
			t.Fatalf("%q: status %d, %s", args, status, &errs)
		}
		st, err = store.Open(ctx, path, store.OpenOptions{})
		must(err)
		return out.String()
	}
	sheet := filepath.Join(dir, "heard.sps")
	speaks := func(when string) {
		t.Helper()
		e := &exporter{store: st, forms: newForms(st)}
		_, plan, err := e.plan(ctx, viewmodel.ExportOptions{FormID: "heard", Format: viewmodel.ExportAnalyst})
		must(err)
		if got := plan.Title(plan.Main.Variables[0]); got != "Where is home?" {
			t.Errorf("%s, the window's export asks %q", when, got)
		}
		listed, err := e.forms.Forms(ctx)
		must(err)
		i := slices.IndexFunc(listed, func(f viewmodel.FormInfo) bool { return f.Leads })
		if len(listed) != 2 || listed[i].Version != "1" || listed[1-i].Leads {
			t.Errorf("%s, listed: %+v", when, listed)
		}
		must(os.RemoveAll(sheet))
		command("export", "--project", path, "--as", "spss", "--out", sheet)
		text, err := os.ReadFile(sheet)
		must(err)
		if !strings.Contains(string(text), "Where is home?") || strings.Contains(string(text), "stay") {
			t.Errorf("%s, exported:\n%s", when, text)
		}
		if shown := command("form", "show", "heard", "--project", path); !strings.Contains(shown, "Where is home?") {
			t.Errorf("%s, shown:\n%s", when, shown)
		}
	}
	news := func() []store.TeamCount {
		t.Helper()
		keyFile, file := filepath.Join(dir, "key"), filepath.Join(dir, "now.doornews")
		must(os.WriteFile(keyFile, []byte(key), 0o600))
		must(os.RemoveAll(file))
		command("news", "--project", path, "--identity-file", keyFile, "--out", file)
		_, err := exchange.TakeNews(ctx, laptop, file, false)
		must(err)
		counts, err := laptop.TeamCounts(ctx)
		must(err)
		return counts.Counts
	}

	speaks("after the merge")
	list, err := (&quotas{newCensus(st, newForms(st), nil)}).Quotas(ctx)
	if err != nil || len(list) != 1 || list[0].Done != 2 || list[0].Target != 6 || list[0].Questionnaire != "Who is heard" {
		t.Errorf("the window counts %+v, %v", list, err)
	}
	if sent := news(); len(sent) != 1 || sent[0] != (store.TeamCount{Form: "heard", Quota: "haghill", Count: 2}) {
		t.Errorf("the news count %+v", sent)
	}
	command("form", "retire", "heard", "--project", path)
	speaks("when fieldwork is over")
	list, err = (&quotas{newCensus(st, newForms(st), nil)}).Quotas(ctx)
	if sent := news(); err != nil || len(list) > 0 || len(sent) > 0 {
		t.Errorf("fieldwork is over: the window counts %+v, the news %+v, %v", list, sent, err)
	}
}

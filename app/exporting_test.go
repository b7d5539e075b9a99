package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey/engine"
	"doorstep/survey/simulate"
)

// exportBench is a sealed project with sixty made-up interviews of the
// flagship, and an exporter over it.
func exportBench(t *testing.T) (*program, *exporter, string) {
	t.Helper()
	t.Setenv(homeVariable, t.TempDir())
	p := startProgram(t)
	t.Cleanup(p.end)
	e := &exporter{store: p.store, forms: newForms(p.store), folder: t.TempDir(), now: time.Now}
	id := p.shell.Home.State().Questionnaires[0].ID
	versions, err := e.forms.Versions(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	program, _ := engine.Compile(versions[0])
	if _, err := p.store.Import(t.Context(), simulate.Responses(program, simulate.Options{N: 60, Seed: 7, Now: time.Now(), Location: time.Local}), nil); err != nil {
		t.Fatal(err)
	}
	return p, e, id
}

func TestExporter(t *testing.T) {
	p, e, id := exportBench(t)
	for name, do := range map[string]func(*testing.T, *program, *exporter, string){
		"what is shown is what goes out": shownGoesOut, "stopped, it leaves nothing": stoppedLeavesNothing,
		"filters that cannot be are told in words": faultsInWords, "settings stay in the project": settingsStay,
	} {
		t.Run(name, func(t *testing.T) { do(t, p, e, id) })
	}
}

func shownGoesOut(t *testing.T, _ *program, e *exporter, id string) {
	offers, err := e.Offers(t.Context(), id)
	if err != nil || len(offers.Areas) < 2 || len(offers.Closed) < 2 || len(offers.Versions) != 1 {
		t.Fatalf("offered %+v, %v", offers, err)
	}
	for _, f := range viewmodel.ExportFormats {
		o := viewmodel.ExportOptions{FormID: id, Format: f.Format, Area: offers.Areas[0].Value, Path: filepath.Join(e.folder, "out"+f.Extension)}
		if f.Format == viewmodel.ExportAnalyst {
			o.Crosstabs, o.Paradata = []viewmodel.Crosstab{{Row: offers.Closed[0].Value, Column: offers.Closed[1].Value}}, true
		}
		preview, err := e.Preview(t.Context(), o)
		if err != nil {
			t.Fatalf("%s: %v", f.Format, err)
		}
		result, err := e.Export(t.Context(), o, func(int, int) {})
		if err != nil {
			t.Fatalf("%s: %v", f.Format, err)
		}
		if preview.Stored != 60 || preview.Exported != result.Exported || preview.Exported == 0 || preview.Exported == 60 {
			t.Errorf("%s: shown %d of %d, written %d", f.Format, preview.Exported, preview.Stored, result.Exported)
		}
		if info, err := os.Stat(o.Path); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", f.Format, err)
		}
	}
}

func stoppedLeavesNothing(t *testing.T, _ *program, e *exporter, id string) {
	for _, f := range viewmodel.ExportFormats {
		folder := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		_, err := e.Export(ctx, viewmodel.ExportOptions{FormID: id, Format: f.Format, Path: filepath.Join(folder, "out"+f.Extension)}, func(done, _ int) {
			if done == 30 {
				cancel()
			}
		})
		cancel()
		if !errors.Is(err, context.Canceled) && !errors.Is(err, viewmodel.ErrCancelled) {
			t.Errorf("%s: stopped with %v", f.Format, err)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("%s left %v, %v", f.Format, left, err)
		}
	}
}

func faultsInWords(t *testing.T, _ *program, e *exporter, id string) {
	for _, o := range []viewmodel.ExportOptions{
		{Totals: filepath.Join(t.TempDir(), "nothing.csv")}, {Where: "${no_such_question} = 1"}, {Where: "1 +"}, {Columns: []string{"no_such_question"}}, {Language: "Klingon"},
	} {
		o.FormID, o.Path = id, filepath.Join(t.TempDir(), "out.xlsx")
		ignore := func(int, int) {}
		for _, test := range []struct {
			tail string
			do   func() error
		}{
			{"Nothing is written until this is mended.", func() error { _, err := e.Preview(t.Context(), o); return err }},
			{"Nothing is written until this is mended.", func() error { _, err := e.Export(t.Context(), o, ignore); return err }},
			{"The sentence was not checked; mend it on Export.", func() error {
				_, err := e.CheckClaim(t.Context(), o, "91 % of 271 said very good", ignore)
				return err
			}},
		} {
			err := test.do()
			var told *viewmodel.Told
			if !errors.Is(err, viewmodel.ErrExportOptions) || !errors.As(err, &told) {
				t.Errorf("%+v: %v", o, err)
				continue
			}
			if fault, found := strings.CutSuffix(told.Words, ". "+test.tail); !found || strings.Contains(fault, "mended") {
				t.Errorf("it says %q, want %q at its end, once", told.Words, test.tail)
			}
		}
	}
}

func settingsStay(t *testing.T, p *program, e *exporter, id string) {
	want := viewmodel.KeptExport{Name: "Board report", Options: viewmodel.ExportOptions{
		FormID: id, Format: viewmodel.ExportRelease, Values: viewmodel.ExportLabels, Multiple: viewmodel.ExportBothColumns, RoundBases: true,
		Worker: "AK", Where: "${postcode} = 'canary 4711'", Crosstabs: []viewmodel.Crosstab{{Row: "a", Column: "b"}}, Totals: "totals.csv",
	}}
	if err := e.Keep(t.Context(), []viewmodel.KeptExport{want}); err != nil {
		t.Fatal(err)
	}
	kept, err := e.Kept(t.Context())
	if err != nil || len(kept) != 1 || kept[0].Name != want.Name || kept[0].Options.Where != want.Options.Where || kept[0].Options.Crosstabs[0] != want.Options.Crosstabs[0] || !kept[0].Options.RoundBases || kept[0].Options.Totals != want.Options.Totals {
		t.Errorf("kept %+v, %v", kept, err)
	}
	checkSealed(t, filepath.Dir(p.store.Path()), "canary 4711")
}

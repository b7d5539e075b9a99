package viewmodel

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
)

// exportScreen is a screen that has read everything, and what it was asked to
// preview last.
func exportScreen(t *testing.T, e *fakeExporter) (*bench, *Export) {
	t.Helper()
	b := newBench(t, door)
	e.folder = t.TempDir()
	m := NewExport(b.runtime(), b.forms, e)
	m.Load()
	b.until("it is counted", func() bool { s := m.State(); return !s.Loading && !s.Counting && s.Preview != nil })
	return b, m
}

func TestExportShowsWhatGoesOutBeforeItDoes(t *testing.T) {
	e := &fakeExporter{offers: ExportOffers{Workers: []string{"AK"}}, preview: func(_ context.Context, o ExportOptions) (ExportPreview, error) {
		if o.Where == "nonsense(" {
			return ExportPreview{}, &Told{Kind: ErrExportOptions, Words: "The condition has no end."}
		}
		p := ExportPreview{Stored: 10, Exported: 8, Excluded: []ExcludedCount{{"Training response", 2}}, LeftOut: []string{"Your postcode"}}
		if o.Personal {
			p.LeftOut = nil
		}
		if o.Worker == "AK" {
			p.Exported, p.Excluded = 3, append(p.Excluded, ExcludedCount{"Outside the filter", 5})
		}
		return p, nil
	}}
	b, m := exportScreen(t, e)
	counted := func(what string) ExportState {
		b.until(what, func() bool { return !m.State().Counting })
		return m.State()
	}
	if s := m.State(); s.Preview.Exported != 8 || len(s.Preview.LeftOut) != 1 || len(s.Offers.Workers) != 1 {
		t.Errorf("at first: %+v", s)
	}
	m.SetPersonal(true)
	if s := counted("personal data is counted"); len(s.Preview.LeftOut) != 0 || s.Warning != PersonalWarning {
		t.Errorf("with personal data: %+v", s)
	}
	m.SetWorker("AK")
	if s := counted("one worker is counted"); s.Preview.Exported != 3 {
		t.Errorf("one worker: %+v", s.Preview)
	}
	m.SetWhere("nonsense(")
	if s := counted("the fault is found"); !errors.Is(s.Fault, ErrExportOptions) || s.CanStart || s.Preview != nil {
		t.Errorf("a filter that cannot be: %+v", s)
	}
	m.SetWhere("")
	m.SetSince("99/99/2026")
	if s := counted("the day is looked at"); s.SinceFault == "" || s.CanStart {
		t.Errorf("a day that is none: %+v", s)
	}
	m.SetSince("1 Nov 2026")
	if s := counted("the day is counted"); s.SinceFault != "" || s.Options.Since != "2026-11-01" || !s.CanStart {
		t.Errorf("a day: %+v", s)
	}
}

func TestOnlyTheNewestPreviewIsShown(t *testing.T) {
	first, entered, gaveUp := make(chan struct{}), make(chan struct{}, 1), make(chan error, 1)
	hold := false
	e := &fakeExporter{preview: func(ctx context.Context, o ExportOptions) (ExportPreview, error) {
		if hold && o.Worker == "" {
			entered <- struct{}{}
			<-first
			gaveUp <- ctx.Err()
			return ExportPreview{Exported: 1}, ctx.Err()
		}
		return ExportPreview{Exported: 2}, nil
	}}
	b, m := exportScreen(t, e)
	hold = true
	m.SetPersonal(true)
	<-entered
	m.SetWorker("AK")
	b.until("the second is counted", func() bool { return !m.State().Counting })
	close(first)
	if err := <-gaveUp; !errors.Is(err, context.Canceled) {
		t.Errorf("the earlier count was not given up: %v", err)
	}
	m.SetTraining(true)
	b.until("a third is counted", func() bool { return !m.State().Counting })
	if s := m.State(); s.Preview == nil || s.Preview.Exported != 2 || s.Fault != nil {
		t.Errorf("an earlier count has overtaken: %+v", s)
	}
}

func TestFormatsTakeWhatTheyHaveAUseFor(t *testing.T) {
	_, m := exportScreen(t, &fakeExporter{})
	m.SetValues(ExportBoth)
	m.SetPersonal(true)
	m.SetParadata(true)
	m.AddCrosstab(Crosstab{"lonely", "area"})
	m.AddCrosstab(Crosstab{"lonely", "area"})
	m.AddCrosstab(Crosstab{"area", "area"})
	for _, c := range []struct {
		format            ExportFormat
		extension         string
		personal, details bool
		values            ExportValues
	}{
		{ExportAnalyst, ".xlsx", true, true, ExportBoth},
		{ExportCSV, ".csv", true, false, ExportBoth},
		{ExportSPSS, ".sps", true, false, ExportLabels},
		{ExportJSON, ".jsonl", true, false, ExportLabels},
		{ExportXML, ".zip", true, false, ExportLabels},
		{ExportKobo, ".xlsx", true, false, ExportLabels},
		{ExportRelease, ".xlsx", false, false, ExportLabels},
	} {
		m.SetFormat(c.format)
		s := m.State()
		used := s.Options.used()
		if filepath.Ext(s.Options.Path) != c.extension || used.Personal != c.personal || used.Paradata != c.details || (len(used.Crosstabs) == 1) != c.details || used.Values != c.values {
			t.Errorf("%s: %+v", c.format, used)
		}
		if (s.Warning != "") != c.personal {
			t.Errorf("%s: the warning is %q", c.format, s.Warning)
		}
	}
}

func TestExportSettingsAreKeptByName(t *testing.T) {
	e := &fakeExporter{run: func(context.Context, ExportOptions, func(done, total int)) (ExportResult, error) {
		return ExportResult{Path: "/tmp/out.xlsx"}, nil
	}}
	b, m := exportScreen(t, e)
	m.SetFormat(ExportRelease)
	m.SetRoundBases(true)
	m.SetSince("2026-11-01")
	m.SetName("Board report")
	if path := filepath.Base(m.State().Options.Path); path != "Board report 2026-11-21 1402.xlsx" {
		t.Errorf("the file is called %s", path)
	}
	m.Start()
	b.until("it is exported", func() bool { return m.State().Stage == ExportDone })
	b.until("it is kept", func() bool { k, _ := e.Kept(t.Context()); return len(k) == 1 })
	m.OpenFolder()
	if e.opened != "/tmp" {
		t.Errorf("the folder %q was opened", e.opened)
	}

	again := NewExport(b.runtime(), b.forms, e)
	again.Load()
	b.until("it is read", func() bool { return !again.State().Loading })
	again.Use("Board report")
	s := again.State()
	if o := s.Options; o.Format != ExportRelease || !o.RoundBases || o.Since != "2026-11-01" || s.Since != "2026-11-01" || s.Name != "Board report" || o.Path == "" {
		t.Errorf("taken up again: %+v", s)
	}
	again.Forget()
	b.until("it is forgotten", func() bool { k, _ := e.Kept(t.Context()); return len(k) == 0 })
	if len(again.State().Kept) > 0 {
		t.Error("it is still listed")
	}
}

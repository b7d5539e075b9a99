package exchange_test

import (
	"crypto/ed25519"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"github.com/google/go-cmp/cmp"
)

// TestClashingVersionsAreKeptApart: a workbook was changed on one laptop and its
// version was not. Nothing is refused, no interview is lost, and each keeps the
// questionnaire that it answers.
func TestClashingVersionsAreKeptApart(t *testing.T) {
	f, identity := coordinator(t)
	main, project := f.stores[0], f.stores[0].Info()
	laptop, _, err := store.Create(ctx, filepath.Join(t.TempDir(), "clash.doorstep"), store.CreateOptions{
		Device: "LAP1", Join: &project, NoPassphrase: true, Now: func() time.Time { return f.clock },
	})
	if err != nil {
		t.Fatal(err)
	}
	f.stores = append(f.stores, laptop)
	changed := survey.Source{Name: "visit.xlsx", Data: []byte("workbook, changed in the car")}
	if err := laptop.AddForm(ctx, changed, &survey.Form{ID: "visit", Version: "1"}); err != nil {
		t.Fatal(err)
	}
	f.answer(t, 0, "uuid:mine", "mine")
	f.answer(t, 1, "uuid:theirs", "theirs")
	key, err := exchange.SigningKey(identity)
	if err != nil {
		t.Fatal(err)
	}
	if err := laptop.SetVerifier(ctx, key.Public().(ed25519.PublicKey)); err != nil {
		t.Fatal(err)
	}
	early, err := exchange.WriteNews(ctx, main, identity, f.dir, nil, f.clock)
	if err != nil {
		t.Fatal(err)
	}
	told, err := exchange.TakeNews(ctx, laptop, early.Path, true)
	if err != nil || len(told.Apart) != 1 || !strings.Contains(told.Says(told.Apart[0]), `version "1 (`) {
		t.Errorf("news before any pack: %+v, %v", told, err)
	}
	pack := f.pack(t, 1)

	preview := f.options
	preview.Preview = true
	before := contentOf(t, main)
	tried, err := exchange.Merge(ctx, main, pack, preview)
	if err != nil || len(tried.Apart) != 1 || !strings.Contains(tried.Apart[0].String(), "Both are kept") {
		t.Fatalf("preview: %+v, %v", tried, err)
	}
	if d := cmp.Diff(before, contentOf(t, main)); d != "" {
		t.Errorf("a preview changed the project:\n%s", d)
	}
	res := f.merge(t, 0, pack)
	if d := cmp.Diff(tried, res); d != "" || res.New != 1 || res.NewForms != 1 || res.FormsApart != 1 {
		t.Errorf("%+v, and the preview foretold\n%s", res, d)
	}
	apart := res.Apart[0].KeptAs
	wantForms(t, main, map[string]string{"1": "workbook", apart: string(changed.Data)}, apart)
	wantVersions(t, main, map[string]string{"uuid:mine": "1", "uuid:theirs": apart})
	after := contentOf(t, main)
	if again := f.merge(t, 0, pack); again.Added() || len(again.Apart) > 0 {
		t.Errorf("merged again: %+v", again)
	}
	if d := cmp.Diff(after, contentOf(t, main)); d != "" {
		t.Errorf("merging again changed the project:\n%s", d)
	}

	// The laptop knows its own questionnaire under the coordinator's name.
	back := f.merge(t, 1, f.pack(t, 0))
	if back.New != 1 || back.NewForms != 1 || back.AlreadyHere != 1 {
		t.Fatalf("merged back: %+v", back)
	}
	theirs := back.Apart[0].KeptAs
	wantForms(t, laptop, map[string]string{"1": string(changed.Data), theirs: "workbook"}, theirs)
	wantVersions(t, laptop, map[string]string{"uuid:mine": theirs, "uuid:theirs": "1"})

	// News put the coordinator's in use, and the laptop's own out of it.
	f.clock = f.clock.Add(time.Hour)
	news, err := exchange.WriteNews(ctx, main, identity, f.dir, nil, f.clock)
	if err != nil {
		t.Fatal(err)
	}
	if took, err := exchange.TakeNews(ctx, laptop, news.Path, false); err != nil || took.NewForms != 0 {
		t.Errorf("news: %+v, %v", took, err)
	}
	wantForms(t, laptop, map[string]string{"1": string(changed.Data), theirs: "workbook"}, "1")

	if _, err := main.UndoMerge(ctx); err != nil {
		t.Fatal(err)
	}
	wantForms(t, main, map[string]string{"1": "workbook"}, "")
	wantVersions(t, main, map[string]string{"uuid:mine": "1"})
}

// wantForms wants these versions with these contents, and one out of use.
func wantForms(t *testing.T, s *store.Store, want map[string]string, retired string) {
	t.Helper()
	forms, err := s.Forms(ctx)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, form := range forms {
		src, err := s.Source(ctx, form.ID, form.Version)
		if err != nil {
			t.Fatal(err)
		}
		got[form.Version] = string(src.Data)
		if form.Retired != (form.Version == retired) {
			t.Errorf("version %q, out of use: %v", form.Version, form.Retired)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("questionnaires (-want +got):\n%s", d)
	}
}

func wantVersions(t *testing.T, s *store.Store, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for sub, err := range s.Submissions(ctx, store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		got[sub.InstanceID] = sub.FormVersion
		if answer := sub.Record.Values[0].Text; "uuid:"+answer != sub.InstanceID {
			t.Errorf("%s says %q", sub.InstanceID, answer)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("versions answered (-want +got):\n%s", d)
	}
}

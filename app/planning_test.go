package app

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/store"

	"github.com/google/go-cmp/cmp"
)

// TestPlanInAProject keeps a plan in a real project, and prints its key.
func TestPlanInAProject(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	path := filepath.Join(dir, "p.doorstep")
	st, key, err := store.Create(ctx, path, store.CreateOptions{Name: "Care", Device: "MAIN", Passphrase: passphraseOfTests, Work: 10})
	if err != nil {
		t.Fatal(err)
	}
	src := survey.Source{Name: "heard.md", Data: []byte(areaForm)}
	form, _, err := compile(src)
	if err == nil {
		err = st.AddForm(ctx, src, form)
	}
	if err != nil {
		t.Fatal(err)
	}
	var opened *url.URL
	keys := newKeyPrinter(dir, func(at *url.URL) error { opened = at; return nil })
	p := &planning{store: st, forms: newForms(st), keys: keys, now: time.Now}

	plan := viewmodel.Plan{
		Name: "East End", Months: 6, Areas: []string{"Haghill"}, Organisations: []string{"PEEK"},
		Workers: []viewmodel.TeamWorker{{Code: "W1", Name: "Ann", Organisation: "PEEK"}}, Rules: [][]string{{"area"}},
	}
	if err := p.KeepPlan(ctx, plan); err != nil {
		t.Fatal(err)
	}
	info, err := p.ReadPlan(ctx)
	if d := cmp.Diff(plan, info.Plan); err != nil || d != "" {
		t.Errorf("%v (-kept +read):\n%s", err, d)
	}
	if info.Role != viewmodel.RoleMade || !info.Sealed || len(info.Forms) != 1 || info.Forms[0].Targets != 1 || len(info.Questions) != 1 || info.Questions[0].Name != "area" {
		t.Errorf("read %+v", info)
	}
	if pairs, broad, err := p.Alike(ctx); pairs != 0 || len(broad) > 0 || err != nil {
		t.Errorf("%d pairs, %v, %v", pairs, broad, err)
	}

	if err := p.KeepKey(ctx, key); err != nil {
		t.Fatal(err)
	}
	if err := p.PrintKey(ctx, "pot"); !errors.Is(err, viewmodel.ErrWrongPassphrase) || opened != nil {
		t.Errorf("a wrong passphrase: %v", err)
	}
	if err := p.PrintKey(ctx, passphraseOfTests); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(keys.path)
	if err != nil || opened == nil || filepath.Base(opened.Path) != filepath.Base(keys.path) {
		t.Fatalf("%v, opened %v", err, opened)
	}
	for _, group := range store.RecoveryGroups(key) {
		if !strings.Contains(string(page), group) {
			t.Errorf("the page has no group %s", group)
		}
	}
	if mode, err := os.Stat(keys.path); err != nil || mode.Mode().Perm() != 0o600 {
		t.Errorf("who can read it: %v, %v", mode.Mode(), err)
	}
	if err := p.PutAway(); err != nil {
		t.Error(err)
	}
	opened = nil
	gone, leave := context.WithCancel(ctx)
	leave()
	if err := p.PrintKey(gone, passphraseOfTests); err == nil || opened != nil {
		t.Errorf("after the screen was left: %v, opened %v", err, opened)
	}
	st.Lock()
	if err := p.PrintKey(ctx, passphraseOfTests); !errors.Is(err, viewmodel.ErrLocked) || opened != nil || !st.Locked() {
		t.Errorf("behind the lock: %v, opened %v, locked %v", err, opened, st.Locked())
	}
	if err := st.Unlock(ctx, passphraseOfTests); err != nil {
		t.Fatal(err)
	}
	keys.open = func(*url.URL) error { return errors.New("no browser") }
	if err := p.PrintKey(ctx, passphraseOfTests); err == nil {
		t.Error("it says that a page is shown")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.html")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := p.ForgetKey(ctx); err != nil {
		t.Error(err)
	}

	w := ways{vault{store: st}}
	if err := w.AddWay(ctx, "pot", "Eve", "three green lamp posts"); !errors.Is(err, viewmodel.ErrWrongPassphrase) {
		t.Errorf("added for a wrong passphrase: %v", err)
	}
	if err := w.AddWay(ctx, passphraseOfTests, "Bea", "three green lamp posts"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.RenameWay(ctx, 2, "Office safe"), w.RenameWay(ctx, 3, "Beatrix")); err != nil {
		t.Fatal(err)
	}
	if err := w.RenameWay(ctx, 9, "Nobody"); err == nil {
		t.Error("it renames what is not there")
	}
	list, err := w.Ways(ctx)
	if err != nil || len(list) != 3 {
		t.Fatalf("%+v, %v", list, err)
	}
	for _, way := range list {
		if want := [...]string{"First passphrase", "Office safe", "Beatrix"}[way.N-1]; way.Label != want {
			t.Errorf("number %d is called %q, want %q", way.N, way.Label, want)
		}
		if way.Label != "Beatrix" && !way.Recovery {
			if err := w.RemoveWay(ctx, "pot", way.N); !errors.Is(err, viewmodel.ErrWrongPassphrase) {
				t.Errorf("taken out for a wrong passphrase: %v", err)
			}
			if err := w.RemoveWay(ctx, "three green lamp posts", way.N); err != nil {
				t.Error(err)
			}
		}
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if st, err = store.Open(ctx, path, store.OpenOptions{}); err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := st.Unlock(ctx, passphraseOfTests); !errors.Is(err, store.ErrWrongPassphrase) {
		t.Errorf("the one taken out: %v", err)
	}
	if err := st.Unlock(ctx, "three green lamp posts"); err != nil || st.Info().Name != "East End" {
		t.Errorf("Bea's: %v, %s", err, st.Info().Name)
	}
}

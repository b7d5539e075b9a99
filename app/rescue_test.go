package app

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/store"
)

func TestDamagedProjectIsReplacedByItsBackup(t *testing.T) {
	t.Setenv(homeVariable, t.TempDir())
	st, places := started(t)
	path := places.project()
	if _, err := st.Rotate(t.Context(), store.BackupFolder(path), time.Now(), store.RotateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	damaged := make([]byte, 40_000)
	copy(damaged, "SQLite format 3\x00 and nothing else")
	if err := os.WriteFile(path, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := openProject(t.Context(), "", passphraseOfTests, places)
	if !errors.Is(err, viewmodel.ErrProjectDamaged) {
		t.Fatalf("a damaged project opens as %v", err)
	}

	var back *store.Store
	m := viewmodel.NewRescue(viewmodel.Runtime{
		Do: func(f func()) { f() }, Go: func(f func()) { f() }, Now: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}, &rescuer{path: path, passphrase: passphraseOfTests, done: func(st *store.Store) { back = st }}, err)
	if s := m.State(); len(s.Offers) != 1 || s.Offers[0].Key != "1" {
		t.Fatalf("offered: %+v", s)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != string(damaged) {
		t.Fatalf("the damaged file was written to: %v", err)
	}
	m.PressKey('1')
	if s := m.State(); s.Stage != viewmodel.RescuePreview || len(s.Changes) == 0 || s.Err != nil {
		t.Fatalf("preview: %+v", s)
	}
	m.Restore("")
	s := m.State()
	if s.Stage != viewmodel.RescueDone || back == nil || back.Locked() {
		t.Fatalf("restored: %+v", s)
	}
	defer back.Close()
	if kept, err := os.ReadFile(s.Kept); err != nil || string(kept) != string(damaged) {
		t.Errorf("the damaged file is not kept as it was: %v", err)
	}
	if forms, err := back.Forms(t.Context()); err != nil || len(forms) != 1 {
		t.Errorf("the restored project has %d forms, %v", len(forms), err)
	}
}

func at(t *testing.T, r *rescuer, cause error) *viewmodel.Rescue {
	t.Helper()
	return viewmodel.NewRescue(viewmodel.Runtime{
		Do: func(f func()) { f() }, Go: func(f func()) { f() }, Now: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}, r, cause)
}

// oneFinished stores a finished response to the starter questionnaire.
func oneFinished(t *testing.T, st *store.Store, id, said string) {
	t.Helper()
	forms, err := st.Forms(t.Context())
	if err != nil || len(forms) == 0 {
		t.Fatal(forms, err)
	}
	sub := &survey.Submission{Header: survey.Header{
		InstanceID: id, FormID: forms[0].ID, FormVersion: forms[0].Version, Status: survey.Finished, Started: time.Now(), Finished: time.Now(),
	}}
	sub.Record.Values = []survey.Value{survey.Answer(said)}
	if err := st.Finish(t.Context(), sub); err != nil {
		t.Fatal(err)
	}
}

// TestProjectIsMadeAnewFromSecondCopiesAlone has a damaged project, no backup,
// and second copies in the folder that the settings name.
func TestProjectIsMadeAnewFromSecondCopiesAlone(t *testing.T) {
	t.Setenv(homeVariable, t.TempDir())
	stick := t.TempDir()
	places := foldersOf(t)
	path := places.project()
	st, key, err := store.Create(t.Context(), path, store.CreateOptions{Name: projectName, Passphrase: passphraseOfTests})
	if err == nil {
		err = addStarter(t.Context(), st)
	}
	if err != nil {
		t.Fatal(err)
	}
	oneFinished(t, st, "uuid:one", "the lift")
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	p := startProgram(t)
	p.shell.Upkeep.SetCopies(stick)
	p.until("the copies are written", func() bool { return p.shell.Upkeep.State().Words != "" })
	p.until("the settings know their folder", func() bool { return p.shell.Settings.Preferences().CopiesFolder == stick })
	p.end()
	damaged := []byte("SQLite format 3\x00 and nothing else")
	if err := os.WriteFile(path, damaged, 0o600); err != nil {
		t.Fatal(err)
	}

	var back *store.Store
	m := at(t, &rescuer{path: path, folders: []string{stick}, done: func(st *store.Store) { back = st }}, viewmodel.ErrProjectDamaged)
	m.PressKey('1')
	if s := m.State(); s.Stage != viewmodel.RescueCopies || s.Chosen.Responses != 1 {
		t.Fatalf("%+v", s)
	}
	m.RestoreCopies(key)
	if s := m.State(); s.New.About != viewmodel.FirstField {
		t.Errorf("without a passphrase: %+v", s)
	}
	m.TypeNew(passphraseOfTests, passphraseOfTests)
	m.RestoreCopies("AGE-SECRET-KEY-1ABC")
	if s := m.State(); !errors.Is(s.Err, viewmodel.ErrBadKey) || s.Kept != "" {
		t.Fatalf("with half a key: %+v", s)
	}
	m.RestoreCopies(key)
	s := m.State()
	if s.Stage != viewmodel.RescueDone || back == nil || back.Locked() {
		t.Fatalf("%+v", s)
	}
	defer back.Close()
	if kept, err := os.ReadFile(s.Kept); err != nil || string(kept) != string(damaged) {
		t.Errorf("the damaged file is not kept as it was: %v", err)
	}
	if sub, err := back.Submission(t.Context(), "uuid:one"); err != nil || sub.Record.Values[0].Text != "the lift" {
		t.Errorf("%+v, %v", sub, err)
	}
	if forms, err := back.Forms(t.Context()); err != nil || len(forms) != 1 {
		t.Errorf("%d questionnaires, %v", len(forms), err)
	}
}

// TestASoundProjectGoesBackToABackup sees what would change first, leaves it
// once, and then does it.
func TestASoundProjectGoesBackToABackup(t *testing.T) {
	t.Setenv(homeVariable, t.TempDir())
	st, places := started(t)
	oneFinished(t, st, "uuid:one", "the lift")
	path := places.project()
	if _, err := st.Rotate(t.Context(), store.BackupFolder(path), time.Now(), store.RotateOptions{}); err != nil {
		t.Fatal(err)
	}
	oneFinished(t, st, "uuid:two", "the stairs")
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}

	var back *store.Store
	r := &rescuer{path: path, sound: true, passphrase: passphraseOfTests, done: func(st *store.Store) { back = st }}
	m := at(t, r, nil)
	m.PressKey('1')
	s := m.State()
	if !s.Sound() || s.Stage != viewmodel.RescuePreview || !slices.Contains(s.Changes, "Only in the project as it is now, which is kept beside it: 1 response.") {
		t.Fatalf("%+v", s)
	}
	m.Back()
	m.Leave()
	if back == nil {
		t.Fatal("the project was not opened again")
	}
	if all, err := back.Headers(t.Context(), store.Filter{}); err != nil || len(all) != 2 {
		t.Fatalf("looking changed it: %d, %v", len(all), err)
	}
	if err := back.Close(); err != nil {
		t.Fatal(err)
	}

	m = at(t, r, nil)
	m.PressKey('1')
	m.Restore("")
	s = m.State()
	if s.Stage != viewmodel.RescueDone || s.Kept == "" {
		t.Fatalf("%+v", s)
	}
	if all, err := back.Headers(t.Context(), store.Filter{}); err != nil || len(all) != 1 || all[0].InstanceID != "uuid:one" {
		t.Errorf("%+v, %v", all, err)
	}
	if err := back.Close(); err != nil {
		t.Fatal(err)
	}
	kept, err := store.Open(t.Context(), s.Kept, store.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	if all, err := kept.Headers(t.Context(), store.Filter{}); err != nil || len(all) != 2 {
		t.Errorf("the project that was there is not kept whole: %d, %v", len(all), err)
	}
}

// A project whose repair was broken off is no first start: a new project beside
// it would hide the old one.
func TestABrokenOffRepairIsNoFirstStart(t *testing.T) {
	t.Setenv(homeVariable, t.TempDir())
	places := foldersOf(t)
	if err := os.WriteFile(strings.TrimSuffix(places.project(), ".doorstep")+" damaged 2026-11-21 140000.doorstep", []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openProject(t.Context(), "", "", places); !errors.Is(err, viewmodel.ErrProjectDamaged) {
		t.Errorf("opened with %v, want the rescue", err)
	}
}

package app

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"testing"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey/store"
)

func TestDamagedProjectIsReplacedByItsBackup(t *testing.T) {
	t.Setenv(homeVariable, t.TempDir())
	places, err := userFolders()
	if err != nil {
		t.Fatal(err)
	}
	st, err := startStore(t.Context(), places)
	if err != nil {
		t.Fatal(err)
	}
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
	_, err = openProject(t.Context(), "", passphraseOfTests, places)
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

package safefile

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func start(t *testing.T, path, text string) *File {
	t.Helper()
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestCommitPutsTheFileInItsPlace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.txt")
	for _, text := range []string{"first", "second"} {
		f := start(t, path, text)
		name, err := f.SideFile("a/b.txt", []byte(text))
		if err != nil || name != "out-texts/a_b.txt" {
			t.Errorf("side file %q, %v", name, err)
		}
		if err := f.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.Abandon()
		side, _ := os.ReadFile(filepath.Join(dir, name))
		if got, _ := os.ReadFile(path); string(got) != text || string(side) != text {
			t.Errorf("holds %q and %q, want %q", got, side, text)
		}
	}
	if n := files(t, dir); len(n) != 2 {
		t.Errorf("the folder holds %v", n)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

func TestAbandonLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	f := start(t, filepath.Join(dir, "out.txt"), "half")
	if _, err := f.SideFile("b.txt", []byte("x")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.Commit(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("commit after a cancel: %v", err)
	}
	f.Abandon()
	if n := files(t, dir); len(n) != 0 {
		t.Errorf("the folder holds %v", n)
	}
}

// A killed export's file is swept away by the next one; a running one's stays.
func TestStaleFilesGo(t *testing.T) {
	dir := t.TempDir()
	stale := filepath.Join(dir, ".doorstep-export-123.part")
	if err := os.WriteFile(stale, []byte("answers"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(sideOf(stale), 0o700); err != nil {
		t.Fatal(err)
	}
	running := start(t, filepath.Join(dir, "one.txt"), "one")
	defer running.Abandon()
	other := start(t, filepath.Join(dir, "two.txt"), "two")
	defer other.Abandon()
	if err := errors.Join(running.Commit(t.Context()), other.Commit(t.Context())); err != nil {
		t.Fatal(err)
	}
	if n := files(t, dir); len(n) != 2 || n[0] != "one.txt" || n[1] != "two.txt" {
		t.Errorf("the folder holds %v", n)
	}
}

func TestNoFolder(t *testing.T) {
	if _, err := Create(filepath.Join(t.TempDir(), "nowhere", "out.txt")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error is %v", err)
	}
}

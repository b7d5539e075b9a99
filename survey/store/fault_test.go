package store

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// filled makes a closed project with 200 responses and returns its file.
func filled(t *testing.T) string {
	t.Helper()
	s := newStore(t)
	if _, err := s.Import(t.Context(), many(200), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return s.Path()
}

func TestDamagedAndForeignFilesAreLeftAlone(t *testing.T) {
	whole, err := os.ReadFile(filled(t))
	if err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	db, err := sql.Open("sqlite3", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE cat (name TEXT); INSERT INTO cat VALUES ('Tom')"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	other, err := os.ReadFile(foreign)
	if err != nil {
		t.Fatal(err)
	}
	flip := func(at int) []byte {
		b := bytes.Clone(whole)
		b[at] ^= 0xff
		return b
	}
	swap := func(a, b int) []byte {
		c := bytes.Clone(whole)
		copy(c[a*4096:(a+1)*4096], whole[b*4096:])
		copy(c[b*4096:(b+1)*4096], whole[a*4096:])
		return c
	}
	zero := bytes.Clone(whole)
	clear(zero[4096 : 5*4096])
	tests := []struct {
		name string
		data []byte
		want error
	}{
		{"empty", nil, ErrNotProject},
		{"a text", []byte("Dear all, here is the project."), ErrNotProject},
		{"an Excel workbook", append([]byte("PK\x03\x04"), make([]byte, 5000)...), ErrNotProject},
		{"another program's database", other, ErrNotProject},
		{"first bytes wrong", flip(3), ErrDamaged},
		{"cut inside the head", whole[:60], ErrDamaged},
		{"cut after a page", whole[:4096], ErrDamaged},
		{"cut in the middle", whole[:len(whole)/2], ErrDamaged},
		{"last byte missing", whole[:len(whole)-1], ErrDamaged},
		{"a page head flipped", flip(4096), ErrDamaged},
		{"the schema page flipped", flip(100), ErrDamaged},
		{"two pages swapped", swap(len(whole)/4096/2, len(whole)/4096/2+3), ErrDamaged},
		{"pages of zeros", zero, ErrDamaged},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "p.doorstep")
			if err := os.WriteFile(path, tt.data, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := Open(t.Context(), path, OpenOptions{})
			if err == nil {
				s.Close()
			}
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if err != nil && (!strings.Contains(err.Error(), "left as it is") || strings.Contains(err.Error(), "sqlite")) {
				t.Errorf("not in plain words: %v", err)
			}
			after, err := os.ReadFile(path)
			if err != nil || sha256.Sum256(after) != sha256.Sum256(tt.data) {
				t.Errorf("the file was written to (%v)", err)
			}
			if left, _ := filepath.Glob(path + "-*"); len(left) > 0 {
				t.Errorf("beside it stand %v", left)
			}
		})
	}
}

// TestFlippedAnswersAreFound flips one byte at a time throughout the file. It
// is refused, or the damage is met when read, or it lies where nothing is.
func TestFlippedAnswersAreFound(t *testing.T) {
	path := filled(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprint(answersOf(t, s))
	s.Close()
	for at := 200; at < len(whole); at += len(whole) / 60 {
		b := bytes.Clone(whole)
		b[at] ^= 0x40
		flipped := filepath.Join(t.TempDir(), "p.doorstep")
		if err := os.WriteFile(flipped, b, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), flipped, OpenOptions{})
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotProject) && !errors.Is(err, ErrNewerSchema) {
				t.Errorf("byte %d: %v", at, err)
			}
			continue
		}
		var got []string
		for sub, err := range s.Submissions(t.Context(), Filter{}) {
			if err != nil {
				if !errors.Is(err, ErrDamaged) {
					t.Errorf("byte %d: reading: %v", at, err)
				}
				got = nil
				break
			}
			got = append(got, fmt.Sprint(sub.Record))
		}
		if got != nil && fmt.Sprint(got) != want {
			t.Errorf("byte %d: changed answers were read as if nothing were wrong", at)
		}
		s.Close()
	}
}

func answersOf(t *testing.T, s *Store) (texts []string) {
	t.Helper()
	for _, sub := range all(t, s.Submissions(t.Context(), Filter{})) {
		texts = append(texts, fmt.Sprint(sub.Record))
	}
	return texts
}

func TestNewerSchemaIsRefused(t *testing.T) {
	s := newStore(t)
	if _, err := s.writer.Exec("INSERT INTO migration (n, name, at, zone) VALUES (99, 'from the future', 0, 0)"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	_, err := Open(t.Context(), s.Path(), OpenOptions{})
	if !errors.Is(err, ErrNewerSchema) || !strings.Contains(err.Error(), "Install the newest Doorstep") {
		t.Errorf("got %v", err)
	}
}

func TestMigrationIsAllOrNothing(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	if err := s.Finish(ctx, submission("uuid:1")); err != nil {
		t.Fatal(err)
	}
	steps, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	broken := append(steps, migration{"0002_broken", "CREATE TABLE half (n INTEGER); INSERT INTO nowhere VALUES (1)"})
	if err := migrate(s.writer, broken, len(steps), testStart); err == nil {
		t.Fatal("a broken step went through")
	}
	if v, err := schemaVersion(ctx, s.writer); v != len(steps) || err != nil {
		t.Errorf("schema %d, %v", v, err)
	}
	var n int
	if err := s.writer.QueryRow("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").Scan(&n); n != 0 || err != nil {
		t.Errorf("half a step stayed: %d, %v", n, err)
	}
	s = reopen(t, s)
	if got := all(t, s.Submissions(ctx, Filter{})); len(got) != 1 {
		t.Errorf("%d responses", len(got))
	}
}

func TestCreateOverwritesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letter.doorstep")
	if err := os.WriteFile(path, []byte("dear all"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Create(t.Context(), path, CreateOptions{NoPassphrase: true}); !errors.Is(err, ErrExists) {
		t.Errorf("got %v", err)
	}
	if b, _ := os.ReadFile(path); string(b) != "dear all" {
		t.Errorf("the file holds %q", b)
	}
}

func TestOpenOfAMissingFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.doorstep")
	if _, err := Open(t.Context(), path, OpenOptions{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}

func TestPermissionBits(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps access lists instead")
	}
	dir := filepath.Join(t.TempDir(), "new", "folder")
	s, _, err := Create(t.Context(), filepath.Join(dir, "p.doorstep"), CreateOptions{NoPassphrase: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	addTestForm(t, s, "1")
	if err := s.Backup(t.Context(), filepath.Join(dir, "b.doorstep"), nil); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder %v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 4 {
		t.Fatalf("entries %v, %v", entries, err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has %v, %v", e.Name(), info.Mode(), err)
		}
	}
}

func TestBackupAndRestore(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	if _, err := s.Import(ctx, many(300), nil); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(t.TempDir(), "backup.doorstep")
	done, total := 0, 0
	if err := s.Backup(ctx, backup, func(d, n int) { done, total = d, n }); err != nil {
		t.Fatal(err)
	}
	if done == 0 || done != total {
		t.Errorf("progress ended at %d of %d", done, total)
	}
	if err := s.Backup(ctx, s.Path(), nil); !errors.Is(err, ErrExists) {
		t.Errorf("backup onto itself: %v", err)
	}
	want := answersOf(t, s)
	if err := s.Finish(ctx, submission("uuid:later")); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(ctx, backup, s.Path(), OpenOptions{}); !errors.Is(err, ErrInUse) {
		t.Errorf("restore under an open project: %v", err)
	}
	s.Close()
	kept, err := Restore(ctx, backup, s.Path(), OpenOptions{Now: func() time.Time { return testStart }})
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(backup + "-*"); len(left) > 0 {
		t.Errorf("beside the backup stand %v", left)
	}
	s = opened(t, s.Path())
	same(t, "restored", answersOf(t, s), want)
	old, err := Open(ctx, kept, OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if n := len(answersOf(t, old)); n != 301 {
		t.Errorf("the project set aside holds %d responses", n)
	}
}

// opened opens a project that some call left closed.
func opened(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestARestoreBrokenOffIsEnded cuts the power at each of a restore's last
// steps. Afterwards a project is in its place and what was set aside is whole,
// its log with it.
func TestARestoreBrokenOffIsEnded(t *testing.T) {
	const was, log = "the project that was there", "its log"
	for _, c := range []struct {
		name      string
		mainAside bool // the project was moved before the cut
		logAside  bool // and its log
		want      string
	}{
		{"before the project moved", false, false, was},
		{"between the project and its log", true, false, "restored"},
		{"before the restored one took its place", true, true, "restored"},
	} {
		t.Run(c.name, func(t *testing.T) {
			project := filepath.Join(t.TempDir(), "field work.doorstep")
			older := asideName(project, "damaged", testStart.AddDate(0, 0, -1))
			kept := asideName(project, "replaced", testStart)
			write := func(path, words string) {
				if err := os.WriteFile(path, []byte(words), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			put := func(aside bool, suffix, words string) {
				if aside {
					write(kept+suffix, words)
				} else {
					write(project+suffix, words)
				}
			}
			write(older, "of yesterday")
			write(readyName(project), "restored")
			put(c.mainAside, "", was)
			put(c.logAside, "-wal", log)
			if err := FinishRestore(project); err != nil {
				t.Fatal(err)
			}
			holds := func(path, want string) {
				t.Helper()
				if got, err := os.ReadFile(path); err != nil || string(got) != want {
					t.Errorf("%s holds %q, %v; want %q", filepath.Base(path), got, err, want)
				}
			}
			holds(project, c.want)
			holds(older, "of yesterday")
			if c.mainAside {
				holds(kept, was)
				holds(kept+"-wal", log)
				if _, err := os.Stat(project + "-wal"); !errors.Is(err, os.ErrNotExist) {
					t.Error("the restored project has the other one's log")
				}
			} else {
				holds(project+"-wal", log)
			}
			if _, err := os.Stat(readyName(project)); !errors.Is(err, os.ErrNotExist) {
				t.Error("the restored file stands twice")
			}
			if err := FinishRestore(project); err != nil {
				t.Errorf("again: %v", err)
			}
		})
	}
}

func TestFilesSetAsideAreListedByTime(t *testing.T) {
	project := filepath.Join(t.TempDir(), "fieldwork.doorstep")
	var want []string
	for i, how := range []string{"replaced", "damaged", "replaced"} {
		path := asideName(project, how, testStart.Add(time.Duration(i)*time.Hour))
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		want = append(want, path)
	}
	got := SetAsideBefore(project)
	if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("got %v, want %v", got, want)
	}
}

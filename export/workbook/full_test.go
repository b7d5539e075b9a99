//go:build linux

package workbook

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

// TestNoRoomInMidExport exports where no file may grow beyond 64 KiB and, where
// a small disk can be mounted, on one that is full after as much. The old file
// stays whole and nothing is left beside it.
func TestNoRoomInMidExport(t *testing.T) {
	if path := os.Getenv("DOORSTEP_EXPORT_WITHOUT_ROOM"); path != "" {
		signal.Ignore(syscall.SIGXFSZ)
		room := &syscall.Rlimit{Cur: 64 << 10, Max: 64 << 10}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, room); err != nil {
			t.Fatal(err)
		}
		noRoom(t, path, syscall.EFBIG)
		return
	}
	t.Run("limit", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "out.xlsx")
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestNoRoomInMidExport$")
		cmd.Env = append(os.Environ(), "DOORSTEP_EXPORT_WITHOUT_ROOM="+path)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
	t.Run("disk", func(t *testing.T) {
		dir := t.TempDir()
		if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=72k", "tmpfs", dir).CombinedOutput(); err != nil {
			t.Skipf("only root mounts a small disk: %s", out)
		}
		defer func() {
			if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
				t.Errorf("umount: %v: %s", err, out)
			}
		}()
		noRoom(t, filepath.Join(dir, "out.xlsx"), syscall.ENOSPC)
	})
}

// noRoom exports more than there is room for: of responses, and of what waits
// for its turn behind them.
func noRoom(t *testing.T, path string, want error) {
	t.Helper()
	form := exporttest.Form("f", "1", exporttest.Question(survey.TypeInteger, "n", "N"),
		exporttest.Repeat("child", "Children", exporttest.Question(survey.TypeText, "name", "Name")))
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for what, children := range map[string]int{"responses": 0, "rows that wait": 60} {
		n := 40_000 / (1 + children)
		responses := func(yield func(*survey.Submission, error) bool) {
			for i := range n {
				a := map[string]any{"n": fmt.Sprint(i * 7919 % 104_729)}
				var rows []map[string]any
				for c := range children {
					rows = append(rows, map[string]any{"name": fmt.Sprintf("%x", (i+1)*(c+1)*0x9E3779B97F4A7C)})
				}
				a["child"] = rows
				if !yield(exporttest.Response(form, i, a), nil) {
					return
				}
			}
		}
		_, err := Write(t.Context(), path, plan(t, export.Options{}, form), export.Meta{When: exporttest.Start, Stored: n}, responses, nil)
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
		if old, _ := os.ReadFile(path); string(old) != "old" {
			t.Errorf("%s: the old file holds %d bytes", what, len(old))
		}
		left, err := os.ReadDir(filepath.Dir(path))
		if err != nil || len(left) != 1 {
			var names []string
			for _, f := range left {
				names = append(names, f.Name())
			}
			t.Errorf("%s: left are %s, %v", what, strings.Join(names, ", "), err)
		}
	}
}

package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// runDiff holds two forms against each other.
func runDiff(t *testing.T, older, newer string, flags ...string) (status int, out, errs string) {
	t.Helper()
	folder := t.TempDir()
	args := append([]string{"form", "diff"}, flags...)
	for name, text := range map[string]string{"a.md": older, "b.md": newer} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args = append(args, filepath.Join(folder, "a.md"), filepath.Join(folder, "b.md"))
	var o, e bytes.Buffer
	status = Main("test", args, strings.NewReader(""), &o, &e, nil)
	return status, o.String(), e.String()
}

func TestFormDiff(t *testing.T) {
	newer := strings.NewReplacer("Job?", "Work?", ">15", ">17", "| 3  ", "| 4  ").Replace(soundForm)
	status, out, errs := runDiff(t, soundForm, newer)
	want := "version was “3”, is “4”\ng: relevant was “${age}>15”, is “${age}>17”\ng/job: label was “Job?”, is “Work?”\n3 differences\n"
	if status != 0 || out != want {
		t.Errorf("status %d:\n%s%s", status, out, errs)
	}
	status, out, _ = runDiff(t, soundForm, newer, "--json")
	if first, _, _ := strings.Cut(out, "\n"); status != 0 || first != `{"kind":"form","what":"version","old":"3","new":"4"}` {
		t.Errorf("status %d:\n%s", status, out)
	}
	status, out, errs = runDiff(t, soundForm, strings.Replace(soundForm, "${age}", "${agee}", 1))
	if status != 1 || out != "" || !strings.Contains(errs, "b.md: survey!D3") {
		t.Errorf("status %d:\n%s%s", status, out, errs)
	}
}

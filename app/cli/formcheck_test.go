package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const soundForm = `
| survey |
| | type        | name | label | relevant  |
| | integer     | age  | Age?  |           |
| | begin group | g    | More  | ${age}>15 |
| | text        | job  | Job?  |           |
| | end group   |      |       |           |
| settings |
| | form_title | form_id | version |
| | Work       | work    | 3       |
`

// checkForms writes forms to files and runs "form check" on them.
func checkForms(t *testing.T, flags []string, forms ...string) (status int, out, errs string) {
	t.Helper()
	args := append([]string{"form", "check"}, flags...)
	folder := t.TempDir()
	for i, text := range forms {
		file := filepath.Join(folder, string(rune('a'+i))+".md")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	var o, e bytes.Buffer
	status = Main("test", args, strings.NewReader(""), &o, &e, nil)
	return status, o.String(), e.String()
}

func TestFormCheckPlain(t *testing.T) {
	status, out, _ := checkForms(t, nil, soundForm)
	if want := "a.md: 0 errors, 0 warnings; 2 questions, 1 group, 0 repeats\n"; status != 0 || out != want {
		t.Errorf("status %d:\n%s", status, out)
	}
	status, out, _ = checkForms(t, nil, strings.Replace(soundForm, "${age}", "${agee}", 1))
	want := "a.md: survey!D3: relevant names ${agee}, which is no question of this form; did you mean ${age}?\n" +
		"a.md: 1 error, 0 warnings; mend the errors before using this questionnaire\n"
	if status != 1 || out != want {
		t.Errorf("status %d:\n%s", status, out)
	}
}

func TestFormCheckJSON(t *testing.T) {
	circle := strings.Replace(soundForm, "${age}>15", "${job}='x'", 1)
	status, out, _ := checkForms(t, []string{"--json"}, soundForm, circle, "no table")
	if status != 2 {
		t.Errorf("status %d", status)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines:\n%s", len(lines), out)
	}
	type answer struct {
		Valid    bool
		Problems []problemJSON
		Form     *formJSON
	}
	var got [3]answer
	for i, line := range lines {
		if err := json.Unmarshal([]byte(line), &got[i]); err != nil {
			t.Fatal(err)
		}
	}
	if f := got[0].Form; !got[0].Valid || f == nil || f.ID != "work" || f.Questions != 2 || f.Groups != 1 || len(got[0].Problems) != 0 {
		t.Errorf("sound: %s", lines[0])
	}
	if p := got[1].Problems; got[1].Valid || len(p) != 1 || p[0].Sheet != "survey" || p[0].Row == 0 || p[0].Cell == "" {
		t.Errorf("circle: %s", lines[1])
	}
	if p := got[2].Problems; got[2].Valid || len(p) != 1 || p[0].Code != "unreadable" || got[2].Form != nil {
		t.Errorf("unreadable: %s", lines[2])
	}
}

func TestFormCheckUsage(t *testing.T) {
	if status, _, errs := checkForms(t, nil); status != 2 || !strings.Contains(errs, "--help") {
		t.Errorf("status %d: %s", status, errs)
	}
	status, out, errs := checkForms(t, nil, "no table")
	if status != 2 || out != "" || !strings.HasPrefix(errs, "doorstep: a.md has no table") {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
}

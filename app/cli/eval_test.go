package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// runEval runs `doorstep eval` and returns its exit status and what it wrote.
func runEval(t *testing.T, in string, args ...string) (exit int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	exit = Main("test", append([]string{"eval"}, args...), strings.NewReader(in), &stdout, &stderr, nil)
	return exit, stdout.String(), stderr.String()
}

func TestEvalOne(t *testing.T) {
	file := filepath.Join(t.TempDir(), "answers.xml")
	if err := os.WriteFile(file, []byte("<data><age>17</age><c>a</c><c>b</c></data>"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"1 + 2"}, "3\n"},
		{[]string{"1 div 0"}, "Infinity\n"},
		{[]string{"--instance", file, "/data/c"}, "a\nb\n"},
		{[]string{"--instance", file, "--at", "/data/age", ". > 16"}, "true\n"},
		{[]string{"--instance", file, "--as", "number", "/data/age"}, "17\n"},
		{[]string{"--tz", "Europe/London", "--now", "2026-07-04T10:00", "now()"}, "2026-07-04T10:00:00.000+01:00\n"},
	} {
		if exit, out, errs := runEval(t, "", c.args...); exit != exitDone || out != c.want {
			t.Errorf("%q: exit %d, %q, %s; want %q", c.args, exit, out, errs, c.want)
		}
	}
}

func TestEvalFaults(t *testing.T) {
	for _, c := range []struct {
		args []string
		exit int
		says string
	}{
		{[]string{"selectd(1, 2)"}, exitFailed, "did you mean selected()?"},
		{[]string{"(1"}, exitFailed, "(1\n^"},
		{[]string{"date('2023-02-29')"}, exitFailed, "no such day"},
		{[]string{"number()"}, exitFailed, "needs a question"},
		{[]string{"count(/data/age)"}, exitFailed, "no XML document"},
		{[]string{"decimal-date-time('May 2026')"}, exitFailed, "needs a date"},
		{[]string{"${age} + 1"}, exitFailed, "with --form"},
		{[]string{"--at", "/data/x", "1"}, exitFailed, "XML document"},
		{[]string{"--instance", "no-such-file.xml", "1"}, exitFailed, "no-such-file.xml"},
		{[]string{}, exitUsage, "one expression"},
		{[]string{"--jsonl", "1"}, exitUsage, "leave the expression out"},
		{[]string{"--as", "colour", "1"}, exitUsage, "not a kind of value"},
		{[]string{"--tz", "Mars/Base", "1"}, exitUsage, "no time zone"},
		{[]string{"--now", "soon", "1"}, exitUsage, "not a time"},
		{[]string{"--form", "a", "--instance", "b", "1"}, exitUsage, "not both"},
	} {
		exit, out, errs := runEval(t, "", c.args...)
		if exit != c.exit || !strings.Contains(errs, c.says) || out != "" {
			t.Errorf("%q: exit %d, %q, %q; want exit %d and %q", c.args, exit, out, errs, c.exit, c.says)
		}
	}
}

func TestEvalLines(t *testing.T) {
	in := strings.Join([]string{
		`{"id":"a","expr":"1 + 1","as":"number"}`,
		`{"id":2,"expr":"/d/x","as":"nodes","instance":"<d><x>1</x><x>2</x></d>"}`,
		`{"id":"c","expr":"../x = 1","as":"boolean","instance":"<d><x>1</x></d>","at":"/d/x"}`,
		``,
		`not json`,
		`{"id":"e","expr":"1 + ","as":"any"}`,
		`{"id":"f","expr":"0 div 0"}`,
		`{"id":"g","expr":"1","as":"colour"}`,
		`{"id":"h","expr":"1","instance":"<d>"}`,
		`{"id":"i","expr":"/d/x","as":"nodes","instance":"<d/>"}`,
		`{"id":"j","expr":"instance('w')/root/item[name='b']/label","as":"string","instance":"<m><instance id='w'><root><item><name>b</name><label>B</label></item></root></instance></m>"}`,
	}, "\n")
	exit, out, errs := runEval(t, in, "--jsonl")
	if exit != exitDone || errs != "" {
		t.Fatalf("exit %d: %s", exit, errs)
	}
	var got []string
	for line := range strings.Lines(out) {
		var a evalAnswer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if a.Error != nil {
			line = string(a.ID) + " error"
			if a.Error.Offset != nil {
				line += " at " + string(rune('0'+*a.Error.Offset))
			}
		}
		got = append(got, strings.TrimSpace(line))
	}
	want := []string{
		`{"id":"a","value":2}`,
		`{"id":2,"value":["1","2"]}`,
		`{"id":"c","value":true}`,
		`error`,
		`"e" error at 4`,
		`{"id":"f","value":"NaN"}`,
		`"g" error`,
		`"h" error`,
		`{"id":"i","value":[]}`,
		`{"id":"j","value":"B"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEvalRepeat(t *testing.T) {
	exit, out, _ := runEval(t, "", "--repeat", "1000", "1 + 1")
	if exit != exitDone || !strings.Contains(out, ".") {
		t.Errorf("exit %d, %q; want milliseconds", exit, out)
	}
	_, out, _ = runEval(t, `{"expr":"1 + 1"}`, "--jsonl", "--repeat", "10")
	if !strings.Contains(out, `"ms":`) {
		t.Errorf("%q; want ms", out)
	}
}

func TestEvalInForm(t *testing.T) {
	file := filepath.Join(t.TempDir(), "visit.md")
	form := `| survey | | | | |
| | type | name | label | default |
| | select_one wards | ward | Ward | h |
| | integer | age | Age | 17 |
| choices | | | |
| | list_name | name | label |
| | wards | h | Haghill |
| | wards | c | Carntyne |
`
	if err := os.WriteFile(file, []byte(form), 0o600); err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]string{
		"${age} + 1":                         "18\n",
		"jr:choice-name(${ward}, '${ward}')": "Haghill\n",
		"count(instance('wards')/root/item)": "2\n",
	} {
		if exit, out, errs := runEval(t, "", "--form", file, source); exit != exitDone || out != want {
			t.Errorf("%s: exit %d, %q, %s; want %q", source, exit, out, errs, want)
		}
	}
	if exit, out, errs := runEval(t, "", "--form", file, "--at", "/data/age", ". >= 16"); exit != exitDone || out != "true\n" {
		t.Errorf("exit %d, %q, %s", exit, out, errs)
	}
	if exit, _, errs := runEval(t, "", "--form", file, "${agee}"); exit != exitFailed || !strings.Contains(errs, "agee") {
		t.Errorf("exit %d, %s", exit, errs)
	}
}

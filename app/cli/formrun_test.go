package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/app/cli"
)

const runForm = `
| survey | | | | | | | | |
| | type | name | label::English (en) | label::Polish (pl) | required | relevant | constraint | constraint_message |
| | integer | age | Age | Wiek | yes | | . < 120 | Under 120 |
| | text | school | School | | | ${age} < 18 | | |
| | begin repeat | child | Child | | | | | |
| | text | name | Name | | | | | |
| | end repeat | | | | | | | |
| | select_one ward | ward | Ward | | | | | |
| choices | | | | | | | | |
| | list_name | name | label::English (en) | label::Polish (pl) | | | | |
| | ward | h | Haghill | | | | | |
| | ward | c | Carntyne | | | | | |
| settings | | | | | | | | |
| | form_id | version | default_language | | | | | |
| | run | 1 | English (en) | | | | | |
`

// invoke runs the command line and returns what it wrote and its exit status.
func invoke(t *testing.T, input string, args ...string) (stdout, stderr string, exit int) {
	t.Helper()
	var out, errs bytes.Buffer
	exit = cli.Main("test", args, strings.NewReader(input), &out, &errs, func(string) error { return nil })
	return out.String(), errs.String(), exit
}

func formFile(t *testing.T, table string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "form.md")
	if err := os.WriteFile(file, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestFormRunSteps(t *testing.T) {
	steps := []struct{ step, want string }{
		{
			`{"set":{"/data/age":"17"}}`,
			`{"ok":true,"changed":{"/data/age":{"value":"17","relevant":true,"required":true,"label":"Age"},"/data/school":{"value":"","relevant":true,"required":false,"label":"School"}}}`,
		},
		{
			`{"set":{"/data/age":"200"}}`,
			`{"ok":true,"changed":{"/data/age":{"value":"200","relevant":true,"required":true,"label":"Age"},"/data/school":{"value":"","relevant":false,"required":false,"label":"School"}},"rejected":{"/data/age":{"kind":"constraint","message":"Under 120"}}}`,
		},
		{
			`{"set":{"/data/age":"old"}}`,
			`{"ok":true,"changed":{"/data/age":{"value":"old","relevant":true,"required":true,"label":"Age"}},"rejected":{"/data/age":{"kind":"type","message":"This answer is not of the kind the question asks for."}}}`,
		},
		{
			`{"refuse":"/data/age","as":"dont_know"}`,
			`{"ok":true,"changed":{"/data/age":{"value":"","relevant":true,"required":true,"label":"Age","state":"dont_know"}}}`,
		},
		{`{"validate":true}`, `{"ok":true,"problems":[]}`},
		{
			`{"set":{"/data/child[3]/name":"Ola"}}`,
			`{"ok":true,"changed":{"/data/child[2]":{"value":"","relevant":true,"required":false,"label":"Child"},"/data/child[2]/name":{"value":"","relevant":true,"required":false,"label":"Name"},"/data/child[3]":{"value":"","relevant":true,"required":false,"label":"Child"},"/data/child[3]/name":{"value":"Ola","relevant":true,"required":false,"label":"Name"}}}`,
		},
		{
			`{"remove":"/data/child[2]"}`,
			`{"ok":true,"changed":{"/data/child[2]/name":{"value":"Ola","relevant":true,"required":false,"label":"Name"},"/data/child[3]":null,"/data/child[3]/name":null}}`,
		},
		{`{"add":"/data/child[2]"}`, `{"ok":true}`},
		{
			`{"language":"Polish (pl)"}`,
			`{"ok":true,"changed":{"/data/age":{"value":"","relevant":true,"required":true,"label":"Wiek","state":"dont_know"}}}`,
		},
		{`{"choices":"/data/ward"}`, `{"ok":true,"choices":[{"name":"h","label":"Haghill"},{"name":"c","label":"Carntyne"}]}`},
		{`{"set":{"/data/nowhere":"1"}}`, `{"ok":false,"error":{"code":"no-such-node","message":"set /data/nowhere: the form has no such question"}}`},
		{`{"dance":true}`, `{"ok":false,"error":{"code":"bad-step","message":"a step is one of set, add, remove, language, choices, validate, refuse, state, finish"}}`},
		{`{"set":{"/data/age":""}}`, `{"ok":true,"changed":{"/data/age":{"value":"","relevant":true,"required":true,"label":"Wiek"}}}`},
		{`{"finish":true}`, `{"ok":true,"problems":[{"path":"/data/age","kind":"required","message":"This question needs an answer, or a reason why there is none."}],"name":""}`},
	}
	var input strings.Builder
	for _, s := range steps {
		input.WriteString(s.step + "\n")
	}
	stdout, stderr, exit := invoke(t, input.String(), "form", "run", "--jsonl", formFile(t, runForm))
	if exit != 0 || stderr != "" {
		t.Fatalf("exit %d: %s", exit, stderr)
	}
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if len(lines) != len(steps)+1 {
		t.Fatalf("%d answers to %d steps", len(lines), len(steps))
	}
	if !strings.Contains(lines[0], `"/data/child[1]/name":{"value":""`) {
		t.Errorf("the start: %s", lines[0])
	}
	for i, s := range steps {
		if diff := cmp.Diff(decoded(t, s.want), decoded(t, lines[i+1])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", s.step, diff)
		}
	}
}

func decoded(t *testing.T, line string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(line), &v); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return v
}

func TestFormRunOptions(t *testing.T) {
	file := formFile(t, `
| survey | | |
| | type | name |
| | start | start |
| | today | today |
`)
	stdout, _, exit := invoke(t, `{"state":true}`, "form", "run", "--jsonl", "--timing", "--now=2026-06-30T23:30:00Z", "--tz=Europe/London", file)
	if exit != 0 || !strings.Contains(stdout, `"value":"2026-07-01T00:30:00.000+01:00"`) || !strings.Contains(stdout, `"value":"2026-07-01"`) {
		t.Errorf("exit %d: %s", exit, stdout)
	}
	if strings.Count(stdout, `"ms":`) != 2 {
		t.Errorf("no times: %s", stdout)
	}
	for _, args := range [][]string{{"--now=soon", file}, {"--tz=Glasgow", file}, {}, {file, file}} {
		if _, stderr, exit := invoke(t, "", append([]string{"form", "run", "--jsonl"}, args...)...); exit != 2 || stderr == "" {
			t.Errorf("%v: exit %d, %s", args, exit, stderr)
		}
	}
}

func TestFormRunOfAFaultyForm(t *testing.T) {
	file := formFile(t, `
| survey | | | |
| | type | name | calculation |
| | calculate | a | ${b} |
| | calculate | b | ${a} |
`)
	stdout, _, exit := invoke(t, "", "form", "run", "--jsonl", file)
	if exit != 1 || !strings.HasPrefix(stdout, `{"ok":false,"error":{"code":"load"`) || !strings.Contains(stdout, "${a} (row 2), ${b} (row 3)") {
		t.Errorf("exit %d: %s", exit, stdout)
	}
	if _, stderr, exit := invoke(t, "", "form", "run", file); exit != 1 || !strings.Contains(stderr, "${a} (row 2)") {
		t.Errorf("exit %d: %s", exit, stderr)
	}
}

func TestFormRunAtATerminal(t *testing.T) {
	answers := "200\n17\nAllan Glen's\nOla\ny\nJan\nn\n2\n"
	stdout, stderr, exit := invoke(t, answers, "form", "run", formFile(t, runForm))
	if exit != 0 || stderr != "" {
		t.Fatalf("exit %d: %s", exit, stderr)
	}
	for _, want := range []string{"Under 120", "School", "child: 1 so far", "child: 2 so far", "1  Haghill", "That was the last question"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in:\n%s", want, stdout)
		}
	}
	if _, _, exit := invoke(t, "17\n", "form", "run", formFile(t, runForm)); exit != 0 {
		t.Errorf("input that ends early: exit %d", exit)
	}
}

func TestSimulateCommand(t *testing.T) {
	dir := t.TempDir()
	project, profile := filepath.Join(dir, "try.doorstep"), filepath.Join(dir, "profile.json")
	if err := os.WriteFile(profile, []byte(`{"ward":{"h":1}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, stderr, exit := invoke(t, "", "project", "create", "--no-passphrase", project); exit != 0 {
		t.Fatal(stderr)
	}
	if _, stderr, exit := invoke(t, "", "form", "add", "--project", project, formFile(t, runForm)); exit != 0 {
		t.Fatal(stderr)
	}
	simulate := []string{"simulate", "--project", project, "--form", "run", "-n", "20", "--profile", profile}
	stdout, stderr, exit := invoke(t, "", simulate...)
	if exit != 0 || !strings.HasPrefix(stdout, "20 responses made up and stored as training data") {
		t.Fatalf("exit %d: %s%s", exit, stdout, stderr)
	}
	if stdout, _, _ = invoke(t, "", simulate...); !strings.HasPrefix(stdout, "0 responses") {
		t.Errorf("the same seed again: %s", stdout)
	}
	stdout, _, _ = invoke(t, "", "response", "list", "--json", "--answers", "--project", project)
	if strings.Count(stdout, `"training":true`) != 20 || strings.Contains(stdout, `"ward":"c"`) || !strings.Contains(stdout, `"ward":"h"`) {
		t.Errorf("stored: %s", stdout)
	}
	for _, wrong := range [][]string{{"simulate", "--project", project, "-n", "1"}, {"simulate", "--project", project, "--form", "run"}, {"simulate", "--form", "run", "-n", "1", "--project", ""}} {
		if _, _, exit := invoke(t, "", wrong...); exit != 2 {
			t.Errorf("%v: exit %d", wrong, exit)
		}
	}
	if _, stderr, exit := invoke(t, "", "simulate", "--project", project, "--form", "nothing", "-n", "1"); exit != 1 || !strings.Contains(stderr, "nothing") {
		t.Errorf("exit %d: %s", exit, stderr)
	}
}

// A doubt is told of by validate, and keeps nothing from finishing.
func TestFormRunTellsOfDoubts(t *testing.T) {
	file := formFile(t, `
| survey | | | | | |
| | type | name | label | soft_constraint | soft_constraint_message |
| | integer | age | Age | . <= 100 | Over 100? |
`)
	stdout, _, exit := invoke(t, `{"set":{"/data/age":"104"}}
{"validate":true}
{"refuse":"/data/age","as":"refused"}
{"validate":true}
{"set":{"/data/age":"105"}}
{"finish":true}`, "form", "run", "--jsonl", file)
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if exit != 0 || len(lines) != 7 {
		t.Fatalf("exit %d: %s", exit, stdout)
	}
	if strings.Contains(lines[1], "rejected") {
		t.Errorf("a doubtful answer is rejected: %s", lines[1])
	}
	for i, want := range map[int]string{
		2: `{"ok":true,"problems":[{"path":"/data/age","kind":"soft","message":"Over 100?"}]}`,
		4: `{"ok":true,"problems":[]}`,
	} {
		if diff := cmp.Diff(decoded(t, want), decoded(t, lines[i])); diff != "" {
			t.Errorf("line %d (-want +got):\n%s", i, diff)
		}
	}
	if strings.Contains(lines[6], "soft") {
		t.Errorf("finishing tells of it as a fault: %s", lines[6])
	}
}

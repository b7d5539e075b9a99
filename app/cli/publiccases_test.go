package cli_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// publicCases holds public projects' suites and questionnaires in use. It
// stands beside the project, or is absent and these tests are skipped.
const publicCases = "../../../shared/data"

// readCases reads a file of one JSON object a line.
func readCases[T any](t *testing.T, name string) []T {
	t.Helper()
	if testing.Short() {
		t.Skip("reads many files")
	}
	file, err := os.Open(filepath.Join(publicCases, name))
	if err != nil {
		t.Skip("the public cases do not stand beside the project")
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 64<<20)
	var list []T
	for lines.Scan() {
		var c T
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// answersOf reads the JSON lines that the command wrote.
func answersOf[T any](t *testing.T, output string) []T {
	t.Helper()
	var list []T
	for line := range strings.Lines(output) {
		var a T
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%.200s: %v", line, err)
		}
		list = append(list, a)
	}
	return list
}

func report(t *testing.T, what string, right, all int, least float64) {
	t.Helper()
	share := 100 * float64(right) / float64(max(1, all))
	t.Logf("%s: %d of %d (%.2f %%)", what, right, all, share)
	if share < least {
		t.Errorf("%s: %.2f %%, at least %.2f %% before", what, share, least)
	}
}

type expressionCase struct {
	ID, Expr, Type, TZ, Context string
	At                          string `json:"context_node"`
	Expected                    any
	Factor                      float64
	Scored                      bool
}

// kinds are the kinds of value to ask for, by the case's type.
var kinds = map[string]string{
	"number": "number", "number-rounded": "number", "string": "string", "string-match": "string", "string-length": "string",
	"date": "string", "boolean": "boolean", "nodeset-count": "nodes", "error": "any",
}

func TestPublicExpressions(t *testing.T) {
	byZone := map[string][]expressionCase{}
	for _, c := range readCases[expressionCase](t, "xpath.jsonl") {
		if c.Scored {
			byZone[c.TZ] = append(byZone[c.TZ], c)
		}
	}
	right, all := 0, 0
	for zone, list := range byZone {
		var in bytes.Buffer
		for _, c := range list {
			request := map[string]string{"id": c.ID, "expr": c.Expr, "as": kinds[c.Type]}
			if c.Context != "" {
				request["instance"], request["at"] = c.Context, cmp.Or(c.At, "/")
			}
			if err := json.NewEncoder(&in).Encode(request); err != nil {
				t.Fatal(err)
			}
		}
		out, _, _ := invoke(t, in.String(), "eval", "--jsonl", "--tz", zone)
		for i, a := range answersOf[map[string]any](t, out) {
			if all++; list[i].holds(a) {
				right++
			} else {
				t.Logf("%s: %s gives %v, expected %v", list[i].ID, list[i].Expr, a, list[i].Expected)
			}
		}
	}
	report(t, "expressions", right, all, 99.8)
}

func (c *expressionCase) holds(answer map[string]any) bool {
	if _, failed := answer["error"]; failed || c.Type == "error" {
		return failed && c.Type == "error"
	}
	text := fmt.Sprint(answer["value"])
	got, err := strconv.ParseFloat(text, 64)
	want, _ := c.Expected.(float64)
	switch c.Type {
	case "number":
		return text == fmt.Sprint(c.Expected) || err == nil && (got == want || math.Abs(got-want) <= 1e-12*math.Max(1, math.Abs(want)))
	case "number-rounded":
		return err == nil && math.Abs(math.Round(got*c.Factor)/c.Factor-want) < 1e-9
	case "string-match":
		return regexp.MustCompile(c.Expected.(string)).MatchString(text)
	case "string-length":
		return float64(utf8.RuneCountInString(text)) == want
	case "date":
		return strings.HasPrefix(text, c.Expected.(string)[:len("2026-11-21")])
	case "nodeset-count":
		nodes, _ := answer["value"].([]any)
		return float64(len(nodes)) == want
	}
	return answer["value"] == c.Expected
}

type verdict struct {
	File, Expected string
	Scored         bool
	Core           *bool
	Row            int
}

type checked struct {
	Valid    bool
	Problems []struct{ Row int }
}

func TestPublicQuestionnaires(t *testing.T) {
	var list []verdict
	args := []string{"form", "check", "--json"}
	for _, v := range readCases[verdict](t, "forms/verdicts.jsonl") {
		if v.Scored {
			list = append(list, v)
			args = append(args, filepath.Join(publicCases, "forms", v.File))
		}
	}
	out, _, _ := invoke(t, "", args...)
	right, rows, named := 0, 0, 0
	for i, a := range answersOf[checked](t, out) {
		v := list[i]
		tolerated := a.Valid && v.Core != nil && !*v.Core && len(a.Problems) > 0
		if a.Valid != (v.Expected == "valid") && !tolerated {
			t.Logf("%s: expected %s", v.File, v.Expected)
			continue
		}
		right++
		if v.Row == 0 || v.Expected == "valid" {
			continue
		}
		rows++
		for _, p := range a.Problems {
			if p.Row == v.Row {
				named++
				break
			}
		}
	}
	report(t, "questionnaires", right, len(list), 99.8)
	report(t, "faulty rows", named, rows, 98)
}

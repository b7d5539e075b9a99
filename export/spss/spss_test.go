package spss

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/survey"
)

func made(t *testing.T, form *survey.Form, subs []*survey.Submission) string {
	t.Helper()
	plan, err := export.NewPlan([]*survey.Form{form}, Options(export.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	return madeAs(t, plan, export.Meta{Stored: len(subs)}, subs)
}

func madeAs(t *testing.T, plan *export.Plan, meta export.Meta, subs []*survey.Submission) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out.sps")
	if _, err := Write(t.Context(), path, plan, meta, exporttest.All(subs), nil); err != nil {
		t.Fatal(err)
	}
	return path
}

// run gives the syntax and more commands to PSPP, which must not warn.
func run(t *testing.T, path, more string) string {
	t.Helper()
	program := exporttest.Program(t, "pspp")
	syntax, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all := filepath.Join(filepath.Dir(path), "all.sps")
	if err := os.WriteFile(all, append(syntax, more...), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-o", "result.csv", "-O", "format=csv", all)
	cmd.Dir = filepath.Dir(path)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	said, err := cmd.CombinedOutput()
	result, _ := os.ReadFile(filepath.Join(cmd.Dir, "result.csv"))
	if err != nil || bytes.Contains(said, []byte("warning")) || bytes.Contains(said, []byte("error")) || bytes.Contains(result, []byte("warning:")) {
		t.Errorf("pspp: %v\n%s\n%s\n%s", err, said, result, syntax)
	}
	return string(result)
}

func TestPSPPTakesEverything(t *testing.T) {
	list := exporttest.List("l", "01", "It's the first", "b c", strings.Repeat("long label ", 30), "other", "Ångström 😀")
	form := exporttest.Form("every.thing", "1",
		exporttest.Question(survey.TypeText, "words", "What's new?"), exporttest.Question(survey.TypeInteger, "with", "A reserved word"),
		exporttest.Question(survey.TypeDecimal, "change", "Change"), exporttest.Question(survey.TypeDate, "day", "Day"),
		exporttest.Question(survey.TypeTime, "hour", "Hour"), exporttest.Question(survey.TypeDateTime, "moment", "Moment"),
		exporttest.Question(survey.TypeCalculate, "worked_out", ""), exporttest.Question(survey.TypeGeoPoint, "place", "Where"),
		exporttest.Select(survey.TypeSelectOne, "one", "One", list), exporttest.Select(survey.TypeSelectMany, "many", "Many", list),
		exporttest.Select(survey.TypeRank, "rank", strings.Repeat("A long question ", 30), list),
		exporttest.Repeat("child", "Children", exporttest.Question(survey.TypeText, "name", "Name")))
	subs := []*survey.Submission{
		exporttest.Response(form, 1, map[string]any{
			"words": "=1+1 \"quoted\", two\nlines مرحبا", "with": "42", "change": "-2.5", "day": "2026-11-21", "hour": "14:30:00.000Z",
			"moment": "2026-11-21T06:00:00.000+01:00", "worked_out": "3.5", "place": "55.86 -4.2 0 0", "one": "01", "many": "01 other", "rank": "other 01",
			"child": []map[string]any{{"name": "Sam"}},
		}),
		exporttest.Response(form, 2, map[string]any{
			"words": survey.Refused, "with": survey.DontKnow, "change": survey.NotAsked, "day": survey.Refused, "hour": survey.Refused,
			"moment": survey.Refused, "one": survey.Refused, "many": survey.DontKnow, "rank": survey.Skipped,
		}),
	}
	path := made(t, form, subs)
	got := run(t, path, "LIST with_ change day hour moment one many_01 many_other rank_other.\nFREQUENCIES one many_01.\n")
	for _, want := range []string{"42,-2.50,2026/11/21,14:30:00,21-NOV-2026 06:00:00,1,1,1,1", "-8,-1.00,", ",-9,-8,-8,-2"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	run(t, filepath.Join(filepath.Dir(path), "out-child.sps"), "LIST.\n")
}

func TestNothingHalfStays(t *testing.T) {
	exporttest.NothingHalfStays(t, t.TempDir(), Write, "out.sps")
}

package release_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/export/release"
	"doorstep/survey"
)

func TestWhatNeverGoesOut(t *testing.T) {
	list := func(n string) *survey.List { return exporttest.List(n, "a", "A", "b", "B") }
	personal := exporttest.Select(survey.TypeSelectOne, "sex", "Sex", list("l1"))
	personal.Personal = true
	special := exporttest.Select(survey.TypeSelectOne, "health", "Health", list("l2"))
	special.Special = true
	plain := exporttest.Select(survey.TypeSelectOne, "plain", "Plain", list("l3"))
	text := exporttest.Question(survey.TypeText, "words", "Words")
	// A sum of personal answers is as personal as they are.
	derived := exporttest.Question(survey.TypeCalculate, "derived", "Derived")
	derived.Bind.Calculation.Source = "if(${sex} = 'a', 'yes', 'no')"
	f := exporttest.Form("f", "1", personal, special, plain, text, derived)
	f.Quotas = []survey.Quota{{Name: "d", When: survey.Expr{Source: "${derived} = 'yes'"}}}
	var subs []*survey.Submission
	for i := range 100 {
		c := []string{"a", "b"}[i%2]
		subs = append(subs, exporttest.Response(f, i, map[string]any{"sex": c, "health": c, "plain": c, "words": "canary", "derived": "yes"}))
	}
	for want, o := range map[string]release.Options{"plain": {}, "health plain": {Special: true}} {
		var names []string
		for _, q := range settle(t, f, subs, o).Questions {
			names = append(names, q.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("tables of %q, want %q", got, want)
		}
	}
}

func TestPeopleElsewhereCannotBeSubtracted(t *testing.T) {
	areas := exporttest.List("areas", "h", "Haghill", "c", "Carntyne", "e", "Elsewhere")
	f := exporttest.Form("f", "1", exporttest.Select(survey.TypeSelectOne, "area", "Area", areas),
		exporttest.Select(survey.TypeSelectOne, "q", "Q", exporttest.List("l", "a", "A", "b", "B")))
	f.Quotas = []survey.Quota{{Area: "h"}, {Area: "c"}}
	var subs []*survey.Submission
	for i := range 124 {
		area := []string{"h", "c"}[i%2]
		if i >= 120 {
			area = "e"
		}
		subs = append(subs, exporttest.Response(f, i, map[string]any{"area": area, "q": []string{"a", "b"}[i/2%2]}))
	}
	r := settle(t, f, subs, release.Options{})
	if r.People != 120 || len(r.Areas) != 2 || r.AreaName != "area" {
		t.Errorf("%d people in %v", r.People, r.Areas)
	}
	if q := r.Questions[0]; len(r.Questions) != 1 || q.All.Asked.N != 120 || q.Areas[0].Asked.N+q.Areas[1].Asked.N != 120 {
		t.Errorf("the areas and everybody do not agree: %+v", q)
	}
	f.Quotas = nil
	if r := settle(t, f, subs, release.Options{}); r.People != 124 || r.Areas != nil || len(r.Questions) != 2 {
		t.Errorf("without areas: %d people, %v", r.People, r.Areas)
	}
}

// Areas of few people are taken together; when that is still too few, they are
// left out like those elsewhere.
func TestSmallAreasAreTakenTogether(t *testing.T) {
	areas := exporttest.List("areas", "h", "Haghill", "c", "Carntyne", "d", "Dennistoun", "p", "Parkhead")
	f := exporttest.Form("f", "1", exporttest.Select(survey.TypeSelectOne, "area", "Area", areas),
		exporttest.Select(survey.TypeSelectOne, "q", "Q", exporttest.List("l", "a", "A", "b", "B")))
	f.Quotas = []survey.Quota{{Area: "h"}, {Area: "c"}, {Area: "d"}, {Area: "p"}}
	var subs []*survey.Submission
	for i := range 132 {
		area := []string{"h", "c"}[i%2]
		if i >= 120 {
			area = []string{"d", "p"}[i%2]
		}
		subs = append(subs, exporttest.Response(f, i, map[string]any{"area": area, "q": []string{"a", "b"}[i/2%2]}))
	}
	for n, want := range map[int]string{
		132: "Haghill 60, Carntyne 60, Other areas (taken together) 12, of 132 people",
		128: "Haghill 60, Carntyne 60, of 120 people",
		60:  "Haghill 30, Carntyne 30, of 60 people",
		10:  "of 10 people",
	} {
		r, got := settle(t, f, subs[:n], release.Options{}), ""
		for i, a := range r.Areas {
			got += fmt.Sprintf("%s %d, ", a, r.AreaCounts[i])
		}
		if got += fmt.Sprintf("of %d people", r.People); got != want {
			t.Errorf("of the first %d: %s, want %s", n, got, want)
		}
		for _, q := range r.Questions {
			if q.Name == "q" && len(q.Areas) != len(r.Areas) {
				t.Errorf("of the first %d: %d areas' tables", n, len(q.Areas))
			}
		}
	}
}

func TestSixtyTables(t *testing.T) {
	var nodes []survey.Node
	areas := exporttest.List("areas", "h", "Haghill", "c", "Carntyne")
	nodes = append(nodes, exporttest.Select(survey.TypeSelectOne, "area", "Area", areas))
	for i := range 60 {
		kind := survey.TypeSelectOne
		if i%3 == 0 {
			kind = survey.TypeSelectMany
		}
		q := exporttest.Select(kind, fmt.Sprintf("q%d", i), "Q", exporttest.List(fmt.Sprintf("l%d", i), letters(10)...))
		if i%5 == 1 {
			q.Bind.Relevant.Source = fmt.Sprintf("selected(${q%d}, 'a')", i-1)
		}
		nodes = append(nodes, q)
	}
	f := exporttest.Form("f", "1", nodes...)
	f.Quotas = []survey.Quota{{Area: "h"}, {Area: "c"}}
	var subs []*survey.Submission
	for i := range 400 {
		a := map[string]any{"area": []string{"h", "c"}[i%2]}
		for k := range 60 {
			n := i*(k+3) + i*i/(k+7)
			answer := string(rune('a' + n%10*(n/10%10)/9))
			if k%3 == 0 && n%7 > 2 && answer != "a" {
				answer = "a " + answer
			}
			a[fmt.Sprintf("q%d", k)] = answer
			if before, _ := a[fmt.Sprintf("q%d", k-1)].(string); k%5 == 1 && !strings.HasPrefix(before, "a") {
				a[fmt.Sprintf("q%d", k)] = survey.NotAsked
			}
		}
		subs = append(subs, exporttest.Response(f, i, a))
	}
	began := time.Now()
	r := settle(t, f, subs, release.Options{})
	if len(r.Questions) != 60 {
		t.Errorf("%d tables", len(r.Questions))
	}
	t.Logf("%d tables in %v", len(r.Questions), time.Since(began))
}

func TestARefusedReleaseLeavesTheOldFile(t *testing.T) {
	f, subs := many(60, 40)
	path := write(t, f, subs, release.Options{})
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := export.NewPlan([]*survey.Form{f}, export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = release.Write(t.Context(), path, plan, export.Meta{Stored: len(subs)}, release.Options{Threshold: 2}, exporttest.All(subs), nil)
	after, readErr := os.ReadFile(path)
	if !errors.Is(err, release.ErrThreshold) || readErr != nil || string(after) != string(before) {
		t.Errorf("%v %v", err, readErr)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || len(left) != 2 {
		t.Errorf("beside the release lie %v (%v)", left, err)
	}
}

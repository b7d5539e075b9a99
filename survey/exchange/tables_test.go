package exchange_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/exchange"
)

// sheet makes a table of lines whose cells are parted by bars.
func sheet(name string, lines ...string) exchange.Table {
	t := exchange.Table{Name: name}
	for _, l := range lines {
		t.Rows = append(t.Rows, strings.Split(l, "|"))
	}
	return t
}

func readTables(t *testing.T, forms []*survey.Form, tables ...exchange.Table) (subs []*survey.Submission, problems []exchange.Problem) {
	t.Helper()
	for got, err := range exchange.NewReader(forms).ReadTables(tables) {
		if err != nil {
			t.Fatal(err)
		}
		if got.Submission != nil {
			subs = append(subs, got.Submission)
		}
		problems = append(problems, got.Problems...)
	}
	return subs, problems
}

const (
	started  = "2026-11-21T14:00:00.000+01:00"
	finished = "2026-11-21T14:20:00.000+01:00"
)

// The tables hold what the JSON of TestResponsesOfEveryDialect does.
func TestTablesOfEveryDialect(t *testing.T) {
	const want = started + "|" + finished + "|Żaneta|3|55.86 -4.25 0 0|gp respite(Ann|7(bear)(kite))(Bob|unanswered)"
	for name, tables := range map[string][]exchange.Table{
		"KoboToolbox": {
			sheet("Household", "start|end|name|home/rooms|home/place|home/_place_latitude|home/needs|home/needs/gp|home/needs/respite|home/needs/bus|_id|_uuid|_submission_time|__version__|_index",
				started+"|"+finished+"|Żaneta|3|55.86 -4.25 0 0|55.86|gp respite|1|1|0|7|aa|2026-11-21T15:00:00|v2|1"),
			sheet("child", "home/child/name|home/child/age|_index|_parent_table_name|_parent_index|_submission__uuid", "Ann|7|1|Household|1|aa", "Bob||2|Household|1|aa"),
			sheet("toy", "home/child/toy/toy_name|_index|_parent_table_name|_parent_index", "bear|1|child|1", "kite|2|child|1"),
		},
		"KoboToolbox without groups and summaries": {
			sheet("A questionnaire whose title is cut", "start|end|name|rooms|_place_latitude|_place_longitude|_place_altitude|_place_precision|needs/gp|needs/respite|needs/bus|_uuid|__version__|_index",
				started+"|"+finished+"|Żaneta|3|55.86|-4.25|0|0|1|1|0|aa|v2|1"),
			sheet("child", "name|age|_index|_parent_table_name|_parent_index", "Ann|7|1|A questionnaire whose title is cut off here|1", "Bob||2|A questionnaire whose title is cut off here|1"),
			sheet("toy", "toy_name|_index|_parent_table_name|_parent_index", "bear|1|child|1", "kite|2|child|1"),
		},
		"ODK Central": {
			sheet("household", "SubmissionDate|start|end|name|home-rooms|home-place-Latitude|home-place-Longitude|home-place-Altitude|home-place-Accuracy|home-needs|meta-instanceID|KEY|SubmitterName|Status|FormVersion",
				"2026-11-21T15:00:00.000Z|"+started+"|"+finished+"|Żaneta|3|55.86|-4.25|0|0|gp respite|uuid:aa|uuid:aa|Sam||v2"),
			sheet("household-home-child", "name|age|PARENT_KEY|KEY", "Ann|7|uuid:aa|uuid:aa/home/child[1]", "Bob||uuid:aa|uuid:aa/home/child[2]"),
			sheet("household-home-child-toy", "toy_name|PARENT_KEY|KEY", "bear|uuid:aa/home/child[1]|k1", "kite|uuid:aa/home/child[1]|k2"),
		},
	} {
		subs, problems := readTables(t, []*survey.Form{household("v1"), household("v2")}, tables...)
		if len(problems) > 0 || len(subs) != 1 {
			t.Fatalf("%s: %d responses, problems %+v", name, len(subs), problems)
		}
		if got := said(&subs[0].Record); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, want)
		}
		if subs[0].InstanceID != "uuid:aa" || subs[0].FormVersion != "v2" {
			t.Errorf("%s: header %+v", name, subs[0].Header)
		}
	}
}

func TestTablesWithFaults(t *testing.T) {
	forms := []*survey.Form{household("v1")}
	main := sheet("M", "name|colour|rooms|_index", "Ann|red|3|1", "|||", "Bob||4|2")
	subs, problems := readTables(t, forms, main, sheet("child", "name|_parent_table_name|_parent_index", "Cat|M|9"))
	if len(subs) != 2 || len(problems) != 2 || problems[0].Key != "colour" || problems[0].Line != 2 || !strings.Contains(problems[1].Message, "belongs to no response") {
		t.Errorf("%d responses, problems %+v", len(subs), problems)
	}
	if subs[0].Extra["colour"] != `"red"` || subs[0].InstanceID == subs[1].InstanceID {
		t.Errorf("%+v", subs[0])
	}
	for got, err := range exchange.NewReader(forms).ReadTables([]exchange.Table{sheet("M", "What is your name?", "Ann")}) {
		if !errors.Is(err, exchange.ErrNoQuestions) {
			t.Errorf("labels for headings gave %+v, %v", got, err)
		}
	}
}

// A workbook may hold days and times as numbers, by the clock on the wall; in
// a CSV file a number is none.
func TestTablesWithNumbersForDays(t *testing.T) {
	r := exchange.NewReader([]*survey.Form{household("v1")})
	r.Zone = time.FixedZone("", 3600)
	table := sheet("M", "start|end|name", "46347.25|2026-11-21T07:00:00.000Z|46347")
	for _, workbook := range []bool{true, false} {
		table.Workbook = workbook
		for got, err := range r.ReadTables([]exchange.Table{table}) {
			if err != nil {
				t.Fatal(err)
			}
			want := "46347.25|"
			if workbook {
				want = "2026-11-21T06:00:00.000+01:00|2026-11-21T07:00:00.000Z|46347|"
			}
			if said := said(&got.Submission.Record); !strings.HasPrefix(said, want) || (len(got.Problems) == 0) != workbook {
				t.Errorf("workbook %v: %s, %+v", workbook, said, got.Problems)
			}
		}
	}
}

// A row that has moved against its headings stays out, and no table takes
// another's place because its name ends alike.
func TestTablesThatDoNotFit(t *testing.T) {
	main := sheet("household", "name|home-rooms|KEY", "Ann|3|uuid:aa", "Bob|x|4|uuid:bb", "Cat|5|uuid:cc")
	main.Lines = []int{1, 2, 5, 6}
	foster := sheet("household-foster-child", "name|PARENT_KEY|KEY", "Fay|uuid:aa|f1", "Fin|uuid:cc|f2")
	child := sheet("household-child", "name|PARENT_KEY|KEY", "Bea|uuid:aa|k1")
	for _, tables := range [][]exchange.Table{{main, foster, child}, {main, child, foster}} {
		subs, problems := readTables(t, []*survey.Form{household("v1")}, tables...)
		if len(subs) != 2 || !strings.Contains(said(&subs[0].Record), "(Bea|") || strings.Contains(said(&subs[0].Record)+said(&subs[1].Record), "F") {
			t.Fatalf("%d responses, problems %+v", len(subs), problems)
		}
		if len(problems) != 3 || problems[0].Line != 5 || !strings.Contains(problems[0].Message, "more cells than there are headings") {
			t.Errorf("problems %+v", problems)
		}
	}
}

// A row that ends too soon is told of, and left out where it does not say whose
// it is; what a workbook leaves away at a row's end was blank.
func TestRowsShorterThanTheirHeadings(t *testing.T) {
	main := sheet("household", "name|home-rooms|KEY|FormVersion|", "Ann|3|uuid:aa|v1", "Bob|4", "Cat|5|uuid:cc")
	child := sheet("household-home-child", "name|PARENT_KEY|KEY|age", "Bea|uuid:aa|k1", "Dot", "Eve|uuid:aa|k2|3|4")
	subs, problems := readTables(t, []*survey.Form{household("v1")}, main, child)
	if len(subs) != 2 || !strings.Contains(said(&subs[0].Record), "|Ann|3|") || !strings.HasSuffix(said(&subs[0].Record), "(Bea|unanswered)") || !strings.Contains(said(&subs[1].Record), "|Cat|5|") {
		t.Fatalf("%d responses, problems %+v", len(subs), problems)
	}
	want := []struct {
		line        int
		code, words string
	}{
		{3, exchange.CodeUnreadable, "ends before it says whose it is"},
		{4, exchange.CodeRowTooShort, "taken as blank"},
		{2, exchange.CodeRowTooShort, "taken as blank"},
		{3, exchange.CodeUnreadable, "Its response came in without it"},
		{4, exchange.CodeUnreadable, "Its response came in without it"},
	}
	if len(problems) != len(want) {
		t.Fatalf("problems %+v", problems)
	}
	for i, w := range want {
		if p := problems[i]; p.Line != w.line || p.Code != w.code || !strings.Contains(p.Message, w.words) {
			t.Errorf("problem %d is %+v, want %+v", i, p, w)
		}
	}
	main.Workbook, child.Workbook = true, true
	main.Rows, child.Rows = main.Rows[:2], child.Rows[:2]
	if _, problems := readTables(t, []*survey.Form{household("v1")}, main, child); len(problems) > 0 {
		t.Errorf("a workbook's: %+v", problems)
	}
}

// A table beside the responses' is named with its rows, wherever it stands; the
// log of how forms were filled in is passed over.
func TestTablesThatBelongToNothing(t *testing.T) {
	log := sheet("household - audit", "instance ID|event|node|start|end", "uuid:aa|question|/data/name|1|2")
	visit := sheet("visit", "name|day|KEY", "Cat|Monday|uuid:v1", "Dan|Tuesday|uuid:v2")
	main := sheet("household", "start|name|home-rooms|KEY", started+"|Ann|3|uuid:aa")
	child := sheet("household-child", "name|PARENT_KEY|KEY", "Bea|uuid:aa|k1")
	notes := sheet("notes", "what", "")
	for _, tables := range [][]exchange.Table{{log, visit, main, child, notes}, {child, main, notes, visit, log}} {
		subs, problems := readTables(t, []*survey.Form{household("v1")}, tables...)
		if len(subs) != 1 || !strings.Contains(said(&subs[0].Record), "|Ann|3|") || !strings.Contains(said(&subs[0].Record), "(Bea|") {
			t.Fatalf("%d responses, problems %+v", len(subs), problems)
		}
		if len(problems) != 1 || problems[0].Code != exchange.CodeTableNotRead || !problems[0].Incomplete() ||
			!strings.Contains(problems[0].Message, "nothing of the table visit came in, 2 rows") {
			t.Errorf("problems %+v", problems)
		}
	}
}

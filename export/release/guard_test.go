package release_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/export"
	"doorstep/export/exporttest"
	"doorstep/export/release"
	"doorstep/survey"
)

// many returns a form of one question and counts people by its answers.
func many(counts ...int) (*survey.Form, []*survey.Submission) {
	f := exporttest.Form("f", "1", exporttest.Select(survey.TypeSelectOne, "q", "Which?", exporttest.List("l", letters(len(counts))...)))
	var subs []*survey.Submission
	for i, n := range counts {
		for range n {
			subs = append(subs, exporttest.Response(f, len(subs), map[string]any{"q": string(rune('a' + i))}))
		}
	}
	return f, subs
}

func TestAReleaseIsHeldAgainstEarlierOnes(t *testing.T) {
	for name, c := range map[string]struct {
		before, now []int
		threshold   int // of the later release
		refused     string
	}{
		"the same again":             {[]int{60, 40, 5}, []int{60, 40, 5}, 10, ""},
		"three more people":          {[]int{60, 40}, []int{63, 40}, 10, "a group of 3"},
		"three more in one answer":   {[]int{60, 40}, []int{63, 80}, 10, "a group of 3"},
		"many more everywhere":       {[]int{60, 40}, []int{90, 80}, 10, ""},
		"a lower threshold":          {[]int{60, 40, 7}, []int{60, 40, 7}, 5, "hidden in one release and shown in the other"},
		"small ones grown":           {[]int{60, 40, 5}, []int{90, 80, 30}, 10, ""},
		"fewer people, a withdrawal": {[]int{60, 40}, []int{59, 40}, 10, "a group of 1"},
	} {
		f, subs := many(c.before...)
		earlier := settle(t, f, subs, release.Options{}).Record()
		f, subs = many(c.now...)
		plan, err := export.NewPlan([]*survey.Form{f}, export.Options{})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "board.xlsx")
		_, err = release.Write(t.Context(), path, plan, export.Meta{Stored: len(subs), When: exporttest.Start},
			release.Options{Threshold: c.threshold, Earlier: []release.Record{earlier}}, exporttest.All(subs), nil)
		_, missing := os.Stat(path)
		switch {
		case c.refused == "" && (err != nil || missing != nil):
			t.Errorf("%s: %v %v", name, err, missing)
		case c.refused != "" && (!errors.Is(err, release.ErrDifferencing) || !strings.Contains(err.Error(), c.refused)):
			t.Errorf("%s: %v, want %q", name, err, c.refused)
		case c.refused != "" && missing == nil:
			t.Errorf("%s: refused, and written all the same", name)
		}
	}
}

func TestTheRecordComesBackAndHoldsNothingHidden(t *testing.T) {
	f, subs := many(60, 40, 7)
	path := write(t, f, subs, release.Options{})
	rec, err := release.ReadRecord(release.RecordPath(path))
	if err != nil {
		t.Fatal(err)
	}
	if n := rec.Counts["q\t\ta"]; n == nil || *n != 60 {
		t.Errorf("the record says %v of the largest answer", n)
	}
	if n, known := rec.Counts["q\t\tc"]; n != nil || !known {
		t.Errorf("the record gives the hidden count away: %v", n)
	}
}

func TestSmallNumbersByHand(t *testing.T) {
	for name, c := range map[string]struct {
		counts []int
		want   string // per answer: c hidden, s shown; W when withdrawn
	}{
		"nothing small":           {[]int{60, 40, 0}, "sss"},
		"one small, one mate":     {[]int{60, 40, 5}, "scc"},
		"two small by themselves": {[]int{60, 7, 8}, "scc"},
		"two small, too tight":    {[]int{60, 40, 1, 1}, "sccc"},
		"no mate":                 {[]int{60, 5}, "cc"},
		"few people":              {[]int{4, 5}, "W"},
	} {
		f, subs := many(c.counts...)
		q := settle(t, f, subs, release.Options{}).Questions[0]
		var got strings.Builder
		for _, row := range q.All.Rows[:len(c.counts)] {
			if row.Count.Hidden {
				got.WriteByte('c')
			} else {
				got.WriteByte('s')
			}
		}
		if q.All.Withdrawn != "" {
			got.Reset()
			got.WriteByte('W')
		}
		if got.String() != c.want {
			t.Errorf("%s: %s, want %s", name, &got, c.want)
		}
	}
}

// Areas taken together once and shown by themselves later: what is left of them
// is a group of its own.
func TestASplitOfAreasTakenTogetherIsCompared(t *testing.T) {
	make := func(h, c, d, p int) release.Record {
		f := exporttest.Form("f", "1", exporttest.Select(survey.TypeSelectOne, "area", "Area", exporttest.List("areas", "h", "H", "c", "C", "d", "D", "p", "P")),
			exporttest.Select(survey.TypeSelectOne, "q", "Q", exporttest.List("l", "a", "A", "b", "B")))
		var subs []*survey.Submission
		for i, n := range []int{h, c, d, p} {
			f.Quotas = append(f.Quotas, survey.Quota{Area: string("hcdp"[i])})
			for range n {
				subs = append(subs, exporttest.Response(f, len(subs), map[string]any{"area": string("hcdp"[i]), "q": "a"}))
			}
		}
		return settle(t, f, subs, release.Options{}).Record()
	}
	together := make(60, 60, 9, 4)
	if len(release.Compare(together, make(80, 60, 10, 4))) == 0 {
		t.Error("13 together, then 10 in one of the two: 3 are left")
	}
	if found := release.Compare(together, together); len(found) > 0 {
		t.Errorf("the same again: %v", found)
	}
}

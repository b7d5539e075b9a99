package exchange_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/exchange"
)

// shelf keeps what arrives as a project does.
type shelf struct {
	revisions map[string][]*survey.Submission
	reasons   []string // why each revision came; "apart" for one that follows none
	codes     []string // of the problems
}

func (s *shelf) take(t *testing.T, text string) {
	t.Helper()
	reader := exchange.NewReader([]*survey.Form{household("v1"), household("v2")})
	reader.Here = func(yield func(*survey.Submission, error) bool) {
		for id, revisions := range s.revisions {
			last := *revisions[len(revisions)-1]
			if last.InstanceID = id; !yield(&last, nil) {
				return
			}
		}
	}
	note := func(p exchange.Problem) { s.codes = append(s.codes, p.Code) }
	for got, err := range reader.Read(strings.NewReader(text)) {
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range got.Problems {
			note(p)
		}
		if got.Submission == nil {
			continue
		}
		came, err := reader.Arrival(got, note)
		if err != nil {
			t.Fatal(err)
		}
		home := ""
		for _, id := range append([]string{came.InstanceID}, came.Also...) {
			if home == "" && s.revisions[id] != nil {
				home = id
			}
		}
		if home == "" {
			s.revisions[came.InstanceID] = []*survey.Submission{came.Submission}
			continue
		}
		if came.Again == nil {
			continue
		}
		if after := came.Again(s.revisions[home]); after != nil {
			s.revisions[home] = append(s.revisions[home], came.Submission)
			reason := after.Edit.Reason
			if after.After < 0 {
				reason = "apart"
				after.Beside(true)
			}
			s.reasons = append(s.reasons, reason)
		}
	}
}

// kobo is a response as KoboToolbox writes it; replaces and first are "" where
// it says none.
func kobo(id, replaces, first, name, more string) string {
	s := fmt.Sprintf(`{"_id": 7, "_uuid": "%s", "meta/instanceID": "uuid:%[1]s", "__version__": "v1", "name": "%s"`, id, name)
	if replaces != "" {
		s += fmt.Sprintf(`, "meta/deprecatedID": "uuid:%s"`, replaces)
	}
	if first != "" {
		s += fmt.Sprintf(`, "meta/rootUuid": "uuid:%s"`, first)
	}
	return s + more + "}\n"
}

func central(id string, edits int, name string) string {
	return fmt.Sprintf(`{"__id": "uuid:a", "__system": {"formVersion": "v1", "edits": %d, "updatedAt": "2026-11-21T10:00:00Z"}, "meta": {"instanceID": "uuid:%s"}, "name": "%s"}`+"\n", edits, id, name)
}

func xml(id, replaces, name string) string {
	meta := "<instanceID>uuid:" + id + "</instanceID>"
	if replaces != "" {
		meta += "<deprecatedID>uuid:" + replaces + "</deprecatedID>"
	}
	return `<data id="household" version="v1"><name>` + name + "</name><meta>" + meta + "</meta></data>"
}

func TestResponsesEditedOnAServer(t *testing.T) {
	const edited, fuller = "edited on the server", "a fuller file came in"
	for name, tt := range map[string]struct {
		files   []string // each is imported once, and all of them once more
		reasons string
		codes   string
	}{
		"KoboToolbox":              {[]string{kobo("a", "", "a", "Ann", ""), kobo("b", "a", "a", "Anna", "")}, edited, ""},
		"before it named a first":  {[]string{kobo("a", "", "", "Ann", ""), kobo("b", "a", "", "Anna", ""), kobo("c", "b", "", "Anne", "")}, edited + "; " + edited, ""},
		"an edit in between":       {[]string{kobo("a", "", "a", "Ann", ""), kobo("c", "b", "a", "Anne", ""), kobo("b", "a", "a", "Anna", "")}, edited, ""},
		"the newest first":         {[]string{kobo("c", "b", "a", "Anne", "") + kobo("b", "a", "a", "Anna", "") + kobo("a", "", "a", "Ann", "")}, "", ""},
		"the newest first, before": {[]string{kobo("c", "b", "", "Anne", "") + kobo("b", "a", "", "Anna", "") + kobo("a", "", "", "Ann", "")}, "", ""},
		"all in one file":          {[]string{kobo("a", "", "", "Ann", "") + kobo("b", "a", "", "Anna", "") + kobo("c", "b", "", "Anne", "")}, edited + "; " + edited, ""},
		"nobody says which is newer": {
			[]string{kobo("c", "b", "a", "Anne", ""), kobo("e", "d", "a", "Anja", "")}, "apart", exchange.CodeUnclearEdit,
		},
		"no answer was changed": {[]string{kobo("a", "", "a", "Ann", ""), kobo("b", "a", "a", "Ann", "")}, "", ""},
		"ODK Central":           {[]string{central("a", 0, "Ann"), central("c", 2, "Anne"), central("b", 1, "Anna")}, edited, ""},
		"OpenRosa":              {[]string{xml("a", "", "Ann"), xml("b", "a", "Anna")}, edited, ""},
		"other answers without a word": {
			[]string{kobo("a", "", "a", "Ann", ""), kobo("a", "", "a", "Anna", "")}, "", exchange.CodeOtherAnswers,
		},
		"the same, written otherwise": {[]string{kobo("a", "", "a", "Ann", `, "home/rooms": "3.0"`), kobo("a", "", "a", "Ann", `, "home/rooms": "3"`)}, "", ""},
		"a fuller file": {
			[]string{kobo("a", "", "a", "Ann", ""), kobo("a", "", "a", "Ann", `, "home/child": [{"home/child/name": "Bea"}]`)}, fuller, "",
		},
	} {
		s := &shelf{revisions: map[string][]*survey.Submission{}}
		for range 2 {
			for _, file := range tt.files {
				s.take(t, file)
			}
			if got := strings.Join(s.reasons, "; "); got != tt.reasons || len(s.revisions) != 1 {
				t.Errorf("%s: revisions came for %q, want %q; %d responses", name, got, tt.reasons, len(s.revisions))
			}
			if got := strings.Join(s.codes, " "); got != tt.codes {
				t.Errorf("%s: problems %q, want %q", name, got, tt.codes)
			}
			if tt.codes == exchange.CodeUnclearEdit {
				tt.codes = "" // told once, with the one revision it made
			}
			s.codes = nil
		}
	}
}

// What a file leaves out and what was erased here stay so when an edit comes.
func TestEditsKeepWhatTheyDoNotTell(t *testing.T) {
	s := &shelf{revisions: map[string][]*survey.Submission{}}
	s.take(t, kobo("a", "", "a", "Ann", `, "home/rooms": 3, "home/child": [{"home/child/name": "Bea"}]`))
	first := s.revisions["uuid:a"][0]
	first.Record.Values[2] = survey.Value{State: survey.Erased} // the name
	first.Training = true
	table := sheet("M", "name|home/rooms|_uuid|meta/instanceID|meta/deprecatedID|meta/rootUuid|__version__", "Anna|4|b|uuid:b|uuid:a|uuid:a|v1")
	reader := exchange.NewReader([]*survey.Form{household("v1")})
	for got, err := range reader.ReadTables([]exchange.Table{table}) {
		if err != nil || len(got.Problems) > 0 {
			t.Fatal(got, err)
		}
		came, err := reader.Arrival(got, func(p exchange.Problem) { t.Error(p) })
		if err != nil {
			t.Fatal(err)
		}
		if after := came.Again(s.revisions[came.InstanceID]); after == nil || !came.Training {
			t.Fatalf("%+v", came)
		}
		if got := said(&came.Record); got != "unanswered|unanswered|erased|4|unanswered|unanswered(Bea|unanswered)" {
			t.Errorf("it says %s", got)
		}
	}
}

// Two responses that were given one id stay two, whatever edits they name.
func TestOneIDForTwoResponsesIsNoEdit(t *testing.T) {
	s := &shelf{revisions: map[string][]*survey.Submission{}}
	s.take(t, kobo("a", "", "a", "Ann", "")+strings.Replace(kobo("b", "a", "a", "Bob", ""), `"_id": 7`, `"_id": 8`, 1))
	if len(s.revisions) != 2 || strings.Join(s.codes, " ") != exchange.CodeSameID {
		t.Errorf("%d responses, problems %q", len(s.revisions), s.codes)
	}
}

// Times that name no zone are the laptop's, or those of the zone that is given;
// a server's own are in UTC.
func TestTimesWithoutZone(t *testing.T) {
	reader := exchange.NewReader([]*survey.Form{household("v1")})
	reader.Zone = time.FixedZone("", 2*3600)
	const text = `{"start": "2026-07-01T10:00:00", "end": "2026-07-01 10:30:00", "_uuid": "a"}
{"start": "2026-07-01T10:00:00.000+01:00", "_submission_time": "2026-07-01T09:45:00", "_uuid": "b"}`
	subs, problems := read(t, reader, text)
	if len(subs) != 2 || len(problems) > 0 {
		t.Fatal(subs, problems)
	}
	for i, want := range [][2]string{{"08:00", "08:30"}, {"09:00", "09:45"}} {
		if got := [2]string{subs[i].Started.UTC().Format("15:04"), subs[i].Finished.UTC().Format("15:04")}; got != want {
			t.Errorf("response %d was from %s to %s in UTC, want %s", i, got[0], got[1], want)
		}
	}
	xml, _ := read(t, reader, `<data id="household" version="v1"><meta><timeStart>2026-07-01T10:00:00</timeStart></meta></data>`)
	if got := xml[0].Started.UTC().Format("15:04"); got != "08:00" {
		t.Errorf("OpenRosa's began at %s in UTC", got)
	}
}

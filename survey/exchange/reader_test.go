package exchange_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/exchange"

	"github.com/google/go-cmp/cmp"
)

var ctx = context.Background()

func question(name string, kind survey.Type) *survey.Question {
	return &survey.Question{Item: survey.Item{Name: name}, Type: kind}
}

// household has groups, a repeat inside one, and a repeat in that.
func household(version string) *survey.Form {
	toys := &survey.Repeat{Group: survey.Group{Item: survey.Item{Name: "toy"}, Children: []survey.Node{question("toy_name", survey.TypeText)}}}
	child := &survey.Repeat{
		Group: survey.Group{Item: survey.Item{Name: "child"}, Children: []survey.Node{question("name", survey.TypeText), question("age", survey.TypeInteger), toys}},
		Count: survey.Expr{Source: "${children}"},
	}
	f := &survey.Form{ID: "household", Version: version, Root: &survey.Group{Item: survey.Item{Name: "data"}, Children: []survey.Node{
		question("start", survey.TypeStart), question("end", survey.TypeEnd), question("name", survey.TypeText), question("intro", survey.TypeNote),
		&survey.Group{Item: survey.Item{Name: "home"}, Children: []survey.Node{
			question("rooms", survey.TypeInteger), question("place", survey.TypeGeoPoint), question("needs", survey.TypeSelectMany), child,
		}},
	}}}
	f.Arrange()
	return f
}

func read(t *testing.T, r *exchange.Reader, text string) (subs []*survey.Submission, problems []exchange.Problem) {
	t.Helper()
	for got, err := range r.Read(strings.NewReader(text)) {
		if err != nil {
			t.Fatal(err)
		}
		problems = append(problems, got.Problems...)
		if got.Submission != nil {
			subs = append(subs, got.Submission)
		}
	}
	return subs, problems
}

// said writes a record's answers in one line.
func said(r *survey.Record) string {
	var parts []string
	for _, v := range r.Values {
		word := v.Text
		if !v.IsAnswered() {
			word = v.State.String()
		}
		parts = append(parts, word)
	}
	s := strings.Join(parts, "|")
	for _, instances := range r.Repeats {
		for i := range instances {
			s += "(" + said(&instances[i]) + ")"
		}
	}
	return s
}

func TestResponsesOfEveryDialect(t *testing.T) {
	const want = "2026-11-21T14:00:00.000+01:00|2026-11-21T14:20:00.000+01:00|Żaneta|3|55.86 -4.25 0 0|gp respite(Ann|7(bear)(kite))(Bob|unanswered)"
	tests := []struct{ name, text string }{
		{"KoboToolbox", `{"_id": 7, "_uuid": "aa", "meta/instanceID": "uuid:aa", "__version__": "v2", "_submission_time": "2026-11-21T15:00:00",
			"start": "2026-11-21T14:00:00.000+01:00", "end": "2026-11-21T14:20:00.000+01:00", "name": "Żaneta", "home/rooms": "3",
			"home/place": "55.86 -4.25 0 0", "home/needs": "gp respite", "home/child_count": "2", "home/child": [
			{"home/child/name": "Ann", "home/child/age": 7, "home/child/toy": [{"home/child/toy/toy_name": "bear"}, {"home/child/toy/toy_name": "kite"}]},
			{"home/child/name": "Bob", "home/child/age": null}]}`},
		{"ODK Central", `{"__id": "uuid:aa", "__system": {"submissionDate": "2026-11-21T15:00:00.000Z", "formVersion": "v2"},
			"start": "2026-11-21T14:00:00.000+01:00", "end": "2026-11-21T14:20:00.000+01:00", "name": "Żaneta", "home": {"rooms": 3,
			"place": {"type": "Point", "coordinates": [-4.25, 55.86]}, "needs": ["gp", "respite"],
			"child@odata.navigationLink": "x", "child": [{"__id": "1", "name": "Ann", "age": 7, "toy": [{"toy_name": "bear"}, {"toy_name": "kite"}]}, {"name": "Bob"}]}}`},
		{"KoboToolbox's server", `{"count": 1, "next": null, "previous": null, "results": [{"_uuid": "aa", "__version__": "v2", "name": "Żaneta", "start": "2026-11-21T14:00:00.000+01:00",
			"end": "2026-11-21T14:20:00.000+01:00", "home/rooms": "3", "home/place": "55.86 -4.25 0 0", "home/needs": "gp respite", "home/child": [
			{"home/child/name": "Ann", "home/child/age": 7, "home/child/toy": [{"home/child/toy/toy_name": "bear"}, {"home/child/toy/toy_name": "kite"}]}, {"home/child/name": "Bob"}]}]}`},
		{"ODK Central's server", `{"@odata.context": "https://x/$metadata", "value": [{"__id": "uuid:aa", "__system": {"formVersion": "v2"}, "name": "Żaneta",
			"start": "2026-11-21T14:00:00.000+01:00", "end": "2026-11-21T14:20:00.000+01:00", "home": {"rooms": 3,
			"place": {"type": "Point", "coordinates": [-4.25, 55.86]}, "needs": "gp respite", "child": [{"name": "Ann", "age": 7, "toy": [{"toy_name": "bear"}, {"toy_name": "kite"}]}, {"name": "Bob"}]}}]}`},
		{"bare names", `{"instanceID": "uuid:aa", "form_version": "v2", "start": "2026-11-21T14:00:00.000+01:00", "end": "2026-11-21T14:20:00.000+01:00",
			"name": "Żaneta", "rooms": "3", "place": "55.86 -4.25 0 0", "needs": "gp respite",
			"child": [{"name": "Ann", "age": "7", "toy": [{"toy_name": "bear"}, {"toy_name": "kite"}]}, {"name": "Bob"}]}`},
		{"OpenRosa", `<?xml version="1.0"?><data xmlns="http://openrosa.org/xforms" xmlns:jr="http://openrosa.org/javarosa" id="household" version="v2">
			<start>2026-11-21T14:00:00.000+01:00</start><end>2026-11-21T14:20:00.000+01:00</end><name>Żaneta</name><intro/>
			<home><rooms>3</rooms><place>55.86 -4.25 0 0</place><needs>gp respite</needs><child_count>2</child_count>
			<child jr:template=""><name/></child>
			<child><name>Ann</name><age>7</age><toy><toy_name>bear</toy_name></toy><toy><toy_name>kite</toy_name></toy></child>
			<child><name>Bob</name><age/></child></home><meta><instanceID>uuid:aa</instanceID></meta></data>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := tt.text
			if text[0] == '{' {
				text = strings.Join(strings.Fields(strings.ReplaceAll(text, "\n", " ")), " ")
			}
			subs, problems := read(t, exchange.NewReader([]*survey.Form{household("v1"), household("v2")}), text)
			if len(problems) > 0 || len(subs) != 1 {
				t.Fatalf("%d responses, problems %+v", len(subs), problems)
			}
			sub := subs[0]
			if got := said(&sub.Record); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if sub.InstanceID != "uuid:aa" || sub.FormVersion != "v2" || sub.Status != survey.Finished ||
				!sub.Finished.Equal(time.Date(2026, 11, 21, 13, 20, 0, 0, time.UTC)) {
				t.Errorf("header %+v", sub.Header)
			}
		})
	}
}

func TestWhatFitsNothingIsReported(t *testing.T) {
	forms := []*survey.Form{household("v1"), household("v2")}
	tests := []struct {
		name, text string
		responses  int
		codes      string
	}{
		{"unknown version", `{"__version__": "v9", "name": "A"}`, 0, exchange.CodeUnknownVersion},
		{"no version takes the newest", `{"name": "A"}`, 1, ""},
		{"a null version too", `{"name": "A", "__version__": null}`, 1, ""},
		{"the later of two versions", `{"__version__": "v9", "__version2__": "v1"}`, 1, ""},
		{"unknown key", `{"name": "A", "colour": "red"}`, 1, exchange.CodeUnknownKey},
		{"unknown key in a repeat", `{"child": [{"colour": "red"}]}`, 1, exchange.CodeUnknownKey},
		{"an object for a text", `{"name": {"first": "A"}}`, 1, exchange.CodeBadValue + " " + exchange.CodeUnknownKey},
		{"a text for a repeat", `{"child": "Ann"}`, 1, exchange.CodeBadValue + " " + exchange.CodeUnknownKey},
		{"given twice", `{"rooms": "1", "home/rooms": "2"}`, 1, exchange.CodeBadValue},
		{"not JSON", "{name: A}\n{\"name\": \"B\"}", 1, exchange.CodeUnreadable},
		{"a list of lists", `[[1], {"name": "B"}]`, 1, exchange.CodeUnreadable},
		{"broken XML", `<data><name>A</data>`, 0, exchange.CodeUnreadable},
		{"unknown element", `<data version="v1"><colour>red</colour></data>`, 1, exchange.CodeUnknownKey},
		{"a shared id", "{\"_uuid\": \"a\", \"name\": \"A\"}\n{\"_uuid\": \"a\", \"name\": \"B\"}", 2, exchange.CodeSameID},
		{"nothing", " \n", 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			subs, problems := read(t, exchange.NewReader(forms), tt.text)
			var codes []string
			for _, p := range problems {
				codes = append(codes, p.Code)
				if p.Line < 1 || p.Message == "" {
					t.Errorf("problem %+v", p)
				}
			}
			if len(subs) != tt.responses || strings.Join(codes, " ") != tt.codes {
				t.Errorf("%d responses, problems %+v", len(subs), problems)
			}
		})
	}
}

func TestLeftOversAreKept(t *testing.T) {
	subs, _ := read(t, exchange.NewReader([]*survey.Form{household("v1")}),
		`{"colour": "red", "_validation_status": {"label": "Approved"}, "name": {"state": "refused"}, "_id": 12.50}`)
	want := map[string]string{"colour": `"red"`, "_validation_status": `{"label":"Approved"}`, "_id": "12.50"}
	if d := cmp.Diff(want, subs[0].Extra); d != "" {
		t.Errorf("extra (-want +got):\n%s", d)
	}
	if v := subs[0].Record.Values[2]; v.State != survey.Refused {
		t.Errorf("a refusal came in as %v", v)
	}
}

func TestEqualResponsesWithoutIDsStayApart(t *testing.T) {
	ids := func() string {
		subs, problems := read(t, exchange.NewReader([]*survey.Form{household("v1")}), strings.Repeat(`{"name": "A"}`+"\n", 3)+`{"name": "B"}`)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		seen := map[string]bool{}
		all := ""
		for _, s := range subs {
			seen[s.InstanceID] = true
			all += s.InstanceID + " "
		}
		if len(seen) != 4 {
			t.Errorf("%d ids for 4 responses", len(seen))
		}
		return all
	}
	if a, b := ids(), ids(); a != b {
		t.Errorf("importing again gives other ids: %s, %s", a, b)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"name": "A", "child": [{"age": 1}]}`)
	f.Add(`<data version="v1"><home><child><name>A</name></child></home></data>`)
	f.Add(`[{"home": {"place": {"type": "Point", "coordinates": [1, 2]}}}]`)
	forms := []*survey.Form{household("v1")}
	f.Fuzz(func(t *testing.T, text string) {
		for got, err := range exchange.NewReader(forms).Read(strings.NewReader(text)) {
			if err == nil && got.Submission == nil && len(got.Problems) == 0 {
				t.Error("a response vanished: " + fmt.Sprintf("%.80q", text))
			}
		}
	})
}

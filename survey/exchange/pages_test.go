package exchange_test

import (
	"strings"
	"testing"

	"doorstep/survey"
	"doorstep/survey/exchange"
)

// A server answers with a page at a time: what did not come in is told, and
// nothing once every page is there.
func TestPagesOfServers(t *testing.T) {
	const (
		first  = `{"count": 3, "next": "https://k.example/data/?start=2", "previous": null, "results": [{"_uuid": "a"}, {"_uuid": "b"}]}`
		last   = `{"count": 3, "next": null, "previous": "https://k.example/data/", "results": [{"_uuid": "c"}]}`
		behind = `{"value": [{"__id": "uuid:a"}], "@odata.context": "https://o.example/$metadata#Submissions", "@odata.nextLink": "https://o.example/Submissions?$skiptoken=2"}`
		end    = `{"@odata.context": "https://o.example/$metadata#Submissions", "value": [{"__id": "uuid:b"}]}`
	)
	for _, c := range []struct {
		name  string
		files []string
		read  int
		says  string // "" when all came in
	}{
		{"the first page", []string{first}, 2, "the server has 3 responses and the answer holds 2 of them; 1 did not come in. Take the other pages (after this one, the server names https://k.example/data/?start=2)"},
		{"the last page", []string{last}, 1, "2 did not come in"},
		{"both pages", []string{last, first}, 3, ""},
		{"a page twice", []string{first, first}, 4, "1 did not come in"},
		{"a limit", []string{`{"count": 9, "next": null, "previous": null, "results": [{"_uuid": "a"}]}`}, 1, "8 did not come in"},
		{"a link behind the list", []string{behind}, 1, "holds 1 responses and the server has more"},
		{"a link and the last page", []string{behind, end}, 2, ""},
		{"a count behind the list", []string{`{"value": [{"__id": "uuid:a"}], "@odata.count": 5}`}, 1, "4 did not come in"},
	} {
		r := exchange.NewReader([]*survey.Form{household("v1")})
		n := 0
		for _, text := range c.files {
			r.Source = "page"
			subs, problems := read(t, r, text)
			if n += len(subs); len(problems) > 0 {
				t.Errorf("%s: problems %+v", c.name, problems)
			}
		}
		missing := r.Outstanding()
		switch {
		case n != c.read:
			t.Errorf("%s: %d read, want %d", c.name, n, c.read)
		case c.says == "" && len(missing) > 0:
			t.Errorf("%s: %+v", c.name, missing)
		case c.says != "" && (len(missing) != 1 || !strings.Contains(missing[0].Message, c.says) || missing[0].Source != "page" || !missing[0].Incomplete()):
			t.Errorf("%s: %+v, want %q", c.name, missing, c.says)
		}
	}
}

// A file that was not fetched whole may end between two responses.
func TestListsCutShort(t *testing.T) {
	for _, text := range []string{
		`[{"_uuid": "a"}`, `[{"_uuid": "a"},`, `[{"_uuid": "a"}, {"_uu`, `[{"_uuid": "a"}] [{"_uuid": "b"}]`,
		`{"count": 1, "results": [{"_uuid": "a"}`, `{"count": 1, "results": [{"_uuid": "a"}]`, `{"value": [{"__id": "a"}], "@odata.next`, `{"value": [{"__id": "a"}]}{"more": 1}`,
	} {
		subs, problems := read(t, exchange.NewReader([]*survey.Form{household("v1")}), text)
		if len(subs) != 1 || len(problems) != 1 || problems[0].Code != exchange.CodeCutShort || !strings.Contains(problems[0].Message, "from response 2 on") {
			t.Errorf("%s: %d read, problems %+v", text, len(subs), problems)
		}
	}
}

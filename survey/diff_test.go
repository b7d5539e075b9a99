package survey_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/survey"
	"doorstep/survey/xlsform"
)

func formOf(t *testing.T, md string) *survey.Form {
	t.Helper()
	form, problems, err := xlsform.Read(survey.Source{Name: "form.md", Data: []byte(md)})
	if err != nil || form == nil {
		t.Fatalf("read: %v %v", err, problems)
	}
	return form
}

const olderForm = `
| survey   |                  |      |                      |                     |           |
|          | type             | name | label::English (en)  | label::Polish (pl)  | relevant  |
|          | text             | who  | Who are you?         | Kim jesteś?         |           |
|          | integer          | age  | How old are you?     | Ile masz lat?       |           |
|          | begin group      | home | Your home            | Twój dom            |           |
|          | select_one area  | area | Where is home?       | Gdzie jest dom?     |           |
|          | text             | gone | Anything else there? | Coś jeszcze?        |           |
|          | end group        |      |                      |                     |           |
|          | select_one area  | work | Where is work?       | Gdzie jest praca?   | ${age}>15 |
|          | text             | last | Anything else?       | Coś jeszcze?        |           |
| choices  |                  |      |                      |                     |           |
|          | list_name        | name | label::English (en)  | label::Polish (pl)  |           |
|          | area             | h    | Haghill              | Haghill             |           |
|          | area             | c    | Carntyne             | Carntyne            |           |
|          | area             | o    | Elsewhere            | Gdzie indziej       |           |
| settings |                  |      |                      |                     |           |
|          | form_title       | form_id | version           | default_language    |           |
|          | Homes            | homes   | 1                 | English (en)        |           |
`

const newerForm = `
| survey   |                  |      |     |                      |                    |           |          |
|          | type             | name | was | label::English (en)  | label::Polish (pl) | relevant  | required |
|          | integer          | age  |     | How old are you?     | Ile masz lat?      |           | yes      |
|          | text             | name |     | What is your name?   |                    |           |          |
|          | begin group      | home |     | Your home            | Twój dom           |           |          |
|          | select_one area  | area |     | Where is your home?  | Gdzie jest dom?    |           |          |
|          | end group        |      |     |                      |                    |           |          |
|          | select_one area  | job  | work | Where is work?      | Gdzie jest praca?  | ${age}>17 |          |
|          | text             | last |     | Anything else?       | Coś jeszcze?       |           |          |
|          | text             | who  |     | Who are you?         | Kim jesteś?        |           |          |
| choices  |                  |      |     |                      |                    |           |          |
|          | list_name        | name |     | label::English (en)  | label::Polish (pl) |           |          |
|          | area             | c    |     | Carntyne             | Carntyne           |           |          |
|          | area             | h    |     | Haghill              | Haghill            |           |          |
|          | area             | p    |     | Parkhead             | Parkhead           |           |          |
| settings |                  |      |     |                      |                    |           |          |
|          | form_title       | form_id |  | version              | default_language   |           |          |
|          | Homes            | homes   |  | 2                    | English (en)       |           |          |
`

func TestDiff(t *testing.T) {
	var got []string
	for _, e := range survey.Diff(formOf(t, olderForm), formOf(t, newerForm)) {
		got = append(got, strings.Join(strings.Fields(fmt.Sprint(e.Kind, " ", e.Ref.Column(), " ", e.Choice, " ", e.What, " ", e.Language, ": ", e.Old, " > ", e.New)), " "))
	}
	want := []string{
		"form version : 1 > 2",
		"logic age required : > true()",
		"added name : > What is your name?",
		"reworded home/area label English (en): Where is home? > Where is your home?",
		"choice-added home/area p : > Parkhead",
		"choice-removed home/area o : Elsewhere >",
		"choice-order home/area order : h, c, o > c, h, p",
		"removed home/gone : Anything else there? >",
		"renamed job name : work > job",
		"logic job relevant : ${age}>15 > ${age}>17",
		"moved who : first > after last",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDiffOfTheSame(t *testing.T) {
	if got := survey.Diff(formOf(t, olderForm), formOf(t, olderForm)); len(got) != 0 {
		t.Errorf("a form differs from itself: %v", got)
	}
}

// A language that only one version has is told once, not question by question;
// a form that names its one language for the first time is not new throughout.
func TestDiffLanguages(t *testing.T) {
	without := strings.ReplaceAll(olderForm, "label::Polish (pl)", "comment::Polish    ")
	for _, e := range survey.Diff(formOf(t, without), formOf(t, olderForm)) {
		if strings.HasPrefix(e.What, "comment") { // what became of the column
			continue
		}
		if e.Kind != survey.DiffForm || e.What != "languages" {
			t.Errorf("beside the languages: %+v", e)
		}
	}
	unnamed := strings.ReplaceAll(strings.ReplaceAll(without, "label::English (en)", "label             "), "default_language", "style           ")
	for _, e := range survey.Diff(formOf(t, unnamed), formOf(t, without)) {
		if e.Kind != survey.DiffForm {
			t.Errorf("when the language gets a name: %+v", e)
		}
	}
}

// A section that moves is one entry, and what is in it stands.
func TestDiffMovedSection(t *testing.T) {
	at, end := strings.Index(olderForm, "|          | begin group"), strings.Index(olderForm, "|          | select_one area  | work")
	last := strings.Index(olderForm, "| choices ")
	moved := olderForm[:at] + olderForm[end:last] + olderForm[at:end] + olderForm[last:]
	got := survey.Diff(formOf(t, olderForm), formOf(t, moved))
	if len(got) != 1 || got[0].Kind != survey.DiffMoved || got[0].Ref != "/data/home" {
		t.Errorf("%+v", got)
	}
}

// A question that leaves a section is moved, though its path is another.
func TestDiffOutOfASection(t *testing.T) {
	line := "|          | text             | gone | Anything else there? | Coś jeszcze?        |           |\n"
	last := strings.Index(olderForm, "| choices ")
	out := strings.Replace(olderForm[:last], line, "", 1) + line + olderForm[last:]
	got := survey.Diff(formOf(t, olderForm), formOf(t, out))
	if len(got) != 1 || got[0].Kind != survey.DiffMoved || got[0].Was != "/data/home/gone" || got[0].Ref != "/data/gone" {
		t.Errorf("%+v", got)
	}
}

package app

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/app/cli"
	"doorstep/app/viewmodel"
	"doorstep/export/exporttest"
	"doorstep/survey"
	"doorstep/survey/store"
)

const careForm = `| survey | | | |
| --- | --- | --- | --- |
| | type | name | label |
| | select_one how | satisfied | How satisfied are you with the care? |
| | select_one yn | alone | Do you live by yourself? |
| | select_multiple help | help | What help do you get? |

| choices | | | |
| --- | --- | --- | --- |
| | list_name | name | label |
| | how | good | Very good |
| | how | poor | Poor |
| | yn | y | Yes |
| | yn | n | No |
| | help | meals | Hot meals |
| | help | shop | Shopping |

| settings | | | |
| --- | --- | --- | --- |
| | form_title | form_id | version |
| | Care | care | 1 |
`

// The window says of a sentence what the command says of it.
func TestClaimInTheWindowIsTheCommands(t *testing.T) {
	path := filepath.Join(t.TempDir(), "care.doorstep")
	st, _, err := store.Create(t.Context(), path, store.CreateOptions{Device: "LAPA", NoPassphrase: true})
	if err != nil {
		t.Fatal(err)
	}
	src := survey.Source{Name: "care.md", Data: []byte(careForm)}
	form, _, err := compile(src)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.AddForm(t.Context(), src, form); err != nil {
		t.Fatal(err)
	}
	var subs []*survey.Submission
	for i := range 11 {
		answers := map[string]any{"satisfied": "good", "alone": "y", "help": "shop"}
		if i == 0 {
			answers["satisfied"], answers["help"] = "poor", "meals shop"
		}
		if i == 1 {
			answers["help"] = "meals"
		}
		if i > 7 {
			answers["alone"] = "n"
		}
		subs = append(subs, exporttest.Response(form, i+1, answers))
	}
	if _, err := st.Import(t.Context(), exporttest.All(subs), nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		sentence, where string
		want            viewmodel.ClaimVerdict
	}{
		{"91 % of 11 said the care was very good", "", viewmodel.ClaimHolds},
		{"80 % of 11 said the care was very good", "", viewmodel.ClaimFails},
		{"100 % of 3 said the care was very good", "${alone} = 'n'", viewmodel.ClaimHolds},
		{"91 % of 271 wanted parrots", "", viewmodel.ClaimUnchecked},
		{"9 % of 11 who live by themselves said poor", "", viewmodel.ClaimUnchecked},
		{"13 % of 8 who live by themselves said poor", "${alone} = 'y'", viewmodel.ClaimHolds},
		{"33 % of 3 who live by themselves said poor", "${alone} = 'n'", viewmodel.ClaimUnchecked},
		{"Many were glad", "", viewmodel.ClaimUnchecked},
		{"Everybody who gets hot meals said the care was very good", "${help} = 'meals'", viewmodel.ClaimUnchecked},
		{"Everybody who gets hot meals said the care was very good", "selected(${help}, 'meals')", viewmodel.ClaimFails},
		{"50 % of 2 who get hot meals said the care was very good", "selected(${help}, 'meals')", viewmodel.ClaimHolds},
	} {
		e := &exporter{store: st, forms: newForms(st), now: time.Now}
		read := 0
		answer, err := e.CheckClaim(t.Context(), viewmodel.ExportOptions{FormID: "care", Format: viewmodel.ExportAnalyst, Where: c.where}, c.sentence, func(done, total int) { read = done })
		if err != nil {
			t.Fatal(err)
		}
		if answer.Verdict != c.want {
			t.Errorf("%q where %q: %+v", c.sentence, c.where, answer)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		status := cli.Main("test", []string{"claim", c.sentence, "--project", path, "--where", c.where}, strings.NewReader(""), &out, &errs, nil)
		if holds := answer.Verdict == viewmodel.ClaimHolds; holds != (status == 0) || status < 2 && read != len(subs) {
			t.Errorf("%q: %+v over %d, the command's exit status is %d", c.sentence, answer, read, status)
		}
		words, _, _ := strings.Cut(answer.Words, "For those people alone") // each says how that is done there
		if said := out.String() + errs.String(); !strings.Contains(strings.ToLower(said), strings.ToLower(strings.TrimSuffix(words, "."))) || words == "" {
			t.Errorf("%q: the window says\n%s\nthe command\n%s", c.sentence, answer.Words, said)
		}
		if st, err = store.Open(t.Context(), path, store.OpenOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := st.Close(); err != nil {
		t.Error(err)
	}
}

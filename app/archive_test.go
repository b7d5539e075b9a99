package app

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/app/viewmodel"
)

// review gives Refused to whatever is still asked, until the review is shown.
func (p *program) review(m *viewmodel.Interview) {
	p.t.Helper()
	for m.Stage() == viewmodel.StageQuestions {
		if page := m.Page(); page.Questions[0].NonResponseOffered {
			p.give(m, answer{page.Ref.Name(), "refused"})
		} else {
			p.give(m, answer{page.Ref.Name(), ""})
		}
	}
}

func (p *program) finish(m *viewmodel.Interview) viewmodel.End {
	p.t.Helper()
	m.Do(viewmodel.CommandFinish)
	p.until("it is stored", func() bool { return m.Stage() == viewmodel.StageDone })
	end := m.End()
	m.Leave()
	return end
}

func TestResponseIsOpenedChangedPutBackAndWithdrawn(t *testing.T) {
	home := t.TempDir()
	t.Setenv(homeVariable, home)
	p := startProgram(t)
	defer p.end()
	p.shell.Settings.SetWorker("Ann", "W7")
	p.shell.Home.PressKey('1')
	m := p.interview()
	p.give(m,
		answer{"opening_words", ""}, answer{"take_part", "1"}, answer{"may_note_health", "2"},
		answer{"may_quote", "1"}, answer{"may_contact_again", "2"}, answer{"helped_by", "1"}, answer{"home_area", "2"},
		answer{"postcode", "g313ab"})
	p.review(m)
	end := p.finish(m)
	if end.Reference == "" {
		t.Fatal("the last screen has no code for the card")
	}
	id, _ := p.opened()
	d := id.Detail()
	if d.Err != nil || d.Reference != end.Reference || len(d.History) != 1 || len(d.Consents) < 2 || len(d.Personal) == 0 || !holds(d, "G31 3AB") {
		t.Fatalf("the open response: %+v", d)
	}

	id.AskFor(viewmodel.AskEdit, "", [16]byte{})
	id.Confirm("  ")
	if id.Asking() == nil || id.Asking().Fault == "" {
		t.Error("a change without a reason")
	}
	id.Confirm("They rang: it is Haghill")
	m = p.interview()
	m.ShowReview()
	for _, s := range m.Review().Sections {
		for _, row := range s.Rows {
			if row.Ref.Name() == "home_area" {
				m.GoTo(row.Ref)
			}
		}
	}
	p.give(m, answer{"home_area", "1"})
	p.review(m)
	m.ShowReview()
	p.finish(m)

	p.shell.Show(viewmodel.ScreenResponses)
	id.AskFor(viewmodel.AskCode, "", [16]byte{})
	id.Confirm(strings.ToLower(end.Reference))
	p.until("it is found by its code", func() bool { return id.Detail() != nil && !id.Detail().Loading })
	d = id.Detail()
	if len(d.History) != 2 || d.History[1].Reason != "They rang: it is Haghill" || d.History[1].Worker != "W7" || !holds(d, "Haghill") {
		t.Fatalf("after the change: %+v", d)
	}
	id.AskFor(viewmodel.AskRestore, "", d.History[0].ID)
	id.Confirm("It was right before")
	p.until("it is put back", func() bool { return len(id.Detail().History) == 3 })

	id.AskFor(viewmodel.AskWithdraw, "", [16]byte{})
	id.Confirm("yes")
	if id.Asking() == nil || id.Asking().Fault == "" {
		t.Fatal("withdrawn by any word")
	}
	id.Confirm(end.Reference)
	p.until("it is withdrawn", func() bool { return id.Detail() != nil && id.Detail().Gone != "" })
	if _, _, err := id.Done(); err != nil || len(id.Detail().Sections) > 0 {
		t.Errorf("withdrawn: %v, %+v", err, id.Detail())
	}
	if strings.Contains(p.logs.String(), "Haghill") || strings.Contains(p.logs.String(), "rang") {
		t.Errorf("the log holds an answer or a reason:\n%s", p.logs)
	}
	checkSealed(t, home, "G31 3AB", "They rang")
}

func holds(d *viewmodel.ResponseDetail, answer string) bool {
	for _, s := range d.Sections {
		for _, row := range s.Rows {
			if row.Answer == answer {
				return true
			}
		}
	}
	return false
}

// checkSealed looks for words in every file that the program left.
func checkSealed(t *testing.T, home string, secrets ...string) {
	t.Helper()
	err := filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, secret := range secrets {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s holds %q", path, secret)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

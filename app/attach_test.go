package app

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"doorstep/app/viewmodel"
)

const formWithFile = `| survey |
| | type | name | label |
| | image | front_door | The front door |
| | text | remark | Anything to add? |
| settings |
| | form_id | version | form_title |
| | doors | 1 | Doors |
`

// TestAttachedPictureIsKept attaches a picture, closes the window, takes the
// interview up again, finishes it and withdraws it.
func TestAttachedPictureIsKept(t *testing.T) {
	home := t.TempDir()
	t.Setenv(homeVariable, home)
	p := startProgram(t)
	path := filepath.Join(t.TempDir(), "doors.md")
	if err := os.WriteFile(path, []byte(formWithFile), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := newForms(p.store).Add(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	p.end()

	p = startProgram(t)
	p.shell.Settings.SetWorker("Ann", "W7")
	m := p.begin("doors")
	q := m.Page().Questions[0]
	if q.Control != viewmodel.ControlFile {
		t.Fatalf("the picture is asked as %s", q.Control)
	}
	const picture = "a door painted green-7433"
	if err := m.Attach(q.Ref, "IMG_1.JPG", []byte(picture)); err != nil {
		t.Fatal(err)
	}
	p.end() // before anything else is said

	p = startProgram(t)
	p.shell.Home.PressKey('a')
	m = p.interview()
	for m.Page().Ref != q.Ref {
		m.Back()
	}
	p.until("the picture is read", func() bool { return string(m.Page().Questions[0].Attached.Data) == picture })
	name := m.Page().Questions[0].Attached.Name
	m.Continue()
	p.give(m, answer{"remark", "none"})
	p.finish(m)
	listed, total, err := p.store.List(t.Context(), 0, 1)
	if err != nil || total != 1 {
		t.Fatal(total, err)
	}
	id := listed[0].InstanceID
	if data, err := p.store.Attachment(t.Context(), id, name); err != nil || string(data) != picture {
		t.Errorf("kept %q, %v", data, err)
	}
	checkSealed(t, home, picture)
	e := &exporter{store: p.store, forms: newForms(p.store), folder: t.TempDir(), now: time.Now}
	o := viewmodel.ExportOptions{FormID: "doors", Values: viewmodel.ExportLabels, Path: filepath.Join(e.folder, "doors.xlsx"), Attached: true}
	result, err := e.Export(t.Context(), o, func(int, int) {})
	if err != nil || result.Files == nil || result.Files.Written != 1 {
		t.Fatalf("exported %+v, %v", result, err)
	}
	found, err := filepath.Glob(filepath.Join(e.folder, "doors-files", "*", name))
	if err != nil || len(found) != 1 {
		t.Fatalf("found %v, %v", found, err)
	}
	if data, err := os.ReadFile(found[0]); err != nil || string(data) != picture {
		t.Errorf("the file holds %q, %v", data, err)
	}
	if err := p.store.Withdraw(t.Context(), id); err != nil {
		t.Error(err)
	}
	if names, err := p.store.Attachments(t.Context(), id); err != nil || len(names) > 0 {
		t.Errorf("after the withdrawal: %q, %v", names, err)
	}
	p.end()
}

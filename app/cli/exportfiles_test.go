package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/app/cli"
	"doorstep/survey"
	"doorstep/survey/store"
	"doorstep/survey/xlsform"
)

const photoForm = `
| survey |
| | type | name | label |
| | image | door | The door |
| settings |
| | form_id | version |
| | doors | 1 |
`

// withPhoto makes a project of one response with a picture.
func withPhoto(t *testing.T, picture string) (project, id string) {
	t.Helper()
	dir := t.TempDir()
	file, project := filepath.Join(dir, "doors.md"), filepath.Join(dir, "doors.doorstep")
	if err := os.WriteFile(file, []byte(photoForm), 0o600); err != nil {
		t.Fatal(err)
	}
	src, err := xlsform.ReadSource(file)
	if err != nil {
		t.Fatal(err)
	}
	form, _, err := xlsform.Read(src)
	if err != nil || form == nil {
		t.Fatal(err)
	}
	st, _, err := store.Create(t.Context(), project, store.CreateOptions{NoPassphrase: true})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	h := survey.Header{
		InstanceID: "uuid:7c1f0001", FormID: "doors", FormVersion: "1", Started: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC),
	}
	record := survey.NewRecord(form.Main)
	record.Values[form.Main.Questions[0].Slot] = survey.Answer("door-1.png")
	done := h
	done.Status, done.Outcome, done.Finished = survey.Finished, survey.Complete, h.Started.Add(time.Minute)
	for _, err := range []error{
		st.AddForm(t.Context(), src, form), st.StartDraft(t.Context(), h), st.Attach(t.Context(), h.InstanceID, "door-1.png", []byte(picture)),
		st.Finish(t.Context(), &survey.Submission{Header: done, Record: record}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return project, h.InstanceID
}

func TestExportWritesTheAttachedFiles(t *testing.T) {
	project, id := withPhoto(t, "a door")
	dir := t.TempDir()
	folder, out := filepath.Join(dir, "files"), filepath.Join(dir, "out.csv")
	export := func() (status int, said, warned string) {
		var o, e bytes.Buffer
		args := []string{"export", "--project", project, "--as", "csv", "--out", out, "--attachments", folder}
		status = cli.Main("test", args, strings.NewReader(""), &o, &e, func(string) error { return nil })
		return status, o.String(), e.String()
	}
	path := filepath.Join(folder, "7c1f0001", "door-1.png")
	status, said, warned := export()
	if status != 0 || !strings.Contains(said, "attached files: 1 written") || !strings.Contains(warned, "faces, voices") {
		t.Errorf("status %d, said %q and %q", status, said, warned)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "a door" {
		t.Errorf("%q, %v", data, err)
	}
	if status, said, _ = export(); status != 0 || !strings.Contains(said, "attached files: 0 written, 1 there already") {
		t.Errorf("again: status %d, said %q", status, said)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, warned = export(); status != 1 || !strings.Contains(warned, "left alone") {
		t.Errorf("over another file: status %d, warned %q", status, warned)
	}
	run(t, "response", "withdraw", "--project", project, id)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	status, said, _ = export()
	if _, err := os.Stat(folder); status != 0 || err == nil || !strings.Contains(said, "attached files: 0 written") {
		t.Errorf("withdrawn: status %d, said %q, folder %v", status, said, err)
	}
}

func TestAttachedFilesAreNeverPublished(t *testing.T) {
	project, _ := withPhoto(t, "a door")
	var o, e bytes.Buffer
	args := []string{"export", "--project", project, "--as", "release", "--out", filepath.Join(t.TempDir(), "o.xlsx"), "--attachments", t.TempDir()}
	if status := cli.Main("test", args, strings.NewReader(""), &o, &e, func(string) error { return nil }); status != 2 {
		t.Errorf("status %d: %s", status, e.String())
	}
}

package cli_test

import (
	"path/filepath"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/store"
)

func TestInterviewSavedElsewhereIsBroughtIn(t *testing.T) {
	dir := t.TempDir()
	project := filepath.Join(dir, "care.doorstep")
	st, key, err := store.Create(t.Context(), project, store.CreateOptions{Passphrase: "three otters under the bridge", Work: 2})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	saved, _, err := st.SaveDraftAt(t.Context(), dir, survey.Header{InstanceID: "uuid:one", FormID: "session", FormVersion: "1", Started: began}, []survey.Change{
		{Op: survey.SetValue, Ref: "/data/overall", Value: survey.Answer("very_good"), At: began},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DOORSTEP_PASSPHRASE", "three otters under the bridge")
	sheet := write(t, filepath.Join(dir, "key.txt"), key)
	contains(t, fails(t, 2, "project", "bring", saved, "--project", project), "--recovery-key-file")
	contains(t, fails(t, 1, "project", "bring", saved, "--project", project, "--recovery-key-file", sheet), "session") // the questionnaire is not there
	run(t, "form", "add", "--project", project, write(t, filepath.Join(dir, "session.md"), feedbackForm))
	out, err := store.Open(t.Context(), project, store.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	forms, err := out.Forms(t.Context())
	if err != nil || len(forms) != 1 {
		t.Fatal(forms, err)
	}
	saved, _, err = out.SaveDraftAt(t.Context(), dir, survey.Header{InstanceID: "uuid:one", FormID: forms[0].ID, FormVersion: forms[0].Version, Started: began}, []survey.Change{
		{Op: survey.SetValue, Ref: "/data/overall", Value: survey.Answer("very_good"), At: began},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	contains(t, run(t, "project", "bring", saved, "--project", project, "--recovery-key-file", sheet), "22 November 2026", "brought in: 1")
	contains(t, run(t, "project", "bring", saved, "--project", project, "--recovery-key-file", sheet), "Nothing was changed")
}

package app

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/store"
)

// TestSettingsSealAPlainProject gives a project without a passphrase one, and
// looks for an answer of before in every file.
func TestSettingsSealAPlainProject(t *testing.T) {
	home := t.TempDir()
	t.Setenv(homeVariable, home)
	places := foldersOf(t)
	st, _, err := store.Create(t.Context(), places.project(), store.CreateOptions{Name: projectName, NoPassphrase: true})
	if err == nil {
		err = errors.Join(addStarter(t.Context(), st), st.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	p := startProgram(t)
	const said = "the lift smells of chip fat-5512"
	forms, err := p.store.Forms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h := survey.Header{InstanceID: "uuid:plain", FormID: forms[0].ID, FormVersion: forms[0].Version, Started: time.Now()}
	if err := p.store.StartDraft(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	if err := p.store.AppendDraft(t.Context(), h.InstanceID, survey.Change{Op: survey.SetValue, Ref: "/data/anything_else", Value: survey.Answer(said), At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if !anyFileHolds(t, home, said) {
		t.Fatal("the plain project does not hold the answer in plain: the test looks in the wrong place")
	}
	p.shell.Upkeep.BackUp()
	p.until("a plain backup", func() bool { return p.shell.Upkeep.State().Words != "" })

	m := p.shell.Upkeep.Seal()
	m.Type("kettle", "kettle")
	m.Protect()
	if s := m.State(); !s.New.Weak || s.Stage != viewmodel.SetUpProtect {
		t.Fatalf("a weak passphrase: %+v", s)
	}
	m.Type(passphraseOfTests, passphraseOfTests)
	m.Protect()
	p.until("the recovery key is shown", func() bool { return m.State().Stage == viewmodel.SetUpKey })
	key := m.State().Key
	m.Written()
	m.Check([]string{"no", "no"})
	if s := m.State(); len(s.Wrong) != 2 || p.store.Info().Sealed {
		t.Fatalf("a key that was not kept: %+v", s)
	}
	var typed []string
	for _, n := range key.Ask {
		typed = append(typed, strings.ToLower(key.Groups[n-1]))
	}
	m.Check(typed)
	p.until("it is sealed", func() bool { return m.State().Stage == viewmodel.SetUpDone || m.State().Err != nil })
	if s := m.State(); s.Err != nil {
		t.Fatal(s.Err)
	}
	p.shell.Upkeep.Sealed()
	if p.shell.Upkeep.Seal() != nil || !p.shell.Lock.CanLock() {
		t.Error("the window does not know that there is a passphrase")
	}
	p.end()
	if anyFileHolds(t, home, said) {
		t.Error("an answer of before can still be read, in the project or a backup")
	}
	st, err = store.Open(t.Context(), places.project(), store.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := st.UnlockWithRecoveryKey(t.Context(), key.Prefix+strings.Join(key.Groups, " ")); err != nil {
		t.Errorf("the recovery key that was shown: %v", err)
	}
	if changes, err := st.DraftChanges(t.Context(), h.InstanceID); err != nil || len(changes) != 1 || changes[0].Value.Text != said {
		t.Errorf("the answer of before: %v, %v", changes, err)
	}
}

// TestSealingKeepsTheRecoveryKeyOfBefore types the whole key that was written
// down when the project was made.
func TestSealingKeepsTheRecoveryKeyOfBefore(t *testing.T) {
	t.Setenv(homeVariable, t.TempDir())
	places := foldersOf(t)
	st, key, err := store.Create(t.Context(), places.project(), store.CreateOptions{Name: projectName, NoPassphrase: true})
	if err == nil {
		err = errors.Join(addStarter(t.Context(), st), st.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	p := startProgram(t)
	before := p.store.Info().Recipient
	m := p.shell.Upkeep.Seal()
	m.Type(passphraseOfTests, passphraseOfTests)
	m.Protect()
	p.until("the recovery key is shown", func() bool { return m.State().Stage == viewmodel.SetUpKey })
	m.HaveKey()
	other, err := store.NewRecoveryKey()
	if err != nil {
		t.Fatal(err)
	}
	for given, want := range map[string]error{"AGE-SECRET": viewmodel.ErrBadKey, other: viewmodel.ErrWrongKey} {
		m.KeepKey(given)
		p.until("it is refused", func() bool { return !m.State().Busy })
		if s := m.State(); !errors.Is(s.Err, want) || s.Stage != viewmodel.SetUpOldKey || p.store.Info().Sealed {
			t.Fatalf("%+v", s)
		}
	}
	m.KeepKey(strings.ToLower(key))
	p.until("it is sealed", func() bool { return m.State().Stage == viewmodel.SetUpDone || m.State().Err != nil })
	if s := m.State(); s.Err != nil || p.store.Info().Recipient != before {
		t.Errorf("%+v", s)
	}
	p.end()
}

func anyFileHolds(t *testing.T, dir, text string) (found bool) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		found = found || bytes.Contains(b, []byte(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

package store

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"doorstep/survey"

	"filippo.io/age"
	"github.com/fxamacker/cbor/v2"
)

func workbookOf(contents string) survey.Source {
	return survey.Source{Name: "visit.xlsx", Data: []byte(contents)}
}

// apartFor is the version that such contents are kept apart under.
func apartFor(contents string) string { return apartVersion("1", digest(workbookOf(contents))) }

// laptops returns two of one project that gave other contents the same version,
// and each knows the other's questionnaire.
func laptops(t *testing.T) (x, y *Store, key string) {
	t.Helper()
	made, key := newSealed(t)
	info := made.Info()
	laptop := func(contents, others string) *Store {
		s, _, err := Create(t.Context(), filepath.Join(t.TempDir(), "laptop.doorstep"), CreateOptions{
			Device: contents, Join: &info, NoPassphrase: true, Now: made.now,
		})
		if err == nil {
			t.Cleanup(func() { s.Close() })
			err = s.AddForm(t.Context(), workbookOf(contents), &survey.Form{ID: "visit", Version: "1"})
		}
		if err == nil {
			err = s.Merge(t.Context(), func(m *Merger) error {
				_, err := m.AddForm(workbookOf(others), FormInfo{ID: "visit", Version: "1", Added: testStart})
				return err
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	return laptop("X", "Y"), laptop("Y", "X"), key
}

// answered returns what contents each response of a project answers.
func answered(t *testing.T, s *Store) map[string]string {
	t.Helper()
	got := map[string]string{}
	for sub := range s.Submissions(t.Context(), Filter{}) {
		src, err := s.Source(t.Context(), sub.FormID, sub.FormVersion)
		if err != nil {
			t.Fatal(err)
		}
		got[sub.InstanceID] = string(src.Data)
	}
	return got
}

// asBefore rewrites a folder's copies as they were before they told contents.
func asBefore(t *testing.T, s *Store, dir string, identity age.Identity) {
	t.Helper()
	shorter := func(v any) cbor.RawMessage {
		b, err := encoding.Marshal(v)
		if err != nil || b[len(b)-1] != 0xf6 {
			t.Fatalf("% x, %v", b, err)
		}
		b[0]--
		return b[:len(b)-1]
	}
	type before struct {
		_         struct{} `cbor:",toarray"`
		Format    int
		Project   string
		Form      cbor.RawMessage
		Revisions []cbor.RawMessage
		Files     []copiedAttachment
	}
	for _, file := range copiesIn(t, dir) {
		c, err := readCopy(file, []age.Identity{identity})
		if err != nil {
			t.Fatal(err)
		}
		old := before{Format: c.Format, Project: c.Project, Files: c.Files}
		if c.Form != nil {
			c.Form.Retired = nil
			old.Form = shorter(c.Form)
		}
		for i := range c.Revisions {
			c.Revisions[i].Digest = nil
			old.Revisions = append(old.Revisions, shorter(c.Revisions[i]))
		}
		if err := s.writeCopy(file, &old); err != nil {
			t.Fatal(err)
		}
	}
}

func copiesIn(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"+CopyExtension))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	return files
}

// TestCopiesNameTheirQuestionnaireByItsContents: two laptops that gave one
// version to different contents share a folder for second copies. A rescue from
// it gives each response its own questionnaire; where copies of before do not
// show which that is, they are named and left.
func TestCopiesNameTheirQuestionnaireByItsContents(t *testing.T) {
	x, y, key := laptops(t)
	ctx, stick, apart := t.Context(), t.TempDir(), apartFor("Y")
	for s, id := range map[*Store]string{x: "uuid:x", y: "uuid:y"} {
		if err := s.SetCopies(ctx, stick); err != nil {
			t.Fatal(err)
		}
		if err := s.Finish(ctx, submission(id)); err != nil {
			t.Fatal(err)
		}
	}
	theirs := submission("uuid:x-of-y") // answered on one laptop, with the other's questionnaire
	theirs.FormVersion = apart
	if err := x.Finish(ctx, theirs); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Store{x, y} {
		if done, err := s.CopyOwed(ctx); err != nil || done.Waiting > 0 {
			t.Fatalf("%+v, %v", done, err)
		}
	}
	rescue := func(what string, wantUnread int, want map[string]string) *Store {
		t.Helper()
		path := filepath.Join(t.TempDir(), "back.doorstep")
		done, err := RestoreFrom(ctx, path, RescueOptions{Copies: stick, RecoveryKey: key, Create: CreateOptions{NoPassphrase: true}})
		if err != nil || len(done.Copies.Unread) != wantUnread {
			t.Fatalf("%s: %+v, %v", what, done, err)
		}
		for _, u := range done.Copies.Unread {
			if !strings.Contains(u, "does not open") && (!strings.Contains(u, "left as it is") || !strings.Contains(u, "pack")) {
				t.Errorf("%s: %s", what, u)
			}
		}
		s := opened(t, path)
		same(t, what, answered(t, s), want)
		return s
	}
	whole := map[string]string{"uuid:x": "X", "uuid:y": "Y", "uuid:x-of-y": "Y"}
	back := rescue("both laptops' copies", 0, whole)
	forms, err := back.Forms(ctx)
	if err != nil || len(forms) != 2 || forms[0].Retired || !forms[1].Retired {
		t.Errorf("%+v, %v", forms, err)
	}
	// A laptop that has one questionnaire already keeps it under its own name.
	if m, err := y.MergeCopies(ctx, stick, identity(t, key)); err != nil || m.Responses != 2 || len(m.Unread) > 0 {
		t.Errorf("%+v, %v", m, err)
	}
	same(t, "merged at the other laptop", answered(t, y), whole)

	// The copies of Y are lost: what answers it is named, never read with X.
	for _, file := range copiesIn(t, stick) {
		c, err := readCopy(file, []age.Identity{identity(t, key)})
		if err != nil {
			t.Fatal(err)
		}
		if c.Form != nil && bytes.Equal(c.Form.Source, []byte("Y")) {
			if err := os.WriteFile(file, []byte("damaged"), 0o600); err != nil {
				t.Fatal(err)
			}
			defer os.Remove(file)
		}
	}
	rescue("a damaged questionnaire", 2+2, map[string]string{"uuid:x": "X"})
	for _, file := range copiesIn(t, stick) {
		if b, err := os.ReadFile(file); err != nil || string(b) == "damaged" {
			if err := errors.Join(err, os.Remove(file)); err != nil {
				t.Fatal(err)
			}
		}
	}

	// As they were before, with every questionnaire: "1" may mean two things.
	if err := y.SetCopies(ctx, stick); err != nil {
		t.Fatal(err)
	}
	if _, err := y.CopyOwed(ctx); err != nil {
		t.Fatal(err)
	}
	asBefore(t, x, stick, identity(t, key))
	before := answered(t, x)
	m, err := x.MergeCopies(ctx, stick, identity(t, key))
	if err != nil || len(m.Unread) != 1 { // what is here is known
		t.Errorf("%+v, %v", m, err)
	}
	same(t, "copies of before merged where their responses are", answered(t, x), before)
}

// TestCopiesOfBeforeAreReadWhereTheyCanMeanOneThing merges copies that name a
// version only into projects that have another questionnaire of that version.
func TestCopiesOfBeforeAreReadWhereTheyCanMeanOneThing(t *testing.T) {
	s, key := newStoreWithKey(t)
	ctx, stick := t.Context(), t.TempDir()
	if err := errors.Join(s.SetCopies(ctx, stick), s.Finish(ctx, submission("uuid:1"))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CopyOwed(ctx); err != nil {
		t.Fatal(err)
	}
	asBefore(t, s, stick, identity(t, key))
	info := s.Info()
	fresh := func() *Store {
		other, _, err := Create(ctx, filepath.Join(t.TempDir(), "n.doorstep"), CreateOptions{Device: "LAP2", Join: &info, NoPassphrase: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { other.Close() })
		if err := other.AddForm(ctx, workbookOf("another"), &survey.Form{ID: "visit", Version: "1"}); err != nil {
			t.Fatal(err)
		}
		return other
	}
	one := fresh()
	if m, err := one.MergeCopies(ctx, stick, identity(t, key)); err != nil || m.Responses != 1 || len(m.Unread) > 0 {
		t.Errorf("%+v, %v", m, err)
	}
	if got := slices.Collect(maps.Values(answered(t, one))); !slices.Equal(got, []string{"workbook 1"}) {
		t.Errorf("it answers %q", got)
	}
	forms, err := filepath.Glob(filepath.Join(stick, "form *"))
	if err != nil || len(forms) != 1 {
		t.Fatal(forms, err)
	}
	if err := os.Remove(forms[0]); err != nil {
		t.Fatal(err)
	}
	if m, err := fresh().MergeCopies(ctx, stick, identity(t, key)); err != nil || m.Responses != 0 || len(m.Unread) != 1 || !strings.Contains(m.Unread[0], "earlier Doorstep") {
		t.Errorf("nothing shows which questionnaire it answers: %+v, %v", m, err)
	}
}

// TestSavedInterviewFindsItsQuestionnaire brings an interview to laptops that
// have its questionnaire under another name, or another under its name.
func TestSavedInterviewFindsItsQuestionnaire(t *testing.T) {
	x, y, key := laptops(t)
	ctx := t.Context()
	h := header("uuid:draft")
	h.Status, h.Device = survey.Draft, "Y"
	said := []survey.Change{{Op: survey.SetValue, Ref: "/data/name", Value: survey.Answer("Ann"), At: testStart}}
	path, _, err := y.SaveDraftAt(ctx, t.TempDir(), h, said, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, added, err := x.BringDraft(ctx, path, identity(t, key))
	if err != nil || added != 1 || got.FormVersion != apartFor("Y") {
		t.Errorf("%+v, %d, %v", got, added, err)
	}
	if got, added, err := y.BringDraft(ctx, path, identity(t, key)); err != nil || added != 1 || got.FormVersion != "1" {
		t.Errorf("%+v, %d, %v", got, added, err)
	}

	info := x.Info()
	only, _, err := Create(ctx, filepath.Join(t.TempDir(), "only.doorstep"), CreateOptions{Device: "Z", Join: &info, NoPassphrase: true})
	if err != nil {
		t.Fatal(err)
	}
	defer only.Close()
	if err := only.AddForm(ctx, workbookOf("X"), &survey.Form{ID: "visit", Version: "1"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := only.BringDraft(ctx, path, identity(t, key)); !errors.Is(err, ErrNoForm) || !strings.Contains(err.Error(), "Nothing was changed") {
		t.Errorf("read with another questionnaire: %v", err)
	}
	if drafts, err := only.Drafts(ctx); err != nil || len(drafts) > 0 {
		t.Errorf("%+v, %v", drafts, err)
	}

	// A file of before names the version only.
	content, err := readDraftFile(path, []age.Identity{identity(t, key)})
	if err != nil {
		t.Fatal(err)
	}
	content.Digest, content.InstanceID = nil, "uuid:before"
	b, err := encoding.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	b[0]--
	if err := y.writeCopy(path, cbor.RawMessage(b[:len(b)-1])); err != nil {
		t.Fatal(err)
	}
	if _, added, err := y.BringDraft(ctx, path, identity(t, key)); err != nil || added != 1 {
		t.Errorf("on its own laptop: %d, %v", added, err)
	}
	if _, _, err := x.BringDraft(ctx, path, identity(t, key)); !errors.Is(err, ErrNoForm) {
		t.Errorf("it was guessed: %v", err)
	}
}

package viewmodel

import (
	"context"
	"slices"
	"testing"

	"doorstep/survey"
)

// fakeKeeper notes what is saved to another place.
type fakeKeeper struct {
	changes int
	files   map[string][]byte
}

func (k *fakeKeeper) Places() string { return "/media/ann/STICK" }
func (k *fakeKeeper) SaveDraftAt(_ context.Context, dir string, _ survey.Header, changes []survey.Change, files map[string][]byte) (string, []string, error) {
	k.changes, k.files = len(changes), files
	return dir + "/interview.doordraft", []string{"old.png"}, nil
}

// TestFilesGoToTheOtherPlaceToo gives two files as answers, the second when the
// disk takes nothing more.
func TestFilesGoToTheOtherPlaceToo(t *testing.T) {
	b := newBench(t, "| survey |\n| | type | name | label |\n| | image | door | Door |\n| | file | letter | Letter |\n| settings |\n| | form_id | version |\n| | files | 1 |\n")
	k := &fakeKeeper{}
	b.shell.keeper = k
	m := b.begin()
	m.attachments = &fakeAttachments{files: map[string][]byte{}, order: b.store}
	m.changed()
	if err := m.Attach("/data/door", "door.png", []byte("green")); err != nil {
		t.Fatal(err)
	}
	// On disk is one thing, told here another: that comes after it.
	forgotten := func() bool { kept := b.shell.spoken[m.header.InstanceID]; return kept != nil && len(kept.files) == 0 }
	b.until("the first file is in the project", forgotten)
	b.store.setFail(ErrDiskFull)
	m.GoTo("/data/letter")
	if err := m.Attach("/data/letter", "letter.pdf", []byte("Dear all")); err != nil {
		t.Fatal(err)
	}
	b.until("the disk is full", b.shell.CanSaveElsewhere)
	name := only(t, m).Attached.Name
	b.shell.SaveElsewhere("/media/ann/STICK")
	b.until("it is saved there", func() bool { return len(b.shell.Elsewhere().Paths) == 1 })
	if len(k.files) != 1 || string(k.files[name]) != "Dear all" || k.changes == 0 {
		t.Errorf("files %q with %d steps", k.files, k.changes)
	}
	if e := b.shell.Elsewhere(); !slices.Equal(e.Missing, []string{"old.png"}) {
		t.Errorf("%+v", e)
	}
	b.store.setFail(nil)
	b.shell.RetrySave()
	b.until("files that are in the project stay in memory no longer", forgotten)
}

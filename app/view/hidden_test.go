package view

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets/widgettest"
	"doorstep/survey"
)

// hiddenPages are questions whose controls, between them, are of every kind.
var hiddenPages = []survey.Ref{
	"/data/plain_text", "/data/long_text", "/data/slider", "/data/stars", "/data/yes", "/data/minimal", "/data/pictures",
	"/data/likert", "/data/page/room", "/data/table/alone", "/data/order", "/data/born", "/data/moved", "/data/sketch",
}

// TestWhatWasHiddenComesBackWhole has every screen drawn twice: once as it was
// made, and once after the toolkit has given up the renderers, as it does with
// what was out of sight for a minute, under the lock say. The time it keeps
// them is read when a program starts, so each is a run of its own.
func TestWhatWasHiddenComesBackWhole(t *testing.T) {
	kept, givenUp := drawHidden(t, "1h"), drawHidden(t, "1ns")
	for name, want := range kept {
		if !bytes.Equal(givenUp[name], want) {
			t.Errorf("%s is drawn differently after it was hidden", name)
			keep(t, name+"-kept", want)
			keep(t, name+"-given-up", givenUp[name])
		}
	}
	if len(kept) < len(hiddenPages)+4 || len(givenUp) != len(kept) {
		t.Errorf("%d and %d screens drawn", len(kept), len(givenUp))
	}
}

func keep(t *testing.T, name string, picture []byte) {
	t.Helper()
	folder := os.Getenv(widgettest.FolderVariable)
	if folder == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600); err != nil {
		t.Error(err)
	}
}

// drawHidden runs the test below in a program whose toolkit keeps renderers
// for a time, and returns its pictures by name.
func drawHidden(t *testing.T, kept string) map[string][]byte {
	t.Helper()
	folder := t.TempDir()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHiddenScreensAreDrawn$", "-test.count=1")
	cmd.Env = append(os.Environ(), "FYNE_CACHE="+kept, hiddenVariable+"=yes", widgettest.FolderVariable+"="+folder)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	found, err := filepath.Glob(filepath.Join(folder, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	pictures := map[string][]byte{}
	for _, path := range found {
		picture, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		pictures[filepath.Base(path)] = picture
	}
	return pictures
}

const hiddenVariable = "DOORSTEP_TEST_HIDDEN"

// TestHiddenScreensAreDrawn is a part of the test above. The first picture has
// the toolkit clean up, so everything is made before it.
func TestHiddenScreensAreDrawn(t *testing.T) {
	if os.Getenv(hiddenVariable) == "" {
		t.Skip("a part of TestWhatWasHiddenComesBackWhole")
	}
	type drawn struct {
		s    *stage
		name string
	}
	var all []drawn
	for _, at := range hiddenPages {
		s := newEverything(t, setting{}, 60)
		s.begin()
		s.goTo(at)
		all = append(all, drawn{s, at.Name()})
	}
	for i, shown := range []struct {
		name  viewmodel.Screen
		words string // once it has read what it shows
	}{
		{viewmodel.ScreenExport, "What is written"},
		{viewmodel.ScreenQuestionnaires, "Starter questionnaires"},
		{viewmodel.ScreenSettings, "Text size"},
	} {
		s := newStage(t, setting{})
		s.shell.Show(shown.name)
		s.until(shown.words, func() bool { return strings.Contains(s.words(), shown.words) })
		s.settle()
		all = append(all, drawn{s, "screen-" + string(rune('a'+i))})
	}
	// Last, as the toolkit's test driver has keys go to the newest window.
	locked := newStage(t, setting{vault: &vault{}})
	m := locked.begin()
	locked.keys("Enter")
	locked.typed("11")
	ref := m.Page().Ref
	locked.keys("Ctrl+L")

	for _, d := range all {
		d.s.ui.focus(nil) // as when it is covered
		d.s.shot(d.name)
	}

	widgettest.Type(locked.canvas(), "kettles")
	locked.keys("Enter")
	locked.until("it opens", func() bool { return !locked.shell.Lock.Covered() })
	locked.shot("unlocked")
	locked.typed("2")
	if m.Page().Ref == ref {
		t.Errorf("the keyboard is not back in the interview: it is in %T", locked.canvas().Focused())
	}
}

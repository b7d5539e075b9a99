package app_test

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"doorstep/app/view"
	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/widgets/tree"
	"doorstep/assets"
	"doorstep/survey"
	"doorstep/survey/store"
	"doorstep/survey/xlsform"
)

// pledges of a project: those that may be shown, and those that may not.
var (
	permitted = []string{"Sit down for five minutes", "Będę słuchać do końca", "سأصغي أكثر مما أتكلم"}
	forbidden = []string{"Never on the tree", "Not said whether"}
)

// withPledges makes a project with session feedback where the window looks for
// one: pledges that may be shown, and those that may not.
func (w *window) withPledges(permitted []string) {
	w.t.Helper()
	ctx := w.t.Context()
	st, _, err := store.Create(ctx, filepath.Join(w.home, "fieldwork.doorstep"), store.CreateOptions{NoPassphrase: true})
	if err != nil {
		w.t.Fatal(err)
	}
	q, _ := assets.FindQuestionnaire("session-feedback.xlsx")
	src := survey.Source{Name: q.Name, Data: q.Data}
	form, _, err := xlsform.Read(src)
	if err == nil {
		err = st.AddForm(ctx, src, form)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	n := 0
	give := func(pledge, display string) *survey.Submission {
		n++
		sub := &survey.Submission{Header: survey.Header{
			InstanceID: fmt.Sprintf("uuid:%d", n), FormID: form.ID, FormVersion: form.Version, Status: survey.Finished, Outcome: survey.Complete,
			Device: "LAPB", Started: time.Date(2026, 11, 20, 10, n, 0, 0, time.UTC), Finished: time.Date(2026, 11, 20, 10, n, 9, 0, time.UTC),
		}, Record: survey.NewRecord(form.Main)}
		for slot, q := range form.Main.Questions {
			switch q.Name {
			case "pledge":
				sub.Record.Values[slot] = survey.Answer(pledge)
			case "pledge_display":
				sub.Record.Values[slot] = survey.Answer(display)
			}
		}
		return sub
	}
	_, err = st.Import(ctx, func(yield func(*survey.Submission, error) bool) {
		for i, p := range permitted {
			if !yield(give(p, "yes"), nil) || i < len(forbidden) && !yield(give(forbidden[i], []string{"no", ""}[i]), nil) {
				return
			}
		}
	}, nil)
	if err := errors.Join(err, st.Close()); err != nil {
		w.t.Fatal(err)
	}
}

// saved are the pictures the app has kept.
func (w *window) saved() (paths []string) {
	_ = filepath.WalkDir(w.home, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".png") {
			paths = append(paths, path)
		}
		return nil
	})
	return paths
}

// TestTreeInARealWindow goes to the tree by keys alone. The picture kept of it
// is that of the pledges that may be shown, to the last pixel, and of no other.
func TestTreeInARealWindow(t *testing.T) {
	w := newWindow(t)
	w.withPledges(permitted)
	w.start()
	w.shows("Today")
	w.shows("Questionnaires", "ctrl+5")
	w.shows("Compassionate", "1")
	w.shows("Results", "a")
	w.shows(viewmodel.TreeTitle, "t")
	w.picture("tree-begins")
	w.keys("End")
	w.picture("tree")
	w.until("a picture is kept", func() bool { return len(w.saved()) > 0 }, func() { w.keys("s") })

	test.NewTempApp(t).Settings().SetTheme(widgets.NewTheme(widgets.LightMode, 1, view.Fonts(func(script string) (regular, bold []byte, ok bool) {
		f, ok := assets.Fonts(script)
		return f.Regular, f.Bold, ok
	})))
	below := fmt.Sprintf("%d pledges, shown because their givers agreed", len(permitted))
	kept := picture(t, w.saved()[0])
	if diff := apart(kept, tree.Picture(viewmodel.TreeTitle, permitted, below)); diff != 0 {
		t.Errorf("the picture kept is not that of the permitted pledges: %d pixels differ", diff)
	}
	all := append(append([]string(nil), permitted...), forbidden...)
	if apart(kept, tree.Picture(viewmodel.TreeTitle, all, below)) == 0 {
		t.Error("a picture with every pledge is the same: this test sees nothing")
	}
	w.shows("Results", "Escape")
}

func picture(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// apart is how many pixels of two pictures differ.
func apart(a, b image.Image) (n int) {
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Dx() * a.Bounds().Dy()
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			ar, ag, ab, _ := a.At(x, y).RGBA()
			br, bg, bb, _ := b.At(x, y).RGBA()
			if ar>>8 != br>>8 || ag>>8 != bg>>8 || ab>>8 != bb>>8 {
				n++
			}
		}
	}
	return n
}

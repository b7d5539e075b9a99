// Package widgettest runs Doorstep's widgets and screens without a display:
// Fyne's test driver draws them in software. Tests only.
package widgettest

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"doorstep/app/widgets"
)

// FolderVariable names the environment variable with the folder in which
// captures are kept; without it they go to the test's own temporary folder.
const FolderVariable = "DOORSTEP_SCREENS"

// NewApp returns an app in our theme, for the length of the test.
func NewApp(t testing.TB, mode widgets.Mode, scale float32, fonts widgets.Fonts) fyne.App {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(widgets.NewTheme(mode, scale, fonts))
	return a
}

// Show puts content into a window of a size.
func Show(t testing.TB, content fyne.CanvasObject, size fyne.Size) fyne.Window {
	t.Helper()
	w := test.NewWindow(content)
	w.SetPadded(false)
	w.Resize(size)
	t.Cleanup(w.Close)
	return w
}

// Capture draws the window and keeps the picture as name.png.
func Capture(t testing.TB, w fyne.Window, name string) image.Image {
	t.Helper()
	folder := os.Getenv(FolderVariable)
	if folder == "" {
		folder = t.TempDir()
	}
	img := w.Canvas().Capture()
	path := filepath.Join(folder, name+".png")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	return img
}

// Key types one key at what has the focus, or at the canvas.
func Key(c fyne.Canvas, name fyne.KeyName) {
	ev := &fyne.KeyEvent{Name: name}
	if f := c.Focused(); f != nil {
		f.TypedKey(ev)
	} else if f := c.OnTypedKey(); f != nil {
		f(ev)
	}
}

// Type types letters at what has the focus, or at the canvas. As on a real
// keyboard, a space comes as a key and as a letter.
func Type(c fyne.Canvas, letters string) {
	for _, r := range letters {
		if r == ' ' {
			Key(c, fyne.KeySpace)
		}
		if f := c.Focused(); f != nil {
			f.TypedRune(r)
		} else if f := c.OnTypedRune(); f != nil {
			f(r)
		}
	}
}

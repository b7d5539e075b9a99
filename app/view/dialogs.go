package view

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
)

// chooseFile asks for a file in the toolkit's own dialog.
func (u *ui) chooseFile(extensions []string, chosen func(path string)) {
	u.show(newFileDialog(u.window, extensions, chosen))
}

// newFileDialog is the toolkit's own dialog for choosing a file.
func newFileDialog(w fyne.Window, extensions []string, chosen func(path string)) *dialog.FileDialog {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil || r == nil {
			return
		}
		path := r.URI().Path()
		_ = r.Close()
		chosen(path)
	}, w)
	d.SetFilter(storage.NewExtensionFileFilter(extensions))
	return d
}

// chooseSave asks for a folder; the file keeps its name.
func (u *ui) chooseSave(path string, chosen func(path string)) {
	d := dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		if err != nil || folder == nil {
			return
		}
		chosen(filepath.Join(folder.Path(), filepath.Base(path)))
	}, u.window)
	if at, err := storage.ListerForURI(storage.NewFileURI(filepath.Dir(path))); err == nil {
		d.SetLocation(at)
	}
	u.show(d)
}

// show shows a file dialog. It has no size before it is shown.
func (u *ui) show(d *dialog.FileDialog) {
	u.dialog = d
	d.Show()
	remove := u.watchDialog()
	d.SetOnClosed(func() {
		remove()
		u.dialog = nil
		u.redraw()
	})
	s := u.window.Canvas().Size()
	d.Resize(fyne.NewSize(s.Width*0.85, s.Height*0.85))
}

// chooseFolder asks for a folder in the toolkit's own dialog.
func (u *ui) chooseFolder(chosen func(path string)) {
	d := dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		if err == nil && folder != nil {
			chosen(folder.Path())
		}
	}, u.window)
	if at, err := storage.ListerForURI(storage.NewFileURI(u.shell.PlaceElsewhere())); err == nil {
		d.SetLocation(at)
	}
	u.show(d)
}

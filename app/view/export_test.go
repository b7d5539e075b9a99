package view

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// An export that fails says so where the keyboard is, and not below the fold.
func TestAFailedExportIsSeen(t *testing.T) {
	s := newStage(t, setting{size: fyne.NewSize(1280, 720)})
	s.store.export = func(context.Context, func(done, total int)) (viewmodel.ExportResult, error) {
		return viewmodel.ExportResult{}, &viewmodel.Told{Kind: viewmodel.ErrDiskFull}
	}
	s.shell.Show(viewmodel.ScreenExport)
	s.until("what would go out", func() bool { return s.shell.Export.State().Preview != nil })
	s.settle()
	s.typed("/")
	if f, ok := s.ui.focused().(*widgets.Field); !ok || f.Text == "" {
		t.Errorf("/ leads to %T", s.ui.focused())
	}
	s.keys("Ctrl+Enter")
	s.until("it has failed", func() bool { return s.shell.Export.State().Stage == viewmodel.ExportFailed })
	s.settle()
	screen := s.ui.screens[viewmodel.ScreenExport].(*exportScreen)
	if s.ui.focused() != fyne.Focusable(screen.start) {
		t.Errorf("the keyboard is at %T", s.ui.focused())
	}
	told := screen.failed.Object()
	top := fyne.CurrentApp().Driver().AbsolutePositionForObject(told).Y
	if top < 0 || top+told.Size().Height > 720 {
		t.Errorf("it is told at %v of 720", top)
	}
	if e := explain(s.shell.Export.State().Err); e.title != "The disk is full" || e.text == "" {
		t.Errorf("it is told as %+v", e)
	}
}

package view

import (
	"context"
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
)

// visitApart comes to what stands apart from the pages: the sheet to draw on,
// and the show card in a window of its own.
func visitApart(t *testing.T, theme viewmodel.Theme, look see) {
	s := newEverything(t, setting{theme: theme, attachments: keptFiles{}}, 60)
	m := s.begin()
	m.GoTo("/data/signed")
	s.settle()
	look("to be signed", s.canvas())
	widgettest.Type(s.canvas(), " ")
	sheet, ok := s.ui.sheet.(*sketchSheet)
	if !ok {
		t.Fatalf("the sheet to draw on is %T", s.ui.sheet)
	}
	look("a sheet to draw on", s.canvas())
	sheet.sketch.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(40, 40)}})
	sheet.sketch.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(90, 60)}})
	sheet.sketch.DragEnd()
	look("something is drawn", s.canvas())
	s.keys("Ctrl+Enter")
	look("it is signed", s.canvas())

	s, m = handStage(t, setting{theme: theme}, "")
	s.shell.Settings.SetCardWindow(true)
	s.keys("Enter", "F11")
	for range 3 {
		look("card apart with "+m.Page().Ref.Name(), s.ui.apart.window.Canvas())
		look("the worker beside it", s.canvas())
		s.keys("F4")
	}
	m.ShowCard(false)
}

// backups is what a damaged project can be got back from.
type backups struct{ offers []viewmodel.RescueOffer }

func (b backups) Offers(context.Context, string) ([]viewmodel.RescueOffer, error) {
	return b.offers, nil
}

func (backups) Preview(context.Context, viewmodel.RescueOffer) ([]string, error) {
	return []string{"212 interviews come back.", "One that was not finished comes back."}, nil
}

func (backups) Rescue(context.Context, string, string, string) (viewmodel.Rescued, error) {
	return viewmodel.Rescued{Kept: "/home/ann/fieldwork damaged.doorstep", Notes: []string{"Everything in it was read."}}, nil
}

func (backups) FromCopies(context.Context, string, string, string) (viewmodel.Rescued, error) {
	return viewmodel.Rescued{}, viewmodel.ErrWrongKey
}
func (backups) Reopen(context.Context) error    { return nil }
func (backups) Judge(string) viewmodel.Strength { return viewmodel.Strength{} }

// visitRescue comes to what stands in a damaged project's place.
func visitRescue(t *testing.T, theme viewmodel.Theme, look see) {
	made := time.Date(2026, 11, 20, 18, 0, 0, 0, time.UTC)
	good := viewmodel.RescueOffer{Key: "1", Path: "/home/ann/backups/fieldwork.doorstep", Made: made, Responses: 212, Drafts: 1}
	faulty := viewmodel.RescueOffer{Path: "/home/ann/backups/older.doorstep", Fault: "it is cut off"}
	copies := viewmodel.RescueOffer{Path: "/media/stick/copies", Copies: true, Responses: 200}
	begin := func(offers ...viewmodel.RescueOffer) (*beginning, fyne.Window) {
		w := bareWindow(t)
		return newBeginning(Options{
			App: fyne.CurrentApp(), Rescue: viewmodel.NewRescue(atOnce(), backups{offers}, errors.New("damaged")),
			Preferences: viewmodel.Preferences{TextSize: 100, Theme: theme}, Fonts: testFonts(), window: w,
		}), w
	}
	b, w := begin(good, faulty, copies)
	look("a damaged project", w.Canvas())
	widgettest.Type(w.Canvas(), "1")
	look("what would come back", w.Canvas())
	b.key("Enter")
	look("it is back", w.Canvas())

	_, w = begin()
	look("nothing to get it back from", w.Canvas())

	copies.Key = "1"
	_, w = begin(copies)
	look("second copies alone", w.Canvas())
	widgettest.Type(w.Canvas(), "1")
	look("the project made anew", w.Canvas())
	if _, ok := w.Canvas().Focused().(*widgets.Field); !ok {
		t.Fatalf("%T has the keyboard, want the field of the recovery key", w.Canvas().Focused())
	}
	widgettest.Type(w.Canvas(), "AGE-SECRET-KEY-1")
	for range 3 {
		widgettest.Key(w.Canvas(), fyne.KeyReturn)
		widgettest.Type(w.Canvas(), "four old kettles sing")
	}
	widgettest.Key(w.Canvas(), fyne.KeyReturn)
	look("another key", w.Canvas())
}

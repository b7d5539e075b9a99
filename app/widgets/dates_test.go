package widgets_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
)

func day(s string) time.Time {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		panic(err)
	}
	return t
}

// grids are the three kinds of pages, all standing on 31 January 2024.
func grids() map[string]*widgets.DateGrid {
	now := time.Date(2024, 1, 31, 15, 0, 0, 0, time.UTC)
	write := func(layout string) func(time.Time) string {
		return func(t time.Time) string { return t.Format(layout) }
	}
	return map[string]*widgets.DateGrid{
		"days": widgets.NewDays(now, widgets.DayWords{
			Weekdays: []string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}, Month: write("January 2006"), Day: write("Monday 2 January 2006"),
		}),
		"months": widgets.NewMonths(now, []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}),
		"years":  widgets.NewYears(now),
	}
}

func TestKeysMoveAmongDates(t *testing.T) {
	widgettest.NewApp(t, widgets.LightMode, 1, widgets.Fonts{})
	for _, c := range []struct {
		kind string
		key  fyne.KeyName
		want string
	}{
		{"days", fyne.KeyRight, "2024-02-01"},
		{"days", fyne.KeyUp, "2024-01-24"},
		{"days", fyne.KeyPageDown, "2024-02-29"}, // within the month reached
		{"days", fyne.KeyPageUp, "2023-12-31"},
		{"days", fyne.KeyHome, "2024-01-01"},
		{"days", fyne.KeyEnd, "2024-01-31"},
		{"months", fyne.KeyLeft, "2023-12-01"},
		{"months", fyne.KeyDown, "2024-05-01"},
		{"months", fyne.KeyPageUp, "2023-01-01"},
		{"months", fyne.KeyEnd, "2024-12-01"},
		{"years", fyne.KeyRight, "2025-01-01"},
		{"years", fyne.KeyUp, "2019-01-01"},
		{"years", fyne.KeyPageDown, "2044-01-01"},
		{"years", fyne.KeyHome, "2020-01-01"},
		{"years", fyne.KeyEnd, "2039-01-01"},
	} {
		g := grids()[c.kind]
		g.TypedKey(&fyne.KeyEvent{Name: c.key})
		if !g.At().Equal(day(c.want)) {
			t.Errorf("%s, %s: %s, want %s", c.kind, c.key, g.At().Format("2006-01-02"), c.want)
		}
		var picked time.Time
		g.OnPick = func(first time.Time) { picked = first }
		g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if !picked.Equal(day(c.want)) {
			t.Errorf("%s: Enter picks %s", c.kind, picked)
		}
	}
	mirrored := grids()["days"]
	mirrored.SetMirrored(true)
	mirrored.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft}) // what comes next stands at the left
	if !mirrored.At().Equal(day("2024-02-01")) {
		t.Errorf("mirrored: %s", mirrored.At())
	}
}

func TestDatesStayBetweenTheYears0And9999(t *testing.T) {
	widgettest.NewApp(t, widgets.LightMode, 1, widgets.Fonts{})
	for kind, g := range grids() {
		for _, end := range []struct {
			at   string
			key  fyne.KeyName
			year int
		}{{"9999-12-31", fyne.KeyRight, 9999}, {"0000-01-01", fyne.KeyLeft, 0}} {
			g.SetPicked(day(end.at))
			g.TypedKey(&fyne.KeyEvent{Name: end.key})
			if g.At().Year() != end.year {
				t.Errorf("%s: %s after %s", kind, g.At(), end.at)
			}
		}
	}
}

// A tap takes the date under it, and none where a month has none.
func TestDatesAreTapped(t *testing.T) {
	widgettest.NewApp(t, widgets.LightMode, 1, widgets.Fonts{})
	for kind, want := range map[string]string{"days": "2024-01-01", "months": "2024-01-01", "years": "2020-01-01"} {
		g := grids()[kind]
		widgettest.Show(t, g, fyne.NewSize(700, 500))
		g.Resize(g.MinSize())
		var picked time.Time
		g.OnPick = func(first time.Time) { picked = first }
		size := g.MinSize()
		tap := func(x, y float32) { g.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x, y)}) }
		first := map[string]float32{"days": 40 + 36 + 10, "months": 50, "years": 50}[kind] // below the title, and the weekdays
		tap(10, first)
		if !picked.Equal(day(want)) {
			t.Errorf("%s: the first cell picks %s, want %s", kind, picked.Format("2006-01-02"), want)
		}
		if kind == "days" {
			picked = time.Time{}
			tap(size.Width-10, size.Height-10) // the last of six weeks is not in this month
			if !picked.IsZero() {
				t.Errorf("an empty cell picks %s", picked)
			}
		}
		before := g.At()
		tap(size.Width-10, 10)
		if !g.At().After(before) || kind == "days" && !g.At().Equal(day("2024-02-01")) {
			t.Errorf("%s: the corner turns to %s", kind, g.At())
		}
	}
}

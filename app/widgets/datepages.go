package widgets

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
)

// datePages is what tells days, months and years apart in a [DateGrid]. A date
// is the first day of what is shown.
type datePages struct {
	across, rows int
	columns      []string // what stands over the columns; none over months and years

	of      func(t time.Time) time.Time                // the date that a day belongs to
	after   func(t time.Time, n int) time.Time         // the nth date after
	turned  func(t time.Time, pages int) time.Time     // the same place so many pages on
	page    func(t time.Time) (first time.Time, n int) // the page that holds a date
	skipped func(first time.Time) int                  // cells left empty before the first

	title func(first time.Time) string // over a page
	name  func(t time.Time) string     // in a cell
	said  func(t time.Time) string     // to a screen reader

	cell func() fyne.Size
	head func() float32 // the title's height
}

// DayWords are what is said of days in a language.
type DayWords struct {
	Weekdays []string                     // short, from Monday on
	Month    func(first time.Time) string // "May 2026"
	Day      func(day time.Time) string   // "Sunday 3 May 2026"
}

func midnight(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// NewDays returns a month, weeks beginning on Monday.
func NewDays(today time.Time, say DayWords) *DateGrid {
	month := func(t time.Time) (time.Time, int) {
		return midnight(t.Year(), t.Month(), 1), midnight(t.Year(), t.Month()+1, 0).Day()
	}
	return newDateGrid(today, datePages{
		across: 7, rows: 6, columns: say.Weekdays,
		of:    func(t time.Time) time.Time { return midnight(t.Year(), t.Month(), t.Day()) },
		after: func(t time.Time, n int) time.Time { return t.AddDate(0, 0, n) },
		turned: func(t time.Time, pages int) time.Time { // stays within the month reached
			first, n := month(midnight(t.Year(), t.Month()+time.Month(pages), 1))
			return first.AddDate(0, 0, min(t.Day(), n)-1)
		},
		page:    month,
		skipped: func(first time.Time) int { return (int(first.Weekday()) + 6) % 7 },
		title:   say.Month,
		name:    func(t time.Time) string { return strconv.Itoa(t.Day()) },
		said:    say.Day,
		cell:    func() fyne.Size { side := float32(int(Scaled(44))); return fyne.NewSize(side, side-8) },
		head:    func() float32 { return float32(int(Scaled(40))) },
	})
}

// NewMonths returns the months of now's year; names are those shown, twelve.
func NewMonths(now time.Time, names []string) *DateGrid {
	name := func(t time.Time) string { return names[t.Month()-1] }
	return newDateGrid(now, datePages{
		across: 4, rows: 3,
		of:      func(t time.Time) time.Time { return midnight(t.Year(), t.Month(), 1) },
		after:   func(t time.Time, n int) time.Time { return t.AddDate(0, n, 0) },
		turned:  func(t time.Time, pages int) time.Time { return t.AddDate(pages, 0, 0) },
		page:    func(t time.Time) (time.Time, int) { return midnight(t.Year(), 1, 1), 12 },
		skipped: func(time.Time) int { return 0 },
		title:   func(first time.Time) string { return strconv.Itoa(first.Year()) },
		name:    name,
		said:    func(t time.Time) string { return name(t) + " " + strconv.Itoa(t.Year()) },
		cell:    func() fyne.Size { return fyne.NewSize(Scaled(120), periodHeight()) },
		head:    periodHeight,
	})
}

// NewYears returns the years around now.
func NewYears(now time.Time) *DateGrid {
	const shown = 20
	year := func(t time.Time) string { return strconv.Itoa(t.Year()) }
	return newDateGrid(now, datePages{
		across: 5, rows: shown / 5,
		of:      func(t time.Time) time.Time { return midnight(t.Year(), 1, 1) },
		after:   func(t time.Time, n int) time.Time { return t.AddDate(n, 0, 0) },
		turned:  func(t time.Time, pages int) time.Time { return t.AddDate(pages*shown, 0, 0) },
		page:    func(t time.Time) (time.Time, int) { return midnight(t.Year()-t.Year()%shown, 1, 1), shown },
		skipped: func(time.Time) int { return 0 },
		title:   func(first time.Time) string { return year(first) + "–" + strconv.Itoa(first.Year()+shown-1) },
		name:    year,
		said:    year,
		cell:    func() fyne.Size { return fyne.NewSize(Scaled(76), periodHeight()) },
		head:    periodHeight,
	})
}

// periodHeight is the height of a row of months or years: large text leaves
// less room around it, so that the whole page still fits the window.
func periodHeight() float32 {
	if LargeText() {
		return Scaled(30)
	}
	return Scaled(44)
}

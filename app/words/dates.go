package words

import (
	"strconv"
	"time"
)

// Month returns a month's name as it stands within a date: "3 maja".
func (w *Words) Month(m time.Month) string { return w.Say("month_" + strconv.Itoa(int(m))) }

// LoneMonth returns a month's name as it stands by itself: "maj".
func (w *Words) LoneMonth(m time.Month) string { return w.Say("month_alone_" + strconv.Itoa(int(m))) }

// Weekday returns a day's name.
func (w *Words) Weekday(d time.Weekday) string { return w.Say("weekday_" + strconv.Itoa(int(d))) }

// ShortWeekday returns a day's name as it heads a month's column: "Mo".
func (w *Words) ShortWeekday(d time.Weekday) string {
	return w.Say("weekday_short_" + strconv.Itoa(int(d)))
}

// Date writes a day: "3 May 2026".
func (w *Words) Date(t time.Time) string {
	return w.Say("date", "Day", t.Day(), "Month", w.Month(t.Month()), "Year", t.Year())
}

// LongDate writes a day with its name: "Sunday 3 May 2026".
func (w *Words) LongDate(t time.Time) string {
	return w.Say("date_weekday", "Weekday", w.Weekday(t.Weekday()), "Day", t.Day(), "Month", w.Month(t.Month()), "Year", t.Year())
}

// DateTime writes a day with its name and the time of day.
func (w *Words) DateTime(t time.Time) string {
	return w.Say("date_and_time", "Date", w.LongDate(t), "Time", t.Format("15:04"))
}

// MonthYear writes a month without a day: "May 2026".
func (w *Words) MonthYear(t time.Time) string {
	return w.Say("month_and_year", "Month", w.LoneMonth(t.Month()), "Year", t.Year())
}

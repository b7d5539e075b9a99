package viewmodel

import (
	"testing"
	"time"
)

// The clock of every test: Saturday 21 November 2026, 14:02:11.
var testNow = time.Date(2026, 11, 21, 14, 2, 11, 0, time.UTC)

func TestReadTyped(t *testing.T) {
	tests := []struct {
		control Control
		typed   string
		want    string
		ok      bool
	}{
		{ControlInteger, "42", "42", true},
		{ControlInteger, " 1,234 ", "1234", true},
		{ControlInteger, "12 000", "12000", true},
		{ControlInteger, "007", "7", true},
		{ControlInteger, "-3", "-3", true},
		{ControlInteger, "+3", "3", true},
		{ControlInteger, "12.0", "12", true},
		{ControlInteger, "12.5", "12.5", false},
		{ControlInteger, "٤٢", "42", true},
		{ControlInteger, "۴۲", "42", true},
		{ControlInteger, "੪੨", "42", true},
		{ControlInteger, "forty", "forty", false},
		{ControlInteger, "", "", true},
		{ControlDecimal, "12,5", "12.5", true},
		{ControlDecimal, "12.50", "12.5", true},
		{ControlDecimal, "£1,200.50", "1200.5", true},
		{ControlDecimal, "80 %", "80", true},
		{ControlDecimal, "0,125", "0.125", true},
		{ControlDecimal, "1e9", "1e9", false},
		{ControlDecimal, "NaN", "NaN", false},
		{ControlDecimal, "0x10", "0x10", false},

		{ControlDate, "21/11/2026", "2026-11-21", true},
		{ControlDate, "21.11.26", "2026-11-21", true},
		{ControlDate, "21-11-2026", "2026-11-21", true},
		{ControlDate, "21 11 2026", "2026-11-21", true},
		{ControlDate, "21112026", "2026-11-21", true},
		{ControlDate, "21 Nov 2026", "2026-11-21", true},
		{ControlDate, "21st of November, 2026", "2026-11-21", true},
		{ControlDate, "21nov26", "2026-11-21", true},
		{ControlDate, "Nov 21 2026", "2026-11-21", true},
		{ControlDate, "2026-11-21", "2026-11-21", true},
		{ControlDate, "June 3 1950", "1950-06-03", true},
		{ControlDate, "٢١/١١/٢٠٢٦", "2026-11-21", true},
		{ControlDate, "3 sept 1950", "1950-09-03", true},
		{ControlDate, "3/6/48", "1948-06-03", true},
		{ControlDate, "3/6", "2026-06-03", true},
		{ControlDate, "29/2/2024", "2024-02-29", true},
		{ControlDate, "29/2/2026", "29/2/2026", false},
		{ControlDate, "31/4/2026", "31/4/2026", false},
		{ControlDate, "11/21/2026", "11/21/2026", false},
		{ControlDate, "today", "2026-11-21", true},
		{ControlDate, "Yesterday", "2026-11-20", true},
		{ControlDate, "tomorrow", "2026-11-22", true},
		{ControlDate, "last week", "last week", false},

		{ControlTime, "14:05", "14:05:00.000Z", true},
		{ControlTime, "1405", "14:05:00.000Z", true},
		{ControlTime, "2.05pm", "14:05:00.000Z", true},
		{ControlTime, "2 pm", "14:00:00.000Z", true},
		{ControlTime, "12 a.m.", "00:00:00.000Z", true},
		{ControlTime, "noon", "12:00:00.000Z", true},
		{ControlTime, "9", "09:00:00.000Z", true},
		{ControlTime, "now", "14:02:00.000Z", true},
		{ControlTime, "25:00", "25:00", false},
		{ControlTime, "14pm", "14pm", false},
		{ControlDateTime, "21/11/2026 14:05", "2026-11-21T14:05:00.000Z", true},
		{ControlDateTime, "21 Nov 2026, 2 pm", "2026-11-21T14:00:00.000Z", true},
		{ControlDateTime, "today 9", "2026-11-21T09:00:00.000Z", true},
		{ControlDateTime, "14:05", "14:05", false},

		{ControlText, " g313ab ", "G31 3AB", true},
		{ControlText, "G31   3ab", "G31 3AB", true},
		{ControlText, "flat 2, g31 3ab", "flat 2, g31 3ab", true},
		{ControlText, "Zażółć 😀", "Zażółć 😀", true},
		{ControlMultiline, "one\n two\n\n", "one\n two", true},
	}
	for _, tt := range tests {
		got, ok := readTyped(tt.control, tt.typed, testNow)
		if got != tt.want || ok != tt.ok {
			t.Errorf("%s %q: got %q, %v; want %q, %v", tt.control, tt.typed, got, ok, tt.want, tt.ok)
		}
	}
}

func TestReadTypedPartsOfDates(t *testing.T) {
	for _, tt := range []struct {
		read  func(string, time.Time) (time.Time, bool)
		typed string
		want  string
	}{
		{readMonth, "6/1950", "1950-06-01"},
		{readMonth, "June 1950", "1950-06-01"},
		{readMonth, "1950-06", "1950-06-01"},
		{readYear, "1950", "1950-01-01"},
		{readYear, "3/6/1950", "1950-06-03"},
	} {
		got, ok := tt.read(tt.typed, testNow)
		if !ok || got.Format(xformsDate) != tt.want {
			t.Errorf("%q: got %v, %v; want %s", tt.typed, got, ok, tt.want)
		}
	}
}

func TestShowTypedReadsBack(t *testing.T) {
	for c, stored := range map[Control]string{
		ControlDate:     "1948-06-03",
		ControlTime:     "14:05:00.000Z",
		ControlDateTime: "2026-11-21T14:05:00.000Z",
		ControlDecimal:  "12.5",
		ControlText:     "G31 3AB",
	} {
		if got, ok := readTyped(c, showTyped(c, stored), testNow); !ok || got != stored {
			t.Errorf("%s %q shown as %q reads back as %q, %v", c, stored, showTyped(c, stored), got, ok)
		}
	}
}

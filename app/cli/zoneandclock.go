package cli

import (
	"fmt"
	"time"
)

// readZone finds a time zone by name; "" is the computer's.
func readZone(name string) (*time.Location, error) {
	if name == "" {
		return time.Local, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("there is no time zone %q: write it as Europe/London", name)
	}
	return zone, nil
}

var clockForms = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02",
}

// readClock makes the clock that stands at the time written, nil for "".
func readClock(text string, zone *time.Location) (func() time.Time, error) {
	if text == "" {
		return nil, nil
	}
	for _, form := range clockForms {
		if t, err := time.ParseInLocation(form, text, zone); err == nil {
			return func() time.Time { return t }, nil
		}
	}
	return nil, fmt.Errorf("%q is not a time: write it as 2026-11-21T14:05:00", text)
}

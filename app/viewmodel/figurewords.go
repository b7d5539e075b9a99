package viewmodel

import (
	"cmp"
	"fmt"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

var printer = message.NewPrinter(language.BritishEnglish)

// number writes a count with its thousands parted.
func number(n int) string { return printer.Sprintf("%d", n) }

func interviews(n int) string {
	if n == 1 {
		return "1 interview"
	}
	return number(n) + " interviews"
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return number(n) + " people"
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, number(n))
}

func percent(v float64) string { return fmt.Sprintf("%.0f %%", v*100) }

func workerName(code string) string { return cmp.Or(code, "(no code)") }

// of words a share: "38 of 61, 62 %"; of few people without a percentage.
func (s ShareFigures) words() string {
	switch {
	case s.Of == 0:
		return "nobody yet"
	case s.Of < fewPeople:
		return fmt.Sprintf("%s of %s, few so far", number(s.N), number(s.Of))
	}
	return fmt.Sprintf("%s of %s, %s", number(s.N), number(s.Of), percent(s.Value()))
}

func (s ShareFigures) percent() string {
	if s.Of < fewPeople {
		return ""
	}
	return percent(s.Value())
}

// counts words a share without its percentage.
func (s ShareFigures) counts() string {
	if s.Of == 0 {
		return "nobody yet"
	}
	return fmt.Sprintf("%s of %s", number(s.N), number(s.Of))
}

// estimate is the percentage with its interval: "62 %, 50 to 72"; of few people
// it says so.
func (s ShareFigures) estimate() string {
	switch {
	case s.Of == 0:
		return ""
	case s.Of < fewPeople:
		return "few so far"
	}
	return fmt.Sprintf("%s, %.0f to %.0f", s.percent(), s.Low*100, s.High*100)
}

func (s ShareFigures) interval() string {
	if s.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f to %.0f %%", s.Low*100, s.High*100)
}

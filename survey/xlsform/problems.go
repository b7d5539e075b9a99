package xlsform

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"doorstep/survey"

	"github.com/agnivade/levenshtein"
)

// collector gathers the problems of one questionnaire.
type collector struct {
	problems []*survey.Problem
	left     int  // problems beyond maxProblems, counted only
	failed   bool // an error is among them, even when only that one found room
	compared int  // words compared for suggestions
}

// maxCompared bounds the search for suggestions in forms with thousands of
// faults and thousands of names.
const maxCompared = 2_000_000

// meant is [didYouMean] among many words; it gives up in a hopeless form.
func (c *collector) meant(word string, known []string, format string) string {
	if c.full() || c.compared > maxCompared {
		return ""
	}
	c.compared += len(known)
	return didYouMean(word, known, format)
}

func (c *collector) add(severity survey.Severity, at survey.Cell, code, format string, args ...any) {
	isError := severity == survey.SeverityError
	if c.full() && (c.failed || !isError) {
		c.left++
		return
	}
	c.failed = c.failed || isError
	c.problems = append(c.problems, &survey.Problem{Severity: severity, Code: code, At: at, Err: fmt.Errorf(format, args...)})
}

// full reports whether further problems are only counted, so that nobody looks
// for suggestions to put in them.
func (c *collector) full() bool { return len(c.problems) >= maxProblems }

func (c *collector) errorf(at survey.Cell, code, format string, args ...any) {
	c.add(survey.SeverityError, at, code, format, args...)
}

func (c *collector) warnf(at survey.Cell, code, format string, args ...any) {
	c.add(survey.SeverityWarning, at, code, format, args...)
}

// sheetOrder is the order in which people look through a workbook.
var sheetOrder = []string{"survey", "choices", "external_choices", "settings", "entities", "quotas"}

// sorted returns the problems by sheet, then row, errors before warnings.
func (c *collector) sorted() []*survey.Problem {
	if c.left > 0 {
		c.problems = append(c.problems, &survey.Problem{
			Severity: survey.SeverityWarning, Code: "more-problems",
			Err: fmt.Errorf("there are %d more problems; mend these first", c.left),
		})
		c.left = 0
	}
	c.problems = withoutDoubles(c.problems)
	rank := func(p *survey.Problem) int {
		if p.At.Sheet == "" {
			return -1
		}
		if i := slices.Index(sheetOrder, strings.ToLower(p.At.Sheet)); i >= 0 {
			return i
		}
		return len(sheetOrder)
	}
	severity := func(p *survey.Problem) int {
		if p.Severity == survey.SeverityError {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(c.problems, func(a, b *survey.Problem) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.At.Row, b.At.Row), cmp.Compare(severity(a), severity(b)))
	})
	return c.problems
}

// withoutDoubles drops what was said of the same cell before: the rows of a
// loop are read once a choice.
func withoutDoubles(problems []*survey.Problem) []*survey.Problem {
	type said struct {
		at            survey.Cell
		code, message string
	}
	seen := make(map[said]bool, len(problems))
	return slices.DeleteFunc(problems, func(p *survey.Problem) bool {
		s := said{p.At, p.Code, p.Err.Error()}
		double := seen[s]
		seen[s] = true
		return double
	})
}

// nearest returns the known word that the given one was probably meant to be,
// or "" when none is close.
func nearest[S ~[]string](word string, known S) string {
	if word == "" || len(word) > 200 {
		return ""
	}
	lower := strings.ToLower(word)
	best, found := 1+max(1, len([]rune(word))/3), ""
	for _, k := range known {
		if k == word || abs(len(k)-len(word)) > best {
			continue
		}
		d := distance(lower, strings.ToLower(k))
		if d < best {
			best, found = d, k
		}
	}
	return found
}

// distance is Levenshtein's, but two letters that changed places count once.
func distance(a, b string) int {
	if len(a) == len(b) {
		for i := range len(a) - 1 {
			if a[i] != b[i] {
				if a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:] {
					return 1
				}
				break
			}
		}
	}
	return levenshtein.ComputeDistance(a, b)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// didYouMean returns "; did you mean X?" for the nearest known word, else "".
func didYouMean[S ~[]string](word string, known S, format string) string {
	if n := nearest(word, known); n != "" {
		return "; did you mean " + fmt.Sprintf(format, n) + "?"
	}
	return ""
}

// unreadable is a file that is no questionnaire: a sentence and its kind.
type unreadable struct {
	kind     error
	sentence string
}

func (u *unreadable) Error() string { return u.sentence }
func (u *unreadable) Unwrap() error { return u.kind }

func cannotRead(kind error, format string, args ...any) error {
	return &unreadable{kind: kind, sentence: fmt.Sprintf(format, args...)}
}

// isUnreadable reports whether the error already is a sentence for the user.
func isUnreadable(err error) bool {
	var u *unreadable
	return errors.As(err, &u)
}

// closeEnough reports whether two words differ by a slip of one or two letters.
func closeEnough(a, b string) bool {
	return distance(a, b) <= 1+min(len(a), len(b))/8
}

// has reports whether the place already has a problem with the code.
func (c *collector) has(at survey.Cell, code string) bool {
	for _, p := range c.problems {
		if p.At == at && p.Code == code {
			return true
		}
	}
	return false
}

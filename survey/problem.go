package survey

import (
	"errors"
	"fmt"
	"strconv"
)

// Severity tells a fault that stops a form from a remark on it.
type Severity string

// The severities, as the command line writes them.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Cell is a place in a workbook. Sheet and Column are as written in it.
type Cell struct {
	Sheet, Column string
	Row           int    // from 1, as Excel numbers it; 0 for the whole sheet
	Name          string // "F17"; empty when only the row is known
}

// String writes the cell as people look it up: survey!F17.
func (c Cell) String() string {
	switch {
	case c.Name != "":
		return c.Sheet + "!" + c.Name
	case c.Row > 0:
		return c.Sheet + " row " + strconv.Itoa(c.Row)
	}
	return c.Sheet
}

// Problem is one fault in an XLSForm, placed so that its author can find it.
type Problem struct {
	Severity Severity
	Code     string // "unknown-reference": stable, for machines
	At       Cell
	Err      error // what is wrong and how to mend it
}

// Error writes the place and the fault.
func (p *Problem) Error() string {
	if at := p.At.String(); at != "" {
		return fmt.Sprintf("%s: %v", at, p.Err)
	}
	return p.Err.Error()
}

// Unwrap returns the fault without its place.
func (p *Problem) Unwrap() error { return p.Err }

// HasErrors reports whether any of the problems stops the form.
func HasErrors(problems []*Problem) bool {
	for _, p := range problems {
		if p.Severity == SeverityError {
			return true
		}
	}
	return false
}

// AsError joins problems into one error, nil when there is none.
func AsError(problems []*Problem) error {
	errs := make([]error, len(problems))
	for i, p := range problems {
		errs[i] = p
	}
	return errors.Join(errs...)
}

package release

import (
	"errors"
	"fmt"

	"doorstep/export/themes"
)

// The rules' defaults.
const (
	DefaultThreshold = 10 // a count below it is hidden
	MinThreshold     = 5  // below it the protection width would be nothing
	PercentBase      = 50 // a smaller base gets no percentages
)

// ErrThreshold means a threshold too low to protect anybody.
var ErrThreshold = errors.New("the threshold is too low")

// Options is what the user may choose. The zero value is the strictest.
type Options struct {
	Threshold    int    // counts from 1 to Threshold-1 are hidden; 0 is DefaultThreshold
	RoundBases   bool   // bases are shown rounded to 10
	Special      bool   // tables of special-category questions too
	Organisation string // named as the author and the source
	Earlier      []Record

	Coded      []themes.Answer // open answers that coders gave themes, and which to quote
	QuotesSeen bool            // somebody has read the quotations
}

func (o Options) settled() (Options, error) {
	if o.Threshold == 0 {
		o.Threshold = DefaultThreshold
	}
	if o.Threshold < MinThreshold {
		return o, fmt.Errorf("%w: it is %d, and %d is the lowest that protects anybody", ErrThreshold, o.Threshold, MinThreshold)
	}
	if o.Organisation == "" {
		o.Organisation = "Doorstep"
	}
	return o, nil
}

// Width is the protection width: how far apart the least and the greatest
// possible value of every hidden count must be, for a reader who knows all
// that is published and the rules by which it was hidden.
func Width(threshold int) int { return max(1, (threshold-1)/3) }

// Package stats holds the survey statistics of Doorstep's workbooks. Each
// function names its source; distributions come from gonum. Everything here is
// pure and may be called from any goroutine.
package stats

import "math"

// z95 is the normal quantile of two-sided 95 % intervals, rounded as survey
// reports do.
const z95 = 1.96

// Interval is a confidence interval; of a proportion it is within 0 to 1.
type Interval struct{ Low, High float64 }

// Wilson returns the 95 % score interval of count out of n, without continuity
// correction; the zero Interval when n is 0.
//
// Source: E. B. Wilson (1927), "Probable inference, the law of succession, and
// statistical inference", JASA 22: 209-212, in the form of R. G. Newcombe and
// D. G. Altman (2000), Statistics with Confidence, chapter 6.
func Wilson(count, n int) Interval {
	if n <= 0 {
		return Interval{}
	}
	o, size := float64(count), float64(n)
	q := 1 - o/size
	middle := 2*o + z95*z95
	half := z95 * math.Sqrt(z95*z95+4*o*q)
	below := 2 * (size + z95*z95)
	i := Interval{Low: max(0, (middle-half)/below), High: min(1, (middle+half)/below)}
	if count == 0 {
		i.Low = 0 // not the rounding of the root
	}
	if count == n {
		i.High = 1
	}
	return i
}

// Newcombe returns the difference of two independent proportions and its 95 %
// hybrid-score interval.
//
// Source: R. G. Newcombe (1998), "Interval estimation for the difference
// between independent proportions: comparison of eleven methods", Statistics
// in Medicine 17: 873-890, method 10.
func Newcombe(count1, n1, count2, n2 int) (difference float64, interval Interval) {
	if n1 <= 0 || n2 <= 0 {
		return math.NaN(), Interval{math.NaN(), math.NaN()}
	}
	return hybrid(float64(count1)/float64(n1), Wilson(count1, n1), float64(count2)/float64(n2), Wilson(count2, n2))
}

// hybrid joins the score intervals of two shares into one of their difference.
func hybrid(p1 float64, w1 Interval, p2 float64, w2 Interval) (difference float64, interval Interval) {
	d := p1 - p2
	return d, Interval{
		Low:  d - math.Hypot(p1-w1.Low, w2.High-p2),
		High: d + math.Hypot(w1.High-p1, p2-w2.Low),
	}
}

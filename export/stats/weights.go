package stats

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// LeastForWeights is the smallest number of answers that are weighted: with
// fewer, single people would speak for too many.
const LeastForWeights = 100

// What weighting refuses.
var (
	ErrFewForWeights  = errors.New("too few responses to weight")
	ErrEmptyCategory  = errors.New("nobody answered for a group that has a target")
	ErrTargets        = errors.New("these targets cannot be weighted to")
	ErrNotConverged   = errors.New("the weights do not settle")
	errMarginsDiffer  = fmt.Errorf("%w: a group has no target, or a target no group", ErrTargets)
	errTargetNegative = fmt.Errorf("%w: a total is not a positive number", ErrTargets)
)

// Raking says how weights are made. The zero value has the defaults.
type Raking struct {
	// Cap keeps every weight between 1/Cap and Cap times the mean; 0 is 5.
	Cap float64
	// Rounds is how often the margins are gone through; 0 is 500.
	Rounds int
	// Tolerance is how far a weighted share may stay from its target; 0 is 1e-6.
	Tolerance float64
}

// Weights are what Rake found. Each is relative: their mean over the people is 1.
type Weights struct {
	Cells     []float64 // by cell, as given
	Rounds    int
	Trimmed   int     // people whose weight was cut at the cap
	Worst     float64 // the greatest distance of a weighted share from its target
	Least     float64
	Most      float64
	Design    float64 // design effect, at least 1
	Effective float64 // people / Design
}

// Cell is a group of people who are alike in all margins.
type Cell struct {
	People int
	At     []int // its category of each margin, -1 where it is not known
}

// Rake weights cells so that each margin's weighted shares are those of its
// targets. A person whose category is not known keeps the weight that the other
// margins give. Weights beyond the cap are cut and the margins gone through
// again, so a cut may leave a share off its target; Worst says by how much.
//
// Source: W. E. Deming and F. F. Stephan (1940), "On a least squares adjustment
// of a sampled frequency table when the expected marginal totals are known",
// Annals of Mathematical Statistics 11: 427-444; caps as in M. DeBell and J. A.
// Krosnick (2009), Computing Weights for American National Election Study
// Survey Data, ANES Technical Report nes012427.
func Rake(cells []Cell, targets [][]float64, o Raking) (Weights, error) {
	if o.Cap == 0 {
		o.Cap = 5
	}
	if o.Rounds == 0 {
		o.Rounds = 500
	}
	if o.Tolerance == 0 {
		o.Tolerance = 1e-6
	}
	people, err := checkTargets(cells, targets)
	if err != nil {
		return Weights{}, err
	}
	r := &raker{cells: cells, targets: targets, weights: make([]float64, len(cells)), people: float64(people)}
	for i := range r.weights {
		r.weights[i] = 1
	}
	w := Weights{Cells: r.weights}
	cut := false
	for moved := math.Inf(1); moved > o.Tolerance; {
		if w.Rounds++; w.Rounds > o.Rounds {
			return w, fmt.Errorf("%w: after %d rounds a weight still moves by %.4f; ask for fewer or wider groups", ErrNotConverged, o.Rounds, moved)
		}
		before := append([]float64(nil), r.weights...)
		for m := range targets {
			r.margin(m)
		}
		cut = r.trim(o.Cap) || cut
		moved = floats.Distance(before, r.weights, math.Inf(1))
	}
	for i, c := range cells {
		if cut && (r.weights[i] >= o.Cap*(1-1e-9) || r.weights[i] <= (1+1e-9)/o.Cap) {
			w.Trimmed += c.People
		}
	}
	if w.Worst = r.worst(); !cut && w.Worst > math.Sqrt(o.Tolerance) {
		return w, fmt.Errorf("%w: among those who answered the targets contradict each other; a share stays %.1f points off", ErrNotConverged, w.Worst*100)
	}
	w.Least, w.Most = floats.Min(r.weights), floats.Max(r.weights)
	w.Design, w.Effective = DesignEffect(cells, r.weights)
	return w, nil
}

func checkTargets(cells []Cell, targets [][]float64) (people int, err error) {
	seen := make([][]int, len(targets))
	for m, t := range targets {
		seen[m] = make([]int, len(t))
		for _, x := range t {
			if !(x > 0) || math.IsInf(x, 0) {
				return 0, errTargetNegative
			}
		}
	}
	for _, c := range cells {
		if len(c.At) != len(targets) || c.People <= 0 {
			return 0, errMarginsDiffer
		}
		people += c.People
		for m, at := range c.At {
			if at >= len(targets[m]) {
				return 0, errMarginsDiffer
			}
			if at >= 0 {
				seen[m][at] += c.People
			}
		}
	}
	if people < LeastForWeights {
		return people, fmt.Errorf("%w: there are %d, and %d are wanted", ErrFewForWeights, people, LeastForWeights)
	}
	for m := range seen {
		for at, n := range seen[m] {
			if n == 0 {
				return people, fmt.Errorf("%w: group %d of margin %d", ErrEmptyCategory, at+1, m+1)
			}
		}
	}
	return people, nil
}

// raker is a raking under way.
type raker struct {
	cells   []Cell
	targets [][]float64
	weights []float64
	people  float64
}

// sums returns the weighted number of people in each category of a margin,
// and in all that are known.
func (r *raker) sums(m int) (sums []float64, known float64) {
	sums = make([]float64, len(r.targets[m]))
	for i, c := range r.cells {
		if at := c.At[m]; at >= 0 {
			sums[at] += r.weights[i] * float64(c.People)
			known += r.weights[i] * float64(c.People)
		}
	}
	return sums, known
}

func (r *raker) margin(m int) {
	sums, known := r.sums(m)
	all := floats.Sum(r.targets[m])
	for i, c := range r.cells {
		if at := c.At[m]; at >= 0 && sums[at] > 0 {
			r.weights[i] *= known * r.targets[m][at] / all / sums[at]
		}
	}
}

// trim brings the mean of the weights to 1 and cuts them at the cap, both at
// once: cutting alone would move the mean, and levelling alone the cap. Cut
// weights grow with what they are scaled by, so halving finds the one scale at
// which their mean is 1.
func (r *raker) trim(most float64) (cut bool) {
	r.level()
	low, high := floats.Min(r.weights), floats.Max(r.weights)
	if low >= 1/most && high <= most {
		return false
	}
	clip := func(w float64) float64 { return min(most, max(1/most, w)) }
	least, greatest := 1/most/high, most/low
	for range 200 {
		scale, sum := math.Sqrt(least*greatest), 0.0
		for i, c := range r.cells {
			sum += clip(scale*r.weights[i]) * float64(c.People)
		}
		if sum < r.people {
			least = scale
		} else {
			greatest = scale
		}
	}
	for i, w := range r.weights {
		r.weights[i] = clip(greatest * w)
	}
	return true
}

func (r *raker) level() {
	sum := 0.0
	for i, c := range r.cells {
		sum += r.weights[i] * float64(c.People)
	}
	floats.Scale(r.people/sum, r.weights)
}

func (r *raker) worst() float64 {
	worst := 0.0
	for m, targets := range r.targets {
		sums, known := r.sums(m)
		all := floats.Sum(targets)
		for at, s := range sums {
			worst = max(worst, math.Abs(s/known-targets[at]/all))
		}
	}
	return worst
}

// DesignEffect returns by how much unequal weights widen the variance, and how
// many people drawn with equal weights would say as much.
//
// Source: L. Kish (1965), Survey Sampling, section 11.7: n times the sum of
// squared weights over the squared sum of weights.
func DesignEffect(cells []Cell, weights []float64) (design, effective float64) {
	n, all := 0, Mass{}
	for i, c := range cells {
		n += c.People
		all.Add(c.People, weights[i])
	}
	if effective = all.Effective(); effective == 0 {
		return math.NaN(), 0
	}
	return float64(n) / effective, effective
}

// WilsonShare returns the 95 % score interval of a share observed among an
// effective number of people, which need not be whole: for weighted shares.
//
// Source: as [Wilson], with the effective number of people in the place of n:
// E. L. Korn and B. I. Graubard (1998), "Confidence intervals for proportions
// with small expected number of positive counts estimated from survey data",
// Survey Methodology 24: 193-201.
func WilsonShare(share, n float64) Interval {
	if !(n > 0) {
		return Interval{}
	}
	o := share * n
	middle := 2*o + z95*z95
	half := z95 * math.Sqrt(z95*z95+4*o*(1-share))
	below := 2 * (n + z95*z95)
	i := Interval{Low: max(0, (middle-half)/below), High: min(1, (middle+half)/below)}
	switch share { // not the rounding of the root
	case 0:
		i.Low = 0
	case 1:
		i.High = 1
	}
	return i
}

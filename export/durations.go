package export

import (
	"maps"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/gonum/stat"

	"doorstep/survey"
)

// Duration is how long interviews stood on one question, or on what stands on
// a page beside questions. Training responses and pauses are left out.
type Duration struct {
	Name, Title string
	What        Stage
	N           int     // responses that stood on it
	Median, P90 float64 // seconds: half took so long at most, and nine in ten
}

// Stage is what an interview can stand on.
type Stage string

// The stages. A page's own time is what passed before any of its questions was
// touched.
const (
	StageQuestion Stage = "question"
	StagePage     Stage = "page"
	StageNote     Stage = "note"
	StageRepeat   Stage = "repeat" // where another row is offered
	StageReview   Stage = "review"
)

// durations gathers times by question.
type durations struct {
	plan    *Plan
	entries map[string]*timed // by name
	named   []map[survey.Ref]*timed
}

type timed struct {
	name  string
	node  survey.Node // nil for the review
	order int         // in the newest form that has it
	spent tenthsOf
}

// tenthsOf counts lengths of time by tenths of a second, so that a hundred
// thousand of them take little room.
type tenthsOf struct {
	n     int
	short []int         // those of less than shortTenths, by their tenths
	long  map[int64]int // the others
}

const shortTenths = 10 * 60 * 3 // most questions take less than three minutes

func (t *tenthsOf) add(d time.Duration) {
	t.n++
	tenths := int64(d.Round(100*time.Millisecond) / (100 * time.Millisecond))
	if tenths < 0 || tenths >= shortTenths {
		if t.long == nil {
			t.long = map[int64]int{}
		}
		t.long[tenths]++
		return
	}
	if missing := int(tenths) + 1 - len(t.short); missing > 0 {
		t.short = append(t.short, make([]int, missing)...)
	}
	t.short[tenths]++
}

// sorted lists the lengths there were, the shortest first, and how many of each.
func (t *tenthsOf) sorted() (lengths, weights []float64) {
	add := func(tenths int64, n int) {
		if n > 0 {
			lengths, weights = append(lengths, float64(tenths)), append(weights, float64(n))
		}
	}
	long := slices.Sorted(maps.Keys(t.long))
	for len(long) > 0 && long[0] < 0 { // a clock that was put back
		add(long[0], t.long[long[0]])
		long = long[1:]
	}
	for tenths, n := range t.short {
		add(int64(tenths), n)
	}
	for _, tenths := range long {
		add(tenths, t.long[tenths])
	}
	return lengths, weights
}

// quantile is the empirical quantile in seconds, as gonum's stat.Quantile has
// it; 0 when nothing was counted.
func (t *tenthsOf) quantile(p float64) float64 {
	if t.n == 0 {
		return 0
	}
	lengths, weights := t.sorted()
	return stat.Quantile(p, stat.Empirical, lengths, weights) / 10
}

func newDurations(p *Plan) *durations {
	d := &durations{plan: p, entries: map[string]*timed{}, named: make([]map[survey.Ref]*timed, len(p.Forms))}
	for i := len(p.Forms) - 1; i >= 0; i-- {
		d.named[i] = map[survey.Ref]*timed{}
		order := 0
		for n := range survey.Nodes(p.Forms[i].Root) {
			order++
			d.register(i, n.Base().Ref, n, order)
		}
		d.register(i, p.Forms[i].Root.Ref, nil, order+1)
	}
	return d
}

// register gives a node of one version its entry, shared with the newer ones.
func (d *durations) register(form int, ref survey.Ref, n survey.Node, order int) {
	name := ref.Column()
	if v := d.plan.variableOf(form, ref); v != nil {
		name = v.Name
	}
	e := d.entries[name]
	if e == nil {
		e = &timed{name: name, node: n, order: order}
		d.entries[name] = e
	}
	d.named[form][ref] = e
}

func (d *durations) add(form int, sub *survey.Submission) {
	if d == nil || sub.Training {
		return
	}
	for _, t := range sub.Timings {
		if e := d.named[form][t.Ref]; e != nil && t.Active > 0 {
			e.spent.add(t.Active)
		}
	}
}

// Durations lists how long questions took, in form order, those that were
// never stood on left out; empty when the plan has no paradata. The quantiles
// are those of the empirical distribution, as gonum's stat.Quantile has them.
func (t *Tally) Durations() []Duration { return t.times.list() }

func (d *durations) list() []Duration {
	if d == nil {
		return nil
	}
	var entries []*timed
	for _, e := range d.entries {
		if e.spent.n > 0 {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b *timed) int {
		if a.order != b.order {
			return a.order - b.order
		}
		return strings.Compare(a.name, b.name)
	})
	list := make([]Duration, len(entries))
	for i, e := range entries {
		list[i] = Duration{
			Name: e.name, What: StageReview, Title: "Looking over the answers before finishing", N: e.spent.n,
			Median: e.spent.quantile(0.5), P90: e.spent.quantile(0.9),
		}
		if e.node != nil {
			list[i].Title, list[i].What = d.plan.Words(e.node.Base().Label), stageOf(e.node)
		} else {
			list[i].Name = "review"
		}
	}
	return list
}

func stageOf(n survey.Node) Stage {
	switch n := n.(type) {
	case *survey.Group:
		return StagePage
	case *survey.Repeat:
		return StageRepeat
	case *survey.Question:
		if n.Type == survey.TypeNote {
			return StageNote
		}
	}
	return StageQuestion
}

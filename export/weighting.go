package export

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"

	"doorstep/export/stats"
	"doorstep/survey"
)

// ErrTargets is a list of weighting targets that does not fit the form.
var ErrTargets = errors.New("these weighting targets cannot be used")

// Target is how many people of the population belong to one group: those who
// gave an answer (its code or label), or a number in a range (16-24, 75+).
type Target struct {
	Question, Answer string
	Total            float64
}

// ReadTargets reads targets as comma-separated values with the headings
// question, answer and total.
func ReadTargets(r io.Reader) ([]Target, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTargets, err)
	}
	at := map[string]int{}
	if len(rows) > 0 {
		for i, name := range rows[0] {
			at[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\uFEFF")))] = i + 1
		}
	}
	question, answer, total := at["question"]-1, at["answer"]-1, at["total"]-1
	if question < 0 || answer < 0 || total < 0 {
		return nil, fmt.Errorf("%w: the first line must have the headings question, answer and total", ErrTargets)
	}
	var list []Target
	for i, row := range rows[1:] {
		n, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(row[total]), ",", ""), 64)
		if err != nil || !(n > 0) || math.IsInf(n, 0) {
			return nil, fmt.Errorf("%w: line %d: the total %q is not a number above 0", ErrTargets, i+2, row[total])
		}
		list = append(list, Target{strings.TrimSpace(row[question]), strings.TrimSpace(row[answer]), n})
	}
	return list, nil
}

// Margin is one question that answers are weighted by.
type Margin struct {
	Variable *Variable
	Groups   []*MarginGroup
}

// MarginGroup is one group of a margin.
type MarginGroup struct {
	Name  string
	Total float64

	choice    int // in the variable's Choices; -1 for a range or a word
	low, high float64
	ranged    bool
}

// findMargins matches targets to questions, also personal ones: they are
// counted by and stay out of the export.
func (p *Plan) findMargins() error {
	byVariable := map[*Variable]*Margin{}
	for _, t := range p.Options.Targets {
		v := p.weightable(t.Question)
		if v == nil {
			return fmt.Errorf("%w: no question of the responses' own sheet with one answer or a number is called %q", ErrTargets, t.Question)
		}
		m := byVariable[v]
		if m == nil {
			m = &Margin{Variable: v}
			byVariable[v] = m
			p.Margins = append(p.Margins, m)
		}
		g, err := p.newGroup(v, t)
		if err != nil {
			return err
		}
		m.Groups = append(m.Groups, g)
	}
	return nil
}

func (p *Plan) weightable(name string) *Variable {
	for _, list := range [][]*Variable{p.Main.Variables, p.LeftOut} {
		for _, v := range list {
			if v.isCalled(name) && !v.IsMultiple() {
				return v
			}
		}
	}
	return nil
}

func (p *Plan) newGroup(v *Variable, t Target) (*MarginGroup, error) {
	g := &MarginGroup{Name: t.Answer, Total: t.Total, choice: -1}
	for i, c := range v.Choices {
		if c.Code == t.Answer || strings.EqualFold(p.ChoiceLabel(c), t.Answer) {
			g.choice, g.Name = i, p.ChoiceLabel(c)
			return g, nil
		}
	}
	if v.IsClosed() {
		return nil, fmt.Errorf("%w: %s has no answer %q", ErrTargets, t.Question, t.Answer)
	}
	if !v.Question.Type.IsNumber() {
		return g, nil // a calculation's word
	}
	from, to, both := strings.Cut(strings.ReplaceAll(t.Answer, "–", "-"), "-")
	if !both {
		from, to = strings.TrimSuffix(from, "+"), "Inf"
		if from == t.Answer {
			to = from
		}
	}
	var err1, err2 error
	g.low, err1 = strconv.ParseFloat(strings.TrimSpace(from), 64)
	g.high, err2 = strconv.ParseFloat(strings.TrimSpace(to), 64)
	if g.ranged = true; err1 != nil || err2 != nil || g.low > g.high {
		return nil, fmt.Errorf("%w: %q of %s is no range such as 16-24 or 75+", ErrTargets, t.Answer, t.Question)
	}
	return g, nil
}

// groupOf returns the group an answer belongs to, -1 when it is not known.
func (m *Margin) groupOf(value survey.Value) int {
	if !value.IsAnswered() {
		return -1
	}
	number, err := strconv.ParseFloat(value.Text, 64)
	for i, g := range m.Groups {
		switch {
		case g.choice >= 0 && m.Variable.ChoiceIndex(value.Text) == g.choice,
			g.ranged && err == nil && g.low <= number && number <= g.high,
			g.choice < 0 && !g.ranged && value.Text == g.Name:
			return i
		}
	}
	return -1
}

// weighing counts the answers of each cell: of people alike in every margin.
type weighing struct {
	plan    *Plan
	index   map[string]int
	cells   []stats.Cell
	chosen  map[*Variable][][]int // by cell, by choice
	bases   map[*Variable][]int   // by cell
	margins [][]int               // people by margin and group
	crosses map[*Cross][]*Cross   // by cell
}

func newWeighing(p *Plan) *weighing {
	w := &weighing{plan: p, index: map[string]int{}, chosen: map[*Variable][][]int{}, bases: map[*Variable][]int{}, crosses: map[*Cross][]*Cross{}}
	for _, m := range p.Margins {
		w.margins = append(w.margins, make([]int, len(m.Groups)))
	}
	return w
}

// groups returns the group of each margin that an interview belongs to, -1
// where it is not known, and what stands for all of them together.
func (w *weighing) groups(sub *survey.Submission) (at []int, key string) {
	at = make([]int, len(w.plan.Margins))
	for i, m := range w.plan.Margins {
		at[i] = m.groupOf(w.plan.Answer(m.Variable, sub))
	}
	return at, fmt.Sprint(at)
}

// place counts an interview and returns its cell.
func (w *weighing) place(sub *survey.Submission) int {
	at, key := w.groups(sub)
	for i, group := range at {
		if group >= 0 {
			w.margins[i][group]++
		}
	}
	cell, known := w.index[key]
	if !known {
		cell = len(w.cells)
		w.index[key] = cell
		w.cells = append(w.cells, stats.Cell{At: at})
	}
	w.cells[cell].People++
	return cell
}

func (w *weighing) add(t *Tally, sub *survey.Submission) {
	cell := w.place(sub)
	for _, v := range w.plan.Main.Variables {
		if !v.IsClosed() {
			continue
		}
		for len(w.bases[v]) <= cell {
			w.bases[v] = append(w.bases[v], 0)
			w.chosen[v] = append(w.chosen[v], make([]int, len(v.Choices)))
		}
		c := t.counts[v]
		if c.inBase(v.IsMultiple()) {
			w.bases[v][cell]++
		}
		for _, i := range c.picks {
			w.chosen[v][cell][i]++
		}
	}
	w.addCrosses(t, cell)
}

// Weighted is what weighting came to. Why is set, and nothing else, when it
// could not be done.
type Weighted struct {
	Why     error
	People  int
	Weights stats.Weights
	Margins []WeightedMargin
	Answers []WeightedAnswers

	crosses map[*Cross][]*Cross
}

// WeightedMargin is a margin's groups before and after.
type WeightedMargin struct {
	Margin                  *Margin
	People                  []int     // by group
	Share, Target, Achieved []float64 // by group, of those whose group is known
	Unknown                 int
}

// WeightedAnswers are one question's shares, weighted.
type WeightedAnswers struct {
	Variable  *Variable
	Base      int // people, not weighted
	Effective float64
	Shares    []float64 // by choice
	Sums      []float64 // of weights, by choice
	Intervals []stats.Interval
	Counts    []int // people, not weighted
}

// Weighted weights what has been counted; nil when no targets were given.
func (t *Tally) Weighted() *Weighted {
	w := t.weighing
	if w == nil {
		return nil
	}
	r := &Weighted{crosses: w.crosses}
	if r.People, r.Weights, r.Why = w.rake(); r.Why != nil {
		return r
	}
	for i, m := range w.plan.Margins {
		r.Margins = append(r.Margins, w.margin(i, m, r.Weights.Cells))
	}
	for _, v := range w.plan.Main.Variables {
		if v.IsClosed() {
			r.Answers = append(r.Answers, w.answers(v, r.Weights.Cells))
		}
	}
	return r
}

// rake makes the weights of the cells.
func (w *weighing) rake() (people int, weights stats.Weights, err error) {
	var targets [][]float64
	for _, m := range w.plan.Margins {
		var totals []float64
		for _, g := range m.Groups {
			totals = append(totals, g.Total)
		}
		targets = append(targets, totals)
	}
	for _, c := range w.cells {
		people += c.People
	}
	for i, m := range w.margins {
		for j, n := range m {
			if n == 0 && people >= stats.LeastForWeights {
				return people, weights, fmt.Errorf("%w: %s of %s", stats.ErrEmptyCategory, w.plan.Margins[i].Groups[j].Name, w.plan.Margins[i].Variable.Name)
			}
		}
	}
	weights, err = stats.Rake(w.cells, targets, stats.Raking{})
	return people, weights, err
}

// WeightName is the column of weights, unless a question has the name.
const WeightName = "weight"

// weightTitle says what the weights are.
func (p *Plan) weightTitle() string {
	names := make([]string, len(p.Margins))
	for i, m := range p.Margins {
		names[i] = m.Variable.Name
	}
	return fmt.Sprintf("Weight, by raking to the totals given for %s: 1 on average over the interviews, empty for what is no interview and where weights could not be made", strings.Join(names, ", "))
}

// weigher reads the responses once and returns the weight of each: none where
// it is no interview, or where there can be no weights.
func (p *Plan) weigher(ctx context.Context, meta Meta, responses iter.Seq2[*survey.Submission, error]) (func(*survey.Submission) Cell, error) {
	w := newWeighing(p)
	if _, err := p.Each(ctx, meta, responses, nil, func(sub *survey.Submission) error {
		if sub.Outcome.Interviewed() {
			w.place(sub)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	_, weights, why := w.rake()
	return func(sub *survey.Submission) Cell {
		if why != nil || !sub.Outcome.Interviewed() {
			return Cell{}
		}
		_, key := w.groups(sub)
		cell, known := w.index[key]
		if !known { // it came in after the weights were made; the counts will not agree
			return Cell{}
		}
		return NumberCell(math.Round(weights.Cells[cell]*1e6) / 1e6)
	}, nil
}

func (w *weighing) margin(i int, m *Margin, weights []float64) WeightedMargin {
	r := WeightedMargin{Margin: m, People: w.margins[i]}
	known, weighted, targets := 0.0, 0.0, 0.0
	achieved := make([]float64, len(m.Groups))
	for c, cell := range w.cells {
		if at := cell.At[i]; at < 0 {
			r.Unknown += cell.People
		} else {
			known += float64(cell.People)
			weighted += weights[c] * float64(cell.People)
			achieved[at] += weights[c] * float64(cell.People)
		}
	}
	for _, g := range m.Groups {
		targets += g.Total
	}
	for j, g := range m.Groups {
		r.Share = append(r.Share, float64(r.People[j])/known)
		r.Target = append(r.Target, g.Total/targets)
		r.Achieved = append(r.Achieved, achieved[j]/weighted)
	}
	return r
}

func (w *weighing) answers(v *Variable, weights []float64) WeightedAnswers {
	r := WeightedAnswers{Variable: v, Shares: make([]float64, len(v.Choices)), Counts: make([]int, len(v.Choices))}
	sum := 0.0
	var cells []stats.Cell
	for c, base := range w.bases[v] {
		r.Base += base
		sum += weights[c] * float64(base)
		for i, n := range w.chosen[v][c] {
			r.Shares[i] += weights[c] * float64(n)
			r.Counts[i] += n
		}
		cells = append(cells, stats.Cell{People: base})
	}
	_, r.Effective = stats.DesignEffect(cells, weights[:len(cells)])
	r.Sums = slices.Clone(r.Shares)
	for i := range r.Shares {
		if sum > 0 {
			r.Shares[i] /= sum
		}
		r.Intervals = append(r.Intervals, stats.WilsonShare(r.Shares[i], r.Effective))
	}
	return r
}

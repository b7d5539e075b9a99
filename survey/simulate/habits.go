package simulate

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"doorstep/survey"
	"doorstep/survey/xpath"
)

// habits is how the made-up people answer each question: the shares of its
// choices, and what its constraint says of the answers.
type habits struct {
	seed    uint64
	profile Profile
	rules   map[*survey.Question]*ruleFacts
}

// ruleFacts is what a constraint tells about the answers it takes.
type ruleFacts struct {
	numbers  []float64
	patterns []*pattern
}

func newHabits(form *survey.Form, o *Options) *habits {
	h := &habits{seed: o.Seed, profile: o.Profile, rules: map[*survey.Question]*ruleFacts{}}
	for q := range form.Questions() {
		h.rules[q] = factsOf(q.Bind.Constraint.Source)
	}
	return h
}

func factsOf(constraint string) *ruleFacts {
	f := &ruleFacts{}
	if constraint == "" {
		return f
	}
	expr, err := xpath.Compile(constraint)
	if err != nil {
		return f
	}
	xpath.Walk(expr.Root(), func(part xpath.Part) bool {
		switch part := part.(type) {
		case *xpath.Number:
			f.numbers = append(f.numbers, part.Value)
		case *xpath.Negation:
			if n, ok := part.Of.(*xpath.Number); ok {
				f.numbers = append(f.numbers, -n.Value)
				return false
			}
		case *xpath.Call:
			if part.Name == "regex" && len(part.Args) == 2 {
				if text, ok := part.Args[1].(*xpath.Text); ok {
					if p := newPattern(text.Value); p != nil {
						f.patterns = append(f.patterns, p)
					}
				}
				return false
			}
		}
		return true
	})
	return f
}

// wanted returns the profile's shares for the question.
func (h *habits) wanted(q *survey.Question) map[string]float64 {
	for _, key := range []string{string(q.Ref), q.Ref.Column(), q.Name} {
		if shares := h.profile[key]; shares != nil {
			return shares
		}
	}
	return nil
}

func (h *habits) profiled(q *survey.Question) bool { return h.wanted(q) != nil }

// silence returns the share of a kind of silence the profile asks for.
func (h *habits) silence(q *survey.Question, s survey.State) (share float64, given bool) {
	if q.List != nil {
		for _, c := range q.List.Choices {
			if c.Name == s.String() {
				return 0, false
			}
		}
	}
	share, given = h.wanted(q)[s.String()]
	return share, given
}

// share is the weight of one choice among those offered. Choices the profile
// leaves out divide what its shares leave over.
func (h *habits) share(q *survey.Question, choice string, offered int) float64 {
	if wanted := h.wanted(q); wanted != nil {
		if share, named := wanted[choice]; named {
			return share
		}
		left := 1.0
		for _, share := range wanted {
			left -= share
		}
		return max(left, 0) / float64(max(offered-len(wanted), 1))
	}
	if choice == "yes" && !q.Bind.Required.IsZero() {
		return 8 // consent, mostly: an interview that ends at once shows little
	}
	return h.liking(q, choice)
}

// liking is a weight of its own for each choice, so that made-up tables look
// like tables and not like dice.
func (h *habits) liking(q *survey.Question, choice string) float64 {
	hash := fnv.New64a()
	hash.Write([]byte(q.Ref))
	hash.Write([]byte{0})
	hash.Write([]byte(choice))
	draw := rand.New(rand.NewPCG(h.seed, hash.Sum64()))
	return math.Exp(0.6 * draw.NormFloat64())
}

// tick is the chance that a choice is among the several a person ticks.
func (h *habits) tick(q *survey.Question, choice string, offered int) float64 {
	if wanted := h.wanted(q); wanted != nil {
		return wanted[choice]
	}
	if choice == "none" || choice == "other" {
		return 0.05
	}
	return min(0.6, 2.2/float64(offered)*h.liking(q, choice))
}

func (h *habits) facts(q *survey.Question) *ruleFacts {
	if f := h.rules[q]; f != nil {
		return f
	}
	return &ruleFacts{}
}

func (h *habits) numbers(q *survey.Question) []float64   { return h.facts(q).numbers }
func (h *habits) patterns(q *survey.Question) []*pattern { return h.facts(q).patterns }

// bounds returns where to look for numbers, and a range's step.
func (h *habits) bounds(q *survey.Question) (low, high, step float64) {
	low, high, step = 0, 20, 0
	name := strings.ToLower(q.Name)
	switch {
	case q.Type == survey.TypeRange:
		return parameter(q, "start", 1), parameter(q, "end", 10), parameter(q, "step", 1)
	case q.Type == survey.TypePercentage:
		high = 100
	case name == "age" || strings.HasSuffix(name, "_age"):
		low, high = 16, 92
	}
	numbers := h.numbers(q)
	if len(numbers) == 0 {
		return low, high, step
	}
	least, most := numbers[0], numbers[0]
	for _, n := range numbers {
		least, most = min(least, n), max(most, n)
	}
	if least == most { // . > 0, or . <= 120
		if most > high {
			return low, most, step
		}
		return least, least + 20, step
	}
	if name == "age" && most > 95 {
		most = max(least, 95)
	}
	return least, most, step
}

func parameter(q *survey.Question, name string, otherwise float64) float64 {
	if f, err := strconv.ParseFloat(q.Parameters[name], 64); err == nil {
		return f
	}
	return otherwise
}

package exchange

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"

	"doorstep/survey"
	"doorstep/survey/store"
)

// Alike are two responses that answer every question of a rule alike, and so
// may be one person's. Nothing is done about it: a person decides.
type Alike struct {
	store.Pair
	Rule    []string         // the questions, group/question
	Answers []string         // what both say to them
	Headers [2]survey.Header // of A and B
}

// mostAlike is how many responses may be alike before a rule is too broad to
// tell anything: a whole street of one age is no person.
const mostAlike = 12

// SamePerson looks for responses that may be one person's, by rules the
// coordinator picks: each a list of questions that must all be answered, and
// answered alike, capital letters and spaces aside. form reads a stored version.
// Training is left out, and so are pairs that were decided. broad lists the
// rules, by place, that a great many responses fulfil alike.
func SamePerson(ctx context.Context, st *store.Store, rules [][]string, form func(id, version string) (*survey.Form, error)) (alike []Alike, broad []int, err error) {
	decided, err := st.PairsDecided(ctx)
	if err != nil {
		return nil, nil, err
	}
	finder := sameFinder{rules: rules, form: form, slots: map[[2]string][][]int{}, groups: make([]map[[16]byte][]member, len(rules))}
	for i := range finder.groups {
		finder.groups[i] = map[[16]byte][]member{}
	}
	for sub, err := range st.Submissions(ctx, store.Filter{NoTraining: true}) {
		if err == nil {
			err = finder.add(sub)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	met := map[store.Pair]bool{}
	for i, groups := range finder.groups {
		for _, group := range groups {
			if len(group) > mostAlike {
				if !slices.Contains(broad, i) {
					broad = append(broad, i)
				}
				continue
			}
			for a := range group {
				for b := a + 1; b < len(group); b++ {
					one := pairOf(rules[i], group[a], group[b])
					if _, known := decided[one.Pair]; known || met[one.Pair] {
						continue
					}
					met[one.Pair] = true
					alike = append(alike, one)
				}
			}
		}
	}
	slices.SortFunc(alike, func(a, b Alike) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return alike, broad, nil
}

func pairOf(rule []string, a, b member) Alike {
	p := store.NewPair(a.header.InstanceID, b.header.InstanceID)
	if p.A != a.header.InstanceID {
		a, b = b, a
	}
	return Alike{Pair: p, Rule: rule, Answers: a.answers, Headers: [2]survey.Header{a.header, b.header}}
}

type member struct {
	header  survey.Header
	answers []string
}

// sameFinder sorts responses by what they say to each rule's questions.
type sameFinder struct {
	rules  [][]string
	form   func(id, version string) (*survey.Form, error)
	slots  map[[2]string][][]int // by form version: of each rule its questions' slots, nil when it lacks one
	groups []map[[16]byte][]member
}

func (f *sameFinder) add(sub *survey.Submission) error {
	slots, err := f.slotsOf(sub.FormID, sub.FormVersion)
	if err != nil {
		return err
	}
	for i, rule := range slots {
		if rule == nil {
			continue
		}
		sum := sha256.New()
		answers := make([]string, len(rule))
		for j, slot := range rule {
			v := sub.Record.Value(slot)
			said := plainly(v.Text)
			if !v.IsAnswered() || said == "" {
				answers = nil
				break
			}
			answers[j] = v.Text
			var n [8]byte
			binary.BigEndian.PutUint64(n[:], uint64(len(said)))
			sum.Write(n[:])
			sum.Write([]byte(said))
		}
		if answers == nil {
			continue
		}
		key := [16]byte(sum.Sum(nil)[:16])
		f.groups[i][key] = append(f.groups[i][key], member{sub.Header, answers})
	}
	return nil
}

// plainly is an answer without what people write differently.
func plainly(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

func (f *sameFinder) slotsOf(id, version string) ([][]int, error) {
	key := [2]string{id, version}
	if slots, ok := f.slots[key]; ok {
		return slots, nil
	}
	form, err := f.form(id, version)
	if err != nil {
		return nil, err
	}
	slots := make([][]int, len(f.rules))
	for i, rule := range f.rules {
		for _, name := range rule {
			at := slices.IndexFunc(form.Main.Questions, func(q *survey.Question) bool { return q.Ref.Column() == name || q.Ref.Name() == name })
			if at < 0 {
				slots[i] = nil
				break
			}
			slots[i] = append(slots[i], at)
		}
	}
	f.slots[key] = slots
	return slots, nil
}

package export

import (
	"time"

	"doorstep/export/stats"
	"doorstep/survey"
)

// UnheardName is the question, nearly always a calculation, that says whether a
// person is unknown to existing groups: yes, no, or nothing where the answers
// do not tell. The "unheard" meter is made of it.
const UnheardName = "unknown_to_groups"

// ageNames are the questions that group people by age, the first that is there.
var ageNames = []string{"age_group", "age_band"}

// Fieldwork counts how fieldwork goes: the same figures for the Progress screen
// and for the analyst workbook. Interviews are those [survey.Outcome.Interviewed]
// says so of; a response that is none is counted among the outcomes only.
type Fieldwork struct {
	plan  *Plan
	times *durations // nil when they were not asked for

	known, age, area *Variable // nil where the questionnaire has no such question
	items            []*Item
	asked            [][]placed // by form: what of its main scope is an item
	inner            map[*survey.Scope][]placed

	interviews int
	unheard    Share
	outcomes   map[survey.Outcome]int
	days       map[string]*Day
	areas      map[string]*Group
	ages       map[string]*Group
	workers    map[string]*Worker
}

// Share is so many of so many people.
type Share struct{ N, Of int }

// Value is the share, 0 of nobody.
func (s Share) Value() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.N) / float64(s.Of)
}

// Interval is Wilson's 95 % interval of the share.
func (s Share) Interval() stats.Interval { return stats.Wilson(s.N, s.Of) }

func (s *Share) add(hit bool) {
	s.Of++
	if hit {
		s.N++
	}
}

// Day is one day of fieldwork. The running figures hold everything up to its end.
type Day struct {
	Date       string // 2026-11-02, by the laptop's clock when the interview started
	Interviews int
	Unheard    Share
	Running    Share // the unheard meter so far
}

// Group is the people of one area or age.
type Group struct {
	Code, Label string
	Interviews  int
	Unheard     Share // of those whose answers tell
}

// Worker is what one worker's interviews come to.
type Worker struct {
	Code       string
	Interviews int
	Unanswered Share   // of the questions put to people, those without an answer
	Timed      int     // interviews whose length is known
	Median     float64 // minutes: half were this long at most

	lengths tenthsOf
}

// Outcome is how many contacts ended in one way.
type Outcome struct {
	Outcome survey.Outcome // "" where none was kept: imported responses
	N       int
}

// Item is how often one question got no answer.
type Item struct {
	Variable                             *Variable
	Answered, Refused, DontKnow, Skipped int
}

// Unanswered is how many of those asked gave no answer.
func (i *Item) Unanswered() Share {
	silent := i.Refused + i.DontKnow + i.Skipped
	return Share{silent, i.Answered + silent}
}

// placed is where a version keeps the answer to an item.
type placed struct {
	slot int
	item *Item
}

// newFieldwork returns empty counts. times may be nil.
func newFieldwork(p *Plan, times *durations) *Fieldwork {
	f := &Fieldwork{
		plan: p, times: times, area: p.Area, asked: make([][]placed, len(p.Forms)), inner: map[*survey.Scope][]placed{},
		outcomes: map[survey.Outcome]int{}, days: map[string]*Day{}, areas: map[string]*Group{}, ages: map[string]*Group{}, workers: map[string]*Worker{},
	}
	f.known = p.mainVariable(UnheardName)
	for _, name := range ageNames {
		if f.age == nil {
			f.age = p.mainVariable(name)
		}
	}
	for _, v := range []*Variable{f.area, f.age} {
		groups := f.areas
		if v == f.age {
			groups = f.ages
		}
		if v == nil {
			continue
		}
		for _, c := range v.Choices {
			groups[c.Code] = &Group{Code: c.Code, Label: p.ChoiceLabel(c)}
		}
	}
	for _, s := range append([]*Sheet{p.Main}, p.Repeats...) {
		for _, v := range s.Variables {
			f.place(v)
		}
	}
	return f
}

// place makes an item of a variable that is asked.
func (f *Fieldwork) place(v *Variable) {
	if !v.Question.Type.IsAsked() || !v.Question.Type.KeepsValue() {
		return
	}
	item := &Item{Variable: v}
	f.items = append(f.items, item)
	for form, q := range v.byForm {
		switch {
		case q == nil:
		case q.Scope == f.plan.Forms[form].Main:
			f.asked[form] = append(f.asked[form], placed{q.Slot, item})
		default:
			f.inner[q.Scope] = append(f.inner[q.Scope], placed{q.Slot, item})
		}
	}
}

// mainVariable finds a question of the response itself by its name.
func (p *Plan) mainVariable(name string) *Variable {
	for _, v := range p.Main.Variables {
		if v.Question.Name == name {
			return v
		}
	}
	return nil
}

// NewFieldwork returns empty counts, of how long questions take too.
func (p *Plan) NewFieldwork() *Fieldwork { return newFieldwork(p, newDurations(p)) }

// Take counts a stored response as an export of the plan would take it.
func (f *Fieldwork) Take(sub *survey.Submission) error {
	switch why, err := f.plan.Admit(sub); {
	case err != nil:
		return err
	case why != "":
		f.leftOut(sub, why)
	default:
		f.add(sub)
	}
	return nil
}

// leftOut counts a response that stays out. Who said no to an interview is
// still an outcome.
func (f *Fieldwork) leftOut(sub *survey.Submission, why Reason) {
	if form, known := f.plan.versions[sub.FormVersion]; why == ReasonRefused && known && !f.plan.outsideFilter(form, sub) {
		f.outcomes[sub.Outcome]++
	}
}

// add counts a response that goes in.
func (f *Fieldwork) add(sub *survey.Submission) {
	f.outcomes[sub.Outcome]++
	form := f.plan.versions[sub.FormVersion]
	f.times.add(form, sub)
	if !sub.Outcome.Interviewed() {
		return
	}
	f.interviews++
	day := entry(f.days, sub.Started.Format(time.DateOnly), func(date string) *Day { return &Day{Date: date} })
	day.Interviews++
	worker := entry(f.workers, sub.Worker, func(code string) *Worker { return &Worker{Code: code} })
	worker.Interviews++
	if sub.Active > 0 {
		worker.Timed++
		worker.lengths.add(sub.Active)
	}
	area, age := f.group(f.areas, f.area, form, sub), f.group(f.ages, f.age, form, sub)
	if unheard, tells := f.isUnheard(form, sub); tells {
		f.unheard.add(unheard)
		day.Unheard.add(unheard)
		for _, g := range []*Group{area, age} {
			if g != nil {
				g.Unheard.add(unheard)
			}
		}
	}
	f.count(worker, f.asked[form], &sub.Record)
	f.repeats(worker, f.plan.Forms[form].Main, &sub.Record)
}

// isUnheard says whether the person is unknown to existing groups, and whether
// the answers tell.
func (f *Fieldwork) isUnheard(form int, sub *survey.Submission) (unheard, tells bool) {
	if f.known == nil {
		return false, false
	}
	value, _ := f.known.valueOf(form, &sub.Record)
	if !value.IsAnswered() {
		return false, false
	}
	return value.Text == "yes", value.Text == "yes" || value.Text == "no"
}

// group is the group a response's answer puts the person in, counted; nil
// without one.
func (f *Fieldwork) group(groups map[string]*Group, v *Variable, form int, sub *survey.Submission) *Group {
	if v == nil {
		return nil
	}
	value, _ := v.valueOf(form, &sub.Record)
	if !value.IsAnswered() {
		return nil
	}
	code := value.Text
	if at := v.ChoiceIndex(code); at >= 0 {
		code = v.Choices[at].Code
	}
	g := entry(groups, code, func(code string) *Group { return &Group{Code: code, Label: f.plan.groupLabel(v, code)} })
	g.Interviews++
	return g
}

func (f *Fieldwork) repeats(worker *Worker, scope *survey.Scope, r *survey.Record) {
	for i, inner := range scope.Repeats {
		if i >= len(r.Repeats) {
			return
		}
		for j := range r.Repeats[i] {
			f.count(worker, f.inner[inner], &r.Repeats[i][j])
			f.repeats(worker, inner, &r.Repeats[i][j])
		}
	}
}

// count counts what became of the questions of one scope.
func (f *Fieldwork) count(worker *Worker, list []placed, r *survey.Record) {
	for _, p := range list {
		switch r.Value(p.slot).State {
		case survey.Answered:
			p.item.Answered++
			worker.Unanswered.add(false)
			continue
		case survey.Refused:
			p.item.Refused++
		case survey.DontKnow:
			p.item.DontKnow++
		case survey.NotAsked, survey.Erased:
			continue
		default:
			p.item.Skipped++
		}
		worker.Unanswered.add(true)
	}
}

// entry returns what a map has under a key, made where there is nothing.
func entry[T any](m map[string]*T, key string, fresh func(string) *T) *T {
	if m[key] == nil {
		m[key] = fresh(key)
	}
	return m[key]
}

package export

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"doorstep/survey"
)

// Interviews is how many interviews were held.
func (f *Fieldwork) Interviews() int { return f.interviews }

// Unheard is the meter: of those whose answers tell, how many are unknown to
// existing groups. ok is false where the questionnaire does not ask.
func (f *Fieldwork) Unheard() (meter Share, ok bool) { return f.unheard, f.known != nil }

// Outcomes lists how contacts ended, by code.
func (f *Fieldwork) Outcomes() []Outcome {
	var list []Outcome
	for o, n := range f.outcomes {
		list = append(list, Outcome{o, n})
	}
	slices.SortFunc(list, func(a, b Outcome) int { return cmp.Compare(a.Outcome, b.Outcome) })
	return list
}

// Days lists every day from the first interview to the last, those without one
// between them too.
func (f *Fieldwork) Days() []Day {
	dates := slices.Sorted(maps.Keys(f.days))
	if len(dates) == 0 {
		return nil
	}
	var list []Day
	running := Share{}
	for _, date := range everyDay(dates) {
		day := Day{Date: date}
		if d := f.days[date]; d != nil {
			day = *d
		}
		running.N, running.Of = running.N+day.Unheard.N, running.Of+day.Unheard.Of
		day.Running = running
		list = append(list, day)
	}
	return list
}

// mostDays is the most days between which those without an interview are
// listed; a laptop whose clock was years out would else list thousands.
const mostDays = 400

func everyDay(dates []string) []string {
	first, err := time.Parse(time.DateOnly, dates[0])
	last, err2 := time.Parse(time.DateOnly, dates[len(dates)-1])
	if err != nil || err2 != nil || last.Sub(first) > mostDays*24*time.Hour {
		return dates
	}
	var all []string
	for d := first; !d.After(last); d = d.AddDate(0, 0, 1) {
		all = append(all, d.Format(time.DateOnly))
	}
	return all
}

// Areas lists the areas in the order of their choices; nil where the
// questionnaire tells none apart.
func (f *Fieldwork) Areas() []Group { return groupsOf(f.areas, f.area) }

// Ages lists the groups of age.
func (f *Fieldwork) Ages() []Group { return groupsOf(f.ages, f.age) }

func groupsOf(groups map[string]*Group, v *Variable) []Group {
	list := make([]Group, 0, len(groups))
	for _, g := range groups {
		list = append(list, *g)
	}
	slices.SortFunc(list, func(a, b Group) int {
		return cmp.Or(cmp.Compare(uint(v.ChoiceIndex(a.Code)), uint(v.ChoiceIndex(b.Code))), cmp.Compare(a.Code, b.Code)) // those on no list last
	})
	return list
}

// Workers lists the workers by code.
func (f *Fieldwork) Workers() []Worker {
	var list []Worker
	for _, code := range slices.Sorted(maps.Keys(f.workers)) {
		w := *f.workers[code]
		w.Median = w.lengths.quantile(0.5) / 60
		list = append(list, w)
	}
	return list
}

// Items lists every question that is asked, in form order.
func (f *Fieldwork) Items() []Item {
	list := make([]Item, len(f.items))
	for i, item := range f.items {
		list[i] = *item
	}
	return list
}

// Durations lists how long questions took, as [Tally.Durations] does.
func (f *Fieldwork) Durations() []Duration { return f.times.list() }

// OutcomeWords words an outcome; a response that came without one says so.
func OutcomeWords(o survey.Outcome) string {
	if o == "" {
		return "No outcome kept"
	}
	return o.Words()
}

package simulate

import (
	"math"
	"strconv"
	"strings"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// tries is how many answers are tried before a question is left to silence.
const tries = 60

// answer gives one question an answer that its rules accept.
func (r *respondent) answer(ref survey.Ref) error {
	state, there := r.session.State(ref)
	q, ok := state.Node.(*survey.Question)
	if !there || !ok || !state.Relevant || state.ReadOnly || !q.Type.KeepsValue() || !q.Type.IsAsked() {
		return nil
	}
	if state.Value.IsAnswered() && (!q.Bind.Calculation.IsZero() || r.draw.Float64() < 0.7) {
		if r.session.Violation(ref) == nil {
			return nil // a default, or worked out already
		}
	}
	r.asked++
	if silence, is := r.silence(q, state); is {
		if silence == survey.DontKnow {
			r.answered++
		}
		return r.set(ref, survey.Value{State: silence})
	}
	for try := range tries {
		text, more := r.candidate(ref, q, try)
		if !more {
			break
		}
		if err := r.set(ref, survey.Answer(text)); err != nil {
			return err
		}
		if r.session.Violation(ref) == nil && text != "" {
			r.answered++
			return nil
		}
	}
	return r.set(ref, survey.Value{State: survey.Skipped})
}

func (r *respondent) set(ref survey.Ref, v survey.Value) error {
	_, err := r.session.SetValue(ref, v)
	return err
}

// silence decides whether the person gives no answer: now and then, and more
// often where the question is open and may be left out.
func (r *respondent) silence(q *survey.Question, state engine.NodeState) (survey.State, bool) {
	chance := r.draw.Float64()
	for _, s := range []survey.State{survey.Refused, survey.DontKnow, survey.Skipped} {
		share, given := r.habits.silence(q, s)
		if !given {
			share = r.usual(q, s, state.Required)
		}
		if chance < share {
			return s, true
		}
		chance -= share
	}
	return 0, false
}

// usual is how often people fall silent when no profile says.
func (r *respondent) usual(q *survey.Question, s survey.State, required bool) float64 {
	switch {
	case r.habits.profiled(q), required:
		return 0
	case s == survey.Skipped && q.Type == survey.TypeText:
		return 0.25
	case s == survey.Skipped || q.NoRefusal:
		return 0.01
	}
	return 0.015
}

// candidate returns an answer to try; false when there is none to try.
func (r *respondent) candidate(ref survey.Ref, q *survey.Question, try int) (string, bool) {
	switch q.Type {
	case survey.TypeSelectOne:
		return r.oneChoice(ref, q, try)
	case survey.TypeSelectMany:
		return r.severalChoices(ref, q, try)
	case survey.TypeRank:
		return r.ranking(ref, try)
	case survey.TypeInteger, survey.TypeDecimal, survey.TypePercentage, survey.TypeRange:
		return r.number(q, try), true
	case survey.TypeDate:
		return r.date(try).Format(time.DateOnly), true
	case survey.TypeDateTime:
		return r.date(try).Format("2006-01-02T15:04:05.000Z07:00"), true
	case survey.TypeTime:
		return r.date(try).Format("15:04:05.000Z07:00"), true
	case survey.TypeAcknowledge:
		return "OK", try == 0
	case survey.TypeText, survey.TypeBarcode:
		return r.text(q, try), true
	case survey.TypeGeoPoint:
		lat, lon := 55.857+r.draw.NormFloat64()/200, -4.205+r.draw.NormFloat64()/200
		return strconv.FormatFloat(lat, 'f', 6, 64) + " " + strconv.FormatFloat(lon, 'f', 6, 64) + " 0 0", true
	}
	return "", false // files and the like: nothing is made up
}

func (r *respondent) oneChoice(ref survey.Ref, q *survey.Question, try int) (string, bool) {
	offered := r.session.Choices(ref)
	if len(offered) == 0 {
		return "", false
	}
	if try > 10 {
		return offered[try%len(offered)].Name, true
	}
	weights := make([]float64, len(offered))
	total := 0.0
	for i, c := range offered {
		weights[i] = r.habits.share(q, c.Name, len(offered))
		total += weights[i]
	}
	at := r.draw.Float64() * total
	for i, w := range weights {
		if at < w {
			return offered[i].Name, true
		}
		at -= w
	}
	return offered[len(offered)-1].Name, true
}

func (r *respondent) severalChoices(ref survey.Ref, q *survey.Question, try int) (string, bool) {
	offered := r.session.Choices(ref)
	if len(offered) == 0 {
		return "", false
	}
	if try > 20 { // any one alone
		return offered[try%len(offered)].Name, true
	}
	var ticked []string
	for _, c := range offered {
		if r.draw.Float64() < r.habits.tick(q, c.Name, len(offered)) {
			ticked = append(ticked, c.Name)
		}
	}
	if len(ticked) == 0 {
		ticked = append(ticked, offered[r.draw.IntN(len(offered))].Name)
	}
	if try > 8 && len(ticked) > 2 { // perhaps there are too many
		r.draw.Shuffle(len(ticked), func(i, j int) { ticked[i], ticked[j] = ticked[j], ticked[i] })
		ticked = ticked[:1+r.draw.IntN(2)]
	}
	return strings.Join(ticked, " "), true
}

func (r *respondent) ranking(ref survey.Ref, try int) (string, bool) {
	offered := r.session.Choices(ref)
	if len(offered) == 0 {
		return "", false
	}
	names := make([]string, len(offered))
	for i, at := range r.draw.Perm(len(offered)) {
		names[i] = offered[at].Name
	}
	return strings.Join(names[:max(1, len(names)-try)], " "), true
}

// number draws from the numbers that the constraint speaks of, or from what is
// usual for the type.
func (r *respondent) number(q *survey.Question, try int) string {
	low, high, step := r.habits.bounds(q)
	if try > 20 { // the bounds were guessed wrong: look further and further out
		reach := math.Pow(4, float64(try-20)/4)
		low, high = low-reach, high+reach
	}
	n := low + r.draw.Float64()*(high-low)
	if literals := r.habits.numbers(q); try > 10 && try%2 == 0 && len(literals) > 0 {
		n = literals[r.draw.IntN(len(literals))] + float64(r.draw.IntN(3)-1)
	}
	switch {
	case q.Type == survey.TypeRange && step > 0:
		n = low + step*math.Round((n-low)/step)
		return strconv.FormatFloat(math.Round(n*1e6)/1e6, 'f', -1, 64)
	case q.Type == survey.TypeInteger:
		return strconv.FormatFloat(math.Round(n), 'f', 0, 64)
	}
	return strconv.FormatFloat(math.Round(n*10)/10, 'f', -1, 64)
}

// date draws a moment near now, and wider the more tries failed.
func (r *respondent) date(try int) time.Time {
	days := 30.0
	switch {
	case try > 40:
		days = 365 * 90
	case try > 15:
		days = 365 * 10
	case try > 5:
		days = 365
	}
	off := -r.draw.Float64() * days
	if try%3 == 2 {
		off = -off
	}
	at := r.clock.Add(time.Duration(off*24) * time.Hour)
	return time.Date(at.Year(), at.Month(), at.Day(), 8+r.draw.IntN(12), 5*r.draw.IntN(12), 0, 0, at.Location())
}

// text is something people say, or what the constraint's pattern asks for.
func (r *respondent) text(q *survey.Question, try int) string {
	if try < 4 {
		if samples := samplesFor(q.Name); samples != nil {
			return samples[r.draw.IntN(len(samples))]
		}
	}
	if patterns := r.habits.patterns(q); len(patterns) > 0 && try < 40 {
		return patterns[try%len(patterns)].make(r.draw)
	}
	if try > 3 {
		return shapes[r.draw.IntN(len(shapes))]
	}
	return r.phrase()
}

// samplesFor returns answers to a question whose name tells what it asks for.
func samplesFor(name string) []string {
	for _, known := range kinds {
		for _, word := range known.words {
			if strings.Contains(strings.ToLower(name), word) {
				return known.samples
			}
		}
	}
	return nil
}

// phrase is something to say in the interview's language, if there is any.
func (r *respondent) phrase() string {
	said := phrases[""]
	if _, code, found := strings.Cut(r.session.Language(), "("); found {
		if own := phrases[strings.TrimRight(code, ") ")]; len(own) > 0 {
			said = own
		}
	}
	return said[r.draw.IntN(len(said))]
}

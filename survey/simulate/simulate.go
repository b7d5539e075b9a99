// Package simulate makes up responses that obey a form's logic, for rehearsals,
// demonstrations and benchmarks. It fills them in as a person would: page by
// page in a session of the engine, within constraints and choice filters. The
// same seed gives the same responses.
package simulate

import (
	"fmt"
	"hash/fnv"
	"iter"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// Profile gives the shares wanted: question name or path, then choice name to
// share. For one choice the shares are of the answers; for several, each is
// the part of the people who tick it. The words refused, dont_know and skipped
// stand for themselves where no choice has the name.
type Profile map[string]map[string]float64

// Options says what to make.
type Options struct {
	N       int
	Seed    uint64
	Now     time.Time // the responses end before it, over the four weeks that lead up to it
	Profile Profile

	Training         bool
	Devices, Workers []string // codes to take turns; some of ours when empty
	Location         *time.Location
}

// fieldwork is how far back the first responses lie.
const fieldwork = 28 * 24 * time.Hour

// Responses yields made-up finished responses. It stops after the first error:
// a question of the form that cannot be asked.
func Responses(program *engine.Program, o Options) iter.Seq2[*survey.Submission, error] {
	if len(o.Devices) == 0 {
		o.Devices = []string{"laptop-a", "laptop-b", "laptop-c"}
	}
	if len(o.Workers) == 0 {
		o.Workers = []string{"W1", "W2", "W3", "W4", "W5"}
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	return func(yield func(*survey.Submission, error) bool) {
		numbers := map[string]int{}
		habits := newHabits(program.Form(), &o)
		for i := range o.N {
			sub, err := one(program, &o, habits, i)
			if err != nil {
				yield(nil, fmt.Errorf("make up response %d: %w", i+1, err))
				return
			}
			numbers[sub.Device]++
			sub.Number = numbers[sub.Device]
			if !yield(sub, nil) {
				return
			}
		}
	}
}

// respondent fills one response in.
type respondent struct {
	session *engine.Session
	habits  *habits
	draw    *rand.Rand
	clock   time.Time

	asked, answered int
}

// one makes up the i-th response.
func one(program *engine.Program, o *Options, h *habits, i int) (*survey.Submission, error) {
	source := rand.NewPCG(o.Seed, uint64(i)+1)
	draw := rand.New(source)
	form := program.Form()
	sub := &survey.Submission{Header: survey.Header{
		InstanceID: "uuid:" + newUUID(draw, form), FormID: form.ID, FormVersion: form.Version,
		Status: survey.Finished, Training: o.Training,
		Device: o.Devices[draw.IntN(len(o.Devices))], Worker: o.Workers[draw.IntN(len(o.Workers))],
		Language: language(form, draw),
	}}
	r := &respondent{habits: h, draw: draw, clock: startOf(o, draw, i)}
	sub.Started = r.clock
	r.session = program.NewSession(engine.Options{
		InstanceID: sub.InstanceID, Now: func() time.Time { return r.clock }, Location: o.Location,
		Language: sub.Language, DeviceID: sub.Device, Username: sub.Worker,
	})
	if err := r.fill(); err != nil {
		return nil, err
	}
	if err := r.mend(); err != nil {
		return nil, err
	}
	name, record, violations := r.session.Finalize()
	if len(violations) > 0 {
		v := violations[0]
		return nil, fmt.Errorf("no answer to %s was found that its rules (%s) accept", v.Ref, v.Kind)
	}
	sub.Name, sub.Record, sub.Consents = name, record, r.session.Consents()
	sub.Finished, sub.Active = r.clock, r.clock.Sub(sub.Started)
	sub.Outcome = r.outcome()
	return sub, nil
}

// newUUID draws an id that another form with the same seed does not get.
func newUUID(draw *rand.Rand, form *survey.Form) string {
	hash := fnv.New128a()
	hash.Write([]byte(form.ID + "\x00" + form.Version))
	var raw [16]byte
	for i, b := range hash.Sum(nil) {
		raw[i] = b ^ byte(draw.Uint32())
	}
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80 // version 4, RFC 9562
	return uuid.UUID(raw).String()
}

// language is the form's own for most, another of its languages for some.
func language(form *survey.Form, draw *rand.Rand) string {
	if len(form.Languages) > 1 && draw.Float64() < 0.15 {
		return form.Languages[draw.IntN(len(form.Languages))]
	}
	return form.DefaultLanguage
}

// startOf spreads the interviews over the fieldwork, in the hours people are
// at home.
func startOf(o *Options, draw *rand.Rand, i int) time.Time {
	back := fieldwork - time.Duration(float64(fieldwork)*float64(i)/float64(max(o.N, 1)))
	day := o.Now.In(o.Location).Add(-back - 24*time.Hour)
	at := time.Date(day.Year(), day.Month(), day.Day(), 10+draw.IntN(9), draw.IntN(60), draw.IntN(60), 0, o.Location)
	return at
}

// maxPages bounds a walk, should a form make pages faster than they are read.
const maxPages = 100_000

// fill walks the pages from the first to the last.
func (r *respondent) fill() error {
	page, more := r.session.Next("")
	for steps := 0; more; steps++ {
		if steps > maxPages {
			return fmt.Errorf("the form has more than %d pages", maxPages)
		}
		r.clock = r.clock.Add(time.Duration(3000+r.draw.IntN(17000)) * time.Millisecond)
		if page.Kind == engine.RepeatPage && r.again(page.Ref) {
			if _, err := r.session.AddRepeat(page.Ref); err != nil {
				return err
			}
			page, more = r.newest(page.Ref)
			continue
		}
		for _, ref := range page.Refs {
			if err := r.answer(ref); err != nil {
				return err
			}
		}
		page, more = r.session.Next(page.Ref)
	}
	return nil
}

// mend goes back to what a later answer opened or put in doubt, as a person
// does before finishing.
func (r *respondent) mend() error {
	const rounds = 10
	for range rounds {
		violations := r.session.Validate()
		if len(violations) == 0 {
			return nil
		}
		for _, v := range violations {
			if err := r.answer(v.Ref); err != nil {
				return err
			}
		}
	}
	return nil
}

// again reports whether to add another instance: fewer and fewer times.
func (r *respondent) again(ref survey.Ref) bool {
	n := r.session.Instances(ref)
	return n < 6 && r.draw.Float64() < 0.5
}

// newest returns the first page of the repeat's last instance.
func (r *respondent) newest(ref survey.Ref) (engine.Page, bool) {
	instance := ref.At(r.session.Instances(ref))
	for _, p := range r.session.Pages() {
		if p.Ref == instance || strings.HasPrefix(string(p.Ref), string(instance)+"/") {
			return p, true
		}
	}
	return r.session.Next(ref)
}

// completeShare is the share of the questions asked from which an interview
// counts as complete, as in the interview screen.
const completeShare = 0.8

// outcome is what the form's own question "outcome" says, else complete or
// partial by how much was answered.
func (r *respondent) outcome() survey.Outcome {
	form := r.session.Program().Form()
	for q := range form.Questions() {
		if q.Name != "outcome" || q.Scope.Repeat != nil {
			continue
		}
		if state, there := r.session.State(q.Ref); there && state.Relevant && state.Value.IsAnswered() {
			return survey.Outcome(state.Value.Text)
		}
	}
	if r.asked > 0 && float64(r.answered) < completeShare*float64(r.asked) {
		return survey.Partial
	}
	return survey.Complete
}

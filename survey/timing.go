package survey

import "time"

// Timing is how long an interview stood on a question: from coming to its page
// until leaving it, or on a page of several until the next was answered.
type Timing struct {
	// Ref is a definition path: a question in a repeat counts all its
	// instances together. The time on a page of several questions before any
	// of them was touched is the group's, the time on the review the root's.
	Ref    Ref
	Active time.Duration
}

// LongestThought is the longest gap between two steps of an interview that
// still counts as interview time. A longer one is a pause.
const LongestThought = 5 * time.Minute

// Clock tells an interview's time from its pauses, and shares it out among the
// questions. It is given every step in order; the zero value is ready for
// [Clock.Begin].
type Clock struct {
	last   time.Time
	at     Ref // what the interview stands on
	paused bool
	active time.Duration
	away   time.Duration
	spent  []Timing
	place  map[Ref]int // in spent
}

// Begin starts counting, at an interview's start and whenever its draft is
// taken up. What passed since the last step was no interview time.
func (c *Clock) Begin(at time.Time, on Ref) {
	if gap := at.Sub(c.last); !c.last.IsZero() && gap > 0 {
		c.away += gap
	}
	c.last, c.at = at, on.Definition() // a draft left in a pause is taken up in it
}

// Pause stops the clock until [Clock.Resume].
func (c *Clock) Pause(at time.Time) {
	c.tick(at, c.at)
	c.paused = true
}

// Resume goes on after a pause. Without one before it does nothing.
func (c *Clock) Resume(at time.Time) {
	c.tick(at, c.at)
	c.paused = false
}

// Step counts the time since the step before. It is the time of the question
// that the change is about, or else of the one touched last.
func (c *Clock) Step(change Change) {
	switch change.Op {
	case SetValue, SetNote, SetFlag, Override:
		c.tick(change.At, change.Ref.Definition())
		c.at = change.Ref.Definition()
	case Move:
		c.tick(change.At, c.at)
		c.at = change.Ref.Definition()
	case Pause:
		c.Pause(change.At)
	case Resume:
		c.Resume(change.At)
	default:
		c.tick(change.At, c.at)
	}
}

// tick counts the time up to at for the question.
func (c *Clock) tick(at time.Time, on Ref) {
	gap := at.Sub(c.last)
	c.last = at
	switch {
	case gap <= 0:
		return
	case c.paused || gap > LongestThought:
		c.away += gap
		return
	}
	c.active += gap
	i, ok := c.place[on]
	if !ok {
		if c.place == nil {
			c.place = map[Ref]int{}
		}
		i = len(c.spent)
		c.place[on] = i
		c.spent = append(c.spent, Timing{Ref: on})
	}
	c.spent[i].Active += gap
}

// Last is the time of the last step.
func (c *Clock) Last() time.Time { return c.last }

// Active is the interview time up to the last step.
func (c *Clock) Active() time.Duration { return c.active }

// Paused is the time up to the last step that was no interview time.
func (c *Clock) Paused() time.Duration { return c.away }

// Timings is the interview time by question, in the order they were come to.
func (c *Clock) Timings() []Timing { return c.spent }

package survey

import (
	"math"
	"strconv"
	"strings"
)

// State tells an answer from the kinds of silence. They stay apart in the
// store and in every export.
type State uint8

// The states, in the UK Data Archive's order.
const (
	Unanswered State = iota // asked or waiting, nothing given yet
	Answered
	Refused  // -9
	DontKnow // -8
	Skipped  // -2
	NotAsked // -1: not relevant in this interview
	Erased   // -3: was there, and went on its end date or at the resident's wish
)

// OwnNamespace is the namespace of the attributes that say in an OpenRosa
// instance what OpenRosa has no word for: state, why a question has no answer;
// on the root, outcome and training.
const OwnNamespace = "urn:doorstep:response"

// Code returns the UK Data Archive's number for a kind of missing, 0 for an
// answer. A question left open at completion counts as skipped.
func (s State) Code() int {
	switch s {
	case Refused:
		return -9
	case DontKnow:
		return -8
	case Skipped, Unanswered:
		return -2
	case NotAsked:
		return -1
	case Erased:
		return -3
	}
	return 0
}

var stateNames = [...]string{"unanswered", "answered", "refused", "dont_know", "skipped", "not_asked", "erased"}

// String returns the state's word, as the command line writes it.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return "state " + strconv.Itoa(int(s))
}

// ParseState reads a word that String wrote.
func ParseState(word string) (State, bool) {
	for i, n := range stateNames {
		if n == word {
			return State(i), true
		}
	}
	return 0, false
}

// Value is one answer: its state, and when answered its text as XForms writes
// it (2026-11-21, 14:05:00.000Z, "a b" for several choices, 12.5).
type Value struct {
	State State
	Text  string
}

// Answer returns the value for a text; a blank text is unanswered.
func Answer(text string) Value {
	if text == "" {
		return Value{}
	}
	return Value{State: Answered, Text: text}
}

// IsAnswered reports whether an answer was given.
func (v Value) IsAnswered() bool { return v.State == Answered }

// Number returns the value as a number, NaN when it is none.
func (v Value) Number() float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(v.Text), 64)
	if err != nil || v.State != Answered {
		return math.NaN()
	}
	return f
}

// Choices returns the names of the chosen choices, in the order given.
func (v Value) Choices() []string {
	if v.State != Answered {
		return nil
	}
	return strings.Fields(v.Text)
}

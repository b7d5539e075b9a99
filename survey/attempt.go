package survey

import (
	"strings"
	"time"
)

// AttemptID names one try to reach somebody. The zero value names none.
type AttemptID [16]byte

// Mode is how somebody was tried.
type Mode string

// The ways to reach people.
const (
	AtDoor   Mode = "door"
	InStreet Mode = "street"
	AtEvent  Mode = "event"
	ByPhone  Mode = "phone"
	Referred Mode = "referral" // another group or service brought them together
	OtherWay Mode = "other"
)

// Modes are all of them, in the order they are offered.
var Modes = []Mode{AtDoor, InStreet, AtEvent, ByPhone, Referred, OtherWay}

// Words returns the mode in plain words.
func (m Mode) Words() string {
	switch m {
	case AtDoor:
		return "At the door"
	case InStreet:
		return "In the street"
	case AtEvent:
		return "At an event"
	case ByPhone:
		return "By phone"
	case Referred:
		return "By referral"
	case OtherWay:
		return "Another way"
	}
	return string(m)
}

// AttemptOutcomes are those that a try may end with when no interview began,
// in the order they are offered.
var AttemptOutcomes = []Outcome{
	NonContact, HouseholdRefusal, RespondentRefusal, LanguageBarrier, Unable, Ineligible, QuotaFilled, ComeBack, OutOfSample, Dead,
}

// Attempt is one try to reach somebody, whatever came of it. It names a street
// or a place, and needs nothing personal.
type Attempt struct {
	ID      AttemptID
	At      time.Time
	Mode    Mode
	Outcome Outcome // "" when an interview began and is not finished
	Place   string  // a street, a close, a hall
	Note    string

	Interpreter    string // the language that somebody interpreted, "" when nobody did
	Friend, Carer  bool   // a friend or relative, a paid carer was there
	Device, Worker string
	Training       bool

	InstanceID string    // the interview that began with it, "" when none did
	Follows    AttemptID // the try whose come-back this is

	// A try may ask to come back: Due says when, zero for not at all, and
	// Reminder holds a few words for then. Settled is set once nobody needs to.
	Due      time.Time
	Reminder string
	Settled  bool

	Followed bool // another try follows this one; the store fills it in
}

// Waiting reports whether somebody is still to come back.
func (a *Attempt) Waiting() bool { return !a.Due.IsZero() && !a.Settled && !a.Followed }

// Words returns in plain words how the try ended.
func (a *Attempt) Words() string {
	switch {
	case a.Outcome != "":
		return a.Outcome.Words()
	case a.InstanceID != "":
		return "Interview under way"
	}
	return "Interview not kept"
}

// Company returns in plain words who was there: "interpreter (Polish), paid
// carer".
func (a *Attempt) Company() string {
	var words []string
	if a.Interpreter != "" {
		words = append(words, "interpreter ("+a.Interpreter+")")
	}
	if a.Friend {
		words = append(words, "friend or relative")
	}
	if a.Carer {
		words = append(words, "paid carer")
	}
	return strings.Join(words, ", ")
}

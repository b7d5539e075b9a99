package survey

import "time"

// Record holds the values of one scope: a response, or one repeat instance.
type Record struct {
	Values  []Value    // by Question.Slot
	Repeats [][]Record // by position in Scope.Repeats, then instance in order
}

// NewRecord returns an empty record shaped for the scope.
func NewRecord(s *Scope) Record {
	return Record{Values: make([]Value, len(s.Questions)), Repeats: make([][]Record, len(s.Repeats))}
}

// Value returns the slot's value; one beyond the record was not asked.
func (r *Record) Value(slot int) Value {
	if slot < 0 || slot >= len(r.Values) {
		return Value{State: NotAsked}
	}
	return r.Values[slot]
}

// Status is how far a response has come.
type Status uint8

// The statuses of a response.
const (
	Draft Status = iota
	Finished
	Void      // taken out by the team, with a reason
	Withdrawn // taken back by the resident: the answers are erased
)

var statusNames = [...]string{"draft", "finished", "void", "withdrawn"}

// String returns the status's word.
func (s Status) String() string { return statusNames[s] }

// Outcome is how a contact ended: an AAPOR Standard Definitions code.
type Outcome string

// The outcomes Doorstep records.
const (
	Complete          Outcome = "1.1"
	Partial           Outcome = "1.2"
	HouseholdRefusal  Outcome = "2.111"
	RespondentRefusal Outcome = "2.112"
	NonContact        Outcome = "2.20"
	Dead              Outcome = "2.31"
	ComeBack          Outcome = "2.30" // contact was made, and the interview put off
	Unable            Outcome = "2.32"
	LanguageBarrier   Outcome = "2.33"
	OutOfSample       Outcome = "4.10"
	Ineligible        Outcome = "4.70"
	QuotaFilled       Outcome = "4.80"
)

// Interviewed reports whether an interview was held, whole or in part; what
// was imported without an outcome counts as one.
func (o Outcome) Interviewed() bool { return o == Complete || o == Partial || o == "" }

// Words returns the outcome in plain words.
func (o Outcome) Words() string {
	switch o {
	case Complete:
		return "Complete"
	case Partial:
		return "Partial"
	case HouseholdRefusal:
		return "Household refused"
	case RespondentRefusal:
		return "Person refused"
	case NonContact:
		return "No contact"
	case ComeBack:
		return "Come back later"
	case Dead:
		return "Person has died"
	case Unable:
		return "Unable to take part"
	case LanguageBarrier:
		return "Language barrier"
	case OutOfSample:
		return "Outside the area"
	case Ineligible:
		return "Not eligible"
	case QuotaFilled:
		return "Quota filled"
	}
	return string(o)
}

// Header is what is known of a response without opening what was said.
type Header struct {
	InstanceID          string // "uuid:..." as OpenRosa writes it
	FormID, FormVersion string
	Status              Status
	Outcome             Outcome
	Training            bool
	Device, Worker      string
	Language            string // the interview's, when it ended
	Started, Finished   time.Time
	Active              time.Duration // interview time, pauses left out
	Number              int           // the device's own count of finished responses
}

// Submission is one response with what was said.
type Submission struct {
	Header
	Name   string // settings instance_name, evaluated
	Record Record

	// Consents are the consents asked for, given or refused, in the order they
	// were; one taken back later is a further entry.
	Consents []Consent

	// Remarks are what the worker put beside the answers, in form order.
	Remarks []Remark

	// Timings are how long the interview stood on each question that it stood
	// on, in the order it first did. Paused is the time from start to finish
	// that was no interview time.
	Timings []Timing
	Paused  time.Duration

	// Extra holds what an imported response brought beside its answers
	// ("_submission_time", "_validation_status"), as JSON texts. Often nil.
	Extra map[string]string
}

// Change is one step of an interview, as its draft's journal keeps it.
// Replaying the changes in order, each at its time, rebuilds the interview.
type Change struct {
	Op    Op
	Ref   Ref    // the node changed; for Move, where the interview stands
	Value Value  // for SetValue
	Text  string // for SetLanguage, SetNote, SetFlag and Override
	At    time.Time
}

// Op says what a [Change] does.
type Op uint8

// The operations.
const (
	SetValue Op = iota + 1
	AddRepeat
	RemoveRepeat
	SetLanguage
	Move     // the interview went to another page
	SetNote  // the note on a question is Text; blank takes it away
	SetFlag  // Text "yes" flags a question for follow-up; blank takes the flag away
	Override // an answer that a soft check doubts stands, and Text is why
	Pause    // the screen was blanked and the clock stopped
	Resume   // and the interview went on
	HandOver // the resident was given the laptop, from the page Ref on
	HandBack // the worker took it back
)

// Says reports whether the change holds something said or noted: an interview
// of which none does may go without a trace.
func (o Op) Says() bool {
	switch o {
	case Move, SetLanguage, Pause, Resume, HandOver, HandBack:
		return false
	}
	return true
}

package export

import (
	"time"

	"doorstep/survey"
)

// Values says how a closed question's answers are written.
type Values uint8

// The ways to write answers.
const (
	Labels Values = iota
	Codes
	Both // the code's column, then the label's
)

// Multiple says which columns a question with several answers gets.
type Multiple uint8

// The columns of a select_multiple or rank.
const (
	MultipleBoth    Multiple = iota // one joined column, then one a choice
	MultipleSummary                 // the joined column only
	MultipleDetails                 // one column a choice only
)

// Options is what the user chose on the export screen or by flags. The zero
// value exports every finished response of the form, with labels in the form's
// default language and without personal questions.
type Options struct {
	FormID         string
	Values         Values
	Language       string // as the form names it; "" is the form's default
	SelectMultiple Multiple
	Columns        []string  // question or group names or paths; empty for all
	ParentColumns  []string  // questions copied from the response onto repeat sheets
	Personal       bool      // personal questions too, and the workers' notes
	GroupSep       string    // when set, variables carry their groups: group/question
	Latest         bool      // responses to the newest version only
	Versions       []string  // responses to these versions only; empty for all
	Since, Until   time.Time // by start, until excluded; zero for no limit
	Workers        []string  // interviews of these workers only, by code; empty for all
	Training       bool      // training responses too
	Paradata       bool      // how long each question took, over all responses
	FreeText       bool      // a sheet of the open answers, with room for themes
	Area           string    // the question whose areas are compared; "" finds it by the quotas
	Targets        []Target  // to weight to; none for no weighting
	Crosstabs      []string  // "row by column", each a closed question of the response

	// Where keeps the responses it returns true for; nil keeps all. Its error
	// ends the export. WhereText is the expression as the user wrote it, shown
	// on the cover.
	Where     func(*survey.Submission) (bool, error)
	WhereText string
}

// Meta is what an export says about where it comes from.
type Meta struct {
	Project, Device string
	When            time.Time
	Stored          int // responses of the form in the store, of any status

	// Contacts is the contact log, as [TakeStock] gives it; nil where there is
	// none, as in a collated database.
	Contacts *ContactLog

	// Themes is what coders made of the open answers; nil when nobody coded any.
	Themes *ThemeReport
}

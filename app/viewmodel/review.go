package viewmodel

import "doorstep/survey"

// OutcomeQuestion names the calculation in which a form may tell how the
// contact ended: an AAPOR code ("2.112" when consent is refused, "4.10" when
// home is elsewhere) or blank. While it is blank the outcome is complete or
// partial, by what was answered.
const OutcomeQuestion = "outcome"

// Review is the page before finishing: answers by section, what is open, and
// what does not fit.
type Review struct {
	Sections []ReviewSection
	Open     int            // questions with nothing given
	Faults   int            // answers the form does not accept
	Outcome  survey.Outcome // as it would be stored
	Early    bool           // the form itself ends the interview here: a refusal, outside the area
	Finish   bool           // finishing is possible
}

// ReviewSection is one group's answers.
type ReviewSection struct {
	Heading string // "" for questions outside every group
	Rows    []ReviewRow
}

// ReviewRow is one question and what was said.
type ReviewRow struct {
	Ref     survey.Ref
	Key     string // jumps to it; open and faulty rows have one, while keys last
	Label   string
	Answer  string // in words: choice labels, "3 June 1950"; "" when open
	State   survey.State
	Message string // what does not fit
}

// Review returns the review page; meaningful in StageReview.
func (m *Interview) Review() Review { return Review{} }

// ShowReview goes to the review from any question.
func (m *Interview) ShowReview() {}

// Finish closes the interview and stores it. Faults keep it from finishing.
// The end is shown once everything is on disk.
func (m *Interview) Finish() {}

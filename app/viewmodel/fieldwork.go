package viewmodel

import (
	"context"
	"time"
)

// Surveyor counts how fieldwork goes.
type Surveyor interface {
	// Fieldwork reads every response to a questionnaire, all its versions, once.
	// progress is called now and then from another goroutine.
	Fieldwork(ctx context.Context, formID string, progress func(done, total int)) (*Fieldwork, error)
}

// PictureKeeper keeps pictures of charts as files.
type PictureKeeper interface {
	// KeepPicture writes a PNG, replacing what has the name.
	KeepPicture(ctx context.Context, path string, png []byte) error
	// PictureFolder is where they go unless the user says otherwise.
	PictureFolder() string
}

// Fieldwork is how fieldwork goes: the figures of the analyst workbook's
// Fieldwork sheet. Interviews leave out training, refusals, and who could not
// be interviewed.
type Fieldwork struct {
	Interviews int
	Days       []DayFigures // from the first interview to the last, none left out
	Areas      []GroupFigures
	Ages       []GroupFigures
	Workers    []WorkerFigures
	Outcomes   []OutcomeFigures
	Questions  []QuestionFigures
	Times      []TimeFigures

	AsksUnheard bool // the questionnaire tells who is unknown to existing groups
	Unheard     ShareFigures

	Contacts *ContactFigures // nil when no contact was logged
}

// ShareFigures is so many of so many people, with Wilson's 95 % interval.
type ShareFigures struct {
	N, Of     int
	Low, High float64
}

// Value is the share, 0 of nobody.
func (s ShareFigures) Value() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.N) / float64(s.Of)
}

// DayFigures is one day.
type DayFigures struct {
	Day        time.Time
	Interviews int
	Unheard    ShareFigures // of everybody up to this day
}

// GroupFigures is the people of one area or age.
type GroupFigures struct {
	Label      string
	Interviews int
	Unheard    ShareFigures
}

// WorkerFigures is one worker's interviews.
type WorkerFigures struct {
	Code       string
	Interviews int
	Unanswered ShareFigures // of the questions put to people
	Timed      int          // interviews whose length is known
	Minutes    float64      // the median length
}

// OutcomeFigures is how many contacts ended in one way.
type OutcomeFigures struct {
	Words string
	N     int
}

// QuestionFigures is how often one question stayed without an answer.
type QuestionFigures struct {
	Title                      string
	Unanswered                 ShareFigures // of those asked
	Refused, DontKnow, Skipped int
}

// TimeFigures is how long interviews stood on one thing.
type TimeFigures struct {
	Title       string
	N           int
	Median, P90 float64 // seconds
}

// ContactFigures are the rates of the contact log.
type ContactFigures struct {
	Reached, Eligible             int
	Cooperation, Refusal, Contact float64
}

package viewmodel

import (
	"context"
	"strings"

	"doorstep/survey"
)

// CanRemind reports whether a come-back can be noted in the contact log.
func (m *Interview) CanRemind() bool { return m.remind != nil }

// ReadWhen says how a time to come back is understood; false when it is not,
// or is over. Nothing typed is understood as no time agreed.
func (m *Interview) ReadWhen(text string) (understood string, ok bool) {
	if strings.TrimSpace(text) == "" {
		return "", true
	}
	due, ok := readWhen(text, m.run.Now())
	if !ok {
		return "", false
	}
	return m.WorkerWords().DateTime(due), true
}

// ComeBack leaves the interview; its draft stays. A time that was agreed makes
// a reminder on the first screen, from which the interview goes on. It returns
// false, and leaves nothing, while the time is not understood.
func (m *Interview) ComeBack(when, place, words string) bool {
	if _, ok := m.ReadWhen(when); !ok {
		return false
	}
	if strings.TrimSpace(when) != "" && m.remind != nil {
		due, _ := readWhen(when, m.run.Now())
		m.remind(survey.Attempt{
			At: m.run.Now(), Mode: survey.AtDoor, Outcome: survey.ComeBack, Place: strings.TrimSpace(place), Reminder: strings.TrimSpace(words), Due: due,
			Worker: m.header.Worker, Training: m.header.Training, InstanceID: m.header.InstanceID,
		})
	}
	m.StopHere()
	return true
}

// remind notes a come-back to an interview under way: in the try that it began
// with, else as a try of its own.
func (m *Home) remind(a survey.Attempt) {
	m.writer.add(step{write: func(ctx context.Context) error {
		before, err := m.contacts.Attempts(ctx, AttemptQuery{InstanceID: a.InstanceID})
		if err != nil {
			return err
		}
		if len(before) > 0 {
			was := before[0]
			was.Due, was.Reminder, was.Settled, was.Outcome = a.Due, a.Reminder, false, a.Outcome
			if a.Place != "" {
				was.Place = a.Place
			}
			a = was
		}
		return m.contacts.LogAttempt(ctx, &a)
	}})
}

package viewmodel

import "doorstep/survey"

// Band is the strip above everything that tells practice from the real thing.
type Band struct {
	Word     string // "TRAINING", or "" for no band
	Text     string
	Practice bool // striped: what is said counts nowhere
}

// Training reports whether interviews begun now are practice.
func (m *Shell) Training() bool { return m.training }

// SetTraining goes into training mode or leaves it. It is not kept: a program
// that starts is not in it. Interviews under way keep the mode they began in.
func (m *Shell) SetTraining(on bool) {
	if m.training == on {
		return
	}
	m.training = on
	m.Home.showCallBacks()
	m.changed()
}

// practising reports whether what is on screen is practice: the interview
// shown, else the mode.
func (m *Shell) practising() bool {
	if m.interview != nil && m.screen == ScreenInterview {
		return m.interview.header.Training
	}
	return m.training
}

// Band tells what stands above the screen.
func (m *Shell) Band() Band {
	interview := m.interview != nil && m.screen == ScreenInterview
	switch {
	case m.tryingOut():
		return Band{Word: "TRYING OUT", Text: "Nothing is saved. F10 goes back to the questionnaire.", Practice: true}
	case m.practising() && interview:
		return Band{Word: "TRAINING", Text: "Practice: this interview counts nowhere.", Practice: true}
	case interview && m.interview.edit:
		return Band{Word: "CHANGING", Text: "An interview that is stored already. What was said first stays in its history."}
	case m.practising():
		return Band{Word: "TRAINING", Text: "Interviews begun now are practice and count nowhere. Ctrl+T on the first screen ends it.", Practice: true}
	case m.training && interview:
		return Band{Word: "REAL INTERVIEW", Text: "It was begun outside training, so its answers count."}
	}
	return Band{}
}

// leftEmpty reports whether an interview was left in which nothing was said or
// noted; such a draft is not kept.
func (m *Shell) leftEmpty(i *Interview) bool {
	return i.stage < StageFinishing && !i.edit && !m.answered[i.header.InstanceID]
}

// noteSaid remembers in which drafts something was said.
func (m *Shell) noteSaid(instanceID string, changes ...survey.Change) {
	for _, c := range changes {
		if c.Op.Says() {
			m.answered[instanceID] = true
		}
	}
}

// keepContacts makes the contact log, and lets Home know of it and of training.
func (m *Shell) keepContacts(log ContactLog) {
	m.answered = map[string]bool{}
	c := newContacts(m.run, log, m.writer)
	c.prefs, c.training, c.fail, c.covered = m.Settings.Preferences, m.Training, m.fail, m.covered
	c.begin = func(a survey.Attempt) {
		m.Show(ScreenInterview)
		m.Home.startOffered(a)
	}
	c.leave = func() { m.Show(ScreenInterview) }
	m.Contacts = c

	h := m.Home
	h.contacts, h.training, h.practise, h.gone = log, m.Training, m.SetTraining, map[string]bool{}
	h.showContacts = func() { m.Show(ScreenContacts) }
	h.logAnother = func(came survey.Attempt) {
		c.follow(came)
		m.Show(ScreenContacts)
	}
}

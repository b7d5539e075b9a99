package viewmodel

// What the lock takes out of memory: everything that the project seals and that
// can be read again once it is open. Two things stay: an interview under way, with
// whatever of others is not on the disk yet, and what was entered into the contact
// log and is not logged yet. They are nowhere else.

// covered reports whether nothing of the project may be shown.
func (m *Shell) covered() bool { return m.Lock.Covered() }

// cover readies the window for the lock. It is called before the screen is
// covered; what is still to be written is written before the key is forgotten.
func (m *Shell) cover() {
	if m.interview != nil {
		m.interview.takeUpTyping()
		m.interview.stopSound()
	}
	m.Quotas.cover()
	m.Home.cover()
	m.Contacts.cover()
	m.Responses.hide()
	m.Responses.forget()
	m.Results.cover()
	m.Pledges.end()
	m.Progress.cover()
	m.Exchange.forget()
	m.Plan.end()
	m.Export.forgetPreview()
	m.Claims.Leave()
	m.Upkeep.ForgetNew()
	m.Ways.ForgetNew()
}

// uncover reads again what the screen shown had forgotten.
func (m *Shell) uncover() {
	m.Quotas.Load() // an interview that stands there tells of groups that are full
	if m.late {
		m.exchanged()
	}
	switch m.screen {
	case ScreenResults:
		m.Results.Load()
	case ScreenPledges:
		m.Results.Load() // Esc leads there
		m.Pledges.open(m.Pledges.formID)
	}
}

// cover forgets whom to come back to and where the drafts were begun, and gives
// up an interview that is being made ready. What was discarded or dropped cannot
// be brought back after it.
func (m *Home) cover() {
	m.eraseDiscarded()
	if p := m.state.Pending; p != nil && p.Back {
		m.Unpick()
	}
	m.asked++
	m.turn++
	m.waiting, m.dropped = nil, nil
	m.state.Loading, m.state.Drafts, m.state.CallBacks, m.state.MoreCallBacks, m.state.Dropped = false, nil, nil, 0, nil
}

// cover forgets every try; the one being entered stays.
func (m *Contacts) cover() {
	m.eraseRemoved()
	if len(m.tries) > 0 && m.entry.bare(m.tries[0]) {
		m.entry.clear()
	}
	m.asked++
	m.tries, m.waiting, m.saved = nil, nil, nil
	m.state = ContactsState{}
}

// cover forgets what the answers come to.
func (m *Results) cover() {
	m.end()
	m.state = ResultsState{FormID: m.state.FormID}
}

// cover forgets the figures.
func (m *FieldProgress) cover() {
	m.Leave()
	m.figures = nil
}

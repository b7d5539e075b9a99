package viewmodel

// ShowResults goes to the results of a questionnaire; Back comes back here.
func (m *Shell) ShowResults(formID string) {
	if m.Results.findings == nil {
		return
	}
	if m.screen != ScreenResults && m.screen != ScreenPledges {
		m.behind = m.screen
	}
	m.Show(ScreenResults)
	m.Results.open(formID)
}

// keepFindings makes the screens of results and pledges.
func (m *Shell) keepFindings(p Parts) {
	m.Results = NewResults(p.Runtime, p.Findings, p.Pictures)
	m.Results.leave = func() { m.Show(m.behind) }
	m.Results.plant = func() {
		id := m.Results.State().FormID
		m.Show(ScreenPledges)
		m.Pledges.open(id)
	}
	m.Pledges = NewPledgeTree(p.Runtime, p.Findings, p.Pictures)
	m.Pledges.still = func() bool { return m.Settings.Preferences().Still }
	m.Pledges.leave = func() { m.Show(ScreenResults) }
	if p.Findings != nil {
		m.Questionnaires.results, m.Progress.results = m.ShowResults, m.ShowResults
	}
}

// leaveResults gives up readings that the screen shown does not wait for.
func (m *Shell) leaveResults(to Screen) {
	if to != ScreenPledges {
		m.Pledges.end()
	}
	if to != ScreenPledges && to != ScreenResults {
		m.Results.end()
	}
}

// onRail is the entry of the rail that the screen shown belongs to.
func (m *Shell) onRail() Screen {
	switch m.screen {
	case ScreenContacts:
		return ScreenInterview
	case ScreenResults, ScreenPledges:
		return m.behind
	case ScreenPlan:
		return m.planFrom
	case ScreenWays:
		return ScreenSettings
	}
	return m.screen
}

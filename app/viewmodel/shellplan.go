package viewmodel

// ShowPlan goes to the project's team and plan; leaving it comes back here.
func (m *Shell) ShowPlan() {
	if !m.Plan.There() {
		return
	}
	if m.screen != ScreenPlan {
		m.planFrom = m.screen
	}
	m.Show(ScreenPlan)
}

// keepPlan makes the screens of the plan and of the ways in, and the list of
// workers.
func (m *Shell) keepPlan(p Parts) {
	m.Plan = NewPlanScreen(p.Runtime, p.Planner)
	m.Plan.fail = m.fail
	m.Plan.shown = func() bool { return m.screen == ScreenPlan && !m.covered() }
	m.Plan.leave = func() { m.Show(m.planFrom) }
	m.Plan.changed = func(plan Plan) {
		m.project = plan.Name
		m.Crew.set(plan.Workers)
		m.changed()
	}
	m.Plan.write = func(news bool) {
		m.Show(ScreenExchange)
		if news {
			m.Exchange.News()
		} else {
			m.Exchange.HandOut()
		}
	}
	m.Crew = &Crew{run: p.Runtime, planner: p.Planner, prefs: m.Settings.Preferences, choose: m.Settings.SetWorker}
	m.planFrom = ScreenExchange
	m.Ways = NewWays(p.Runtime, p.Ways)
	m.Ways.leave, m.Ways.more = func() { m.Show(ScreenSettings) }, m.Upkeep.Load
}

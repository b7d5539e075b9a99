package store

import "testing"

// A plan that cannot be written down to its end is not written down at all.
func TestPlanIsKeptWholeOrNotAtAll(t *testing.T) {
	s, _ := newSealed(t)
	ctx := t.Context()
	read := func() (p Plan) {
		t.Helper()
		var err error
		p.Name = s.Info().Name
		if p.ContactMonths, err = s.ContactMonths(ctx); err != nil {
			t.Fatal(err)
		}
		if p.Team, err = s.Team(ctx); err != nil {
			t.Fatal(err)
		}
		if p.SameRules, err = s.SameRules(ctx); err != nil {
			t.Fatal(err)
		}
		return p
	}
	plan := Plan{Name: "East End", ContactMonths: 6, Team: Team{Areas: []string{"Haghill"}, Workers: []Worker{{Code: "W1"}}}, SameRules: [][]string{{"age"}}}
	if err := s.SetPlan(ctx, plan); err != nil {
		t.Fatal(err)
	}
	same(t, "the plan", read(), plan)
	if _, err := s.writer.Exec("CREATE TEMP TRIGGER full BEFORE UPDATE ON project BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"); err != nil {
		t.Fatal(err)
	}
	if err := s.SetPlan(ctx, Plan{Name: "West End", ContactMonths: 3, Team: Team{Areas: []string{"Carntyne"}}}); err == nil {
		t.Error("nothing failed")
	}
	same(t, "after a failure", read(), plan)
	if _, err := s.writer.Exec("DROP TRIGGER full"); err != nil {
		t.Fatal(err)
	}
	plan.Name = ""
	if err := s.SetPlan(ctx, plan); err != nil || s.Info().Name != "East End" {
		t.Errorf("without a name: %v, %s", err, s.Info().Name)
	}
	s = reopenLocked(t, s)
	if s.Info().Name != "East End" {
		t.Errorf("opened again it is called %s", s.Info().Name)
	}
}

package app

import (
	"context"
	"time"

	"doorstep/app/viewmodel"
	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"
)

// planning keeps the project's plan for the view model.
type planning struct {
	store *store.Store
	forms *forms
	keys  *keyPrinter
	now   func() time.Time
}

// ReadPlan reads the plan and what surrounds it.
func (p *planning) ReadPlan(ctx context.Context) (viewmodel.PlanInfo, error) {
	info, err := p.read(ctx)
	return info, explainExchange(err)
}

func (p *planning) read(ctx context.Context) (info viewmodel.PlanInfo, err error) {
	project := p.store.Info()
	info.Name, info.Device, info.Sealed = project.Name, project.Device, project.Sealed
	keeps, err := p.store.KeepsKey(ctx)
	switch {
	case err != nil:
		return info, err
	case keeps:
		info.Role = viewmodel.RoleCoordinator
	case project.Joined:
		info.Role = viewmodel.RoleJoined
	}
	team, err := p.store.Team(ctx)
	if err != nil {
		return info, err
	}
	info.Areas, info.Organisations, info.Workers = team.Areas, team.Organisations, toTeamWorkers(team.Workers)
	if info.Rules, err = p.store.SameRules(ctx); err != nil {
		return info, err
	}
	if info.Months, err = p.store.ContactMonths(ctx); err != nil {
		return info, err
	}
	verifier, err := p.store.Verifier(ctx)
	if err != nil {
		return info, err
	}
	if len(verifier) > 0 {
		info.Check = exchange.Fingerprint(project.Recipient, verifier)
	}
	counts, err := p.store.TeamCounts(ctx)
	if err != nil {
		return info, err
	}
	info.NewsAt = counts.At
	return info, p.questions(ctx, &info)
}

// questions fills in the questionnaires in use, and what their rules may name.
func (p *planning) questions(ctx context.Context, info *viewmodel.PlanInfo) error {
	stored, err := p.store.Forms(ctx)
	if err != nil {
		return err
	}
	met, asked := map[string]bool{}, map[string]bool{}
	for i := len(stored) - 1; i >= 0; i-- { // the newest first
		f := stored[i]
		if f.Retired || met[f.ID] {
			continue
		}
		met[f.ID] = true
		form, _, err := p.forms.Program(ctx, f.ID, f.Version)
		if err != nil {
			return err
		}
		info.Forms = append(info.Forms, viewmodel.PlanForm{Title: form.Title, Version: form.Version, Targets: len(form.Quotas)})
		for _, q := range form.Main.Questions {
			name := q.Ref.Name()
			if !q.Type.IsAsked() || !q.Type.KeepsValue() || asked[name] {
				continue
			}
			asked[name] = true
			label, _ := q.Label.In(form.DefaultLanguage, "")
			info.Questions = append(info.Questions, viewmodel.PlanQuestion{Name: name, Label: label})
		}
	}
	return nil
}

func toTeamWorkers(list []store.Worker) (all []viewmodel.TeamWorker) {
	for _, w := range list {
		all = append(all, viewmodel.TeamWorker(w))
	}
	return all
}

// KeepPlan writes the plan down, all of it or nothing.
func (p *planning) KeepPlan(ctx context.Context, plan viewmodel.Plan) error {
	team := store.Team{Areas: plan.Areas, Organisations: plan.Organisations}
	for _, w := range plan.Workers {
		team.Workers = append(team.Workers, store.Worker(w))
	}
	return explainFailure(p.store.SetPlan(ctx, store.Plan{Name: plan.Name, ContactMonths: plan.Months, Team: team, SameRules: plan.Rules}))
}

// Workers lists the workers of the plan.
func (p *planning) Workers(ctx context.Context) ([]viewmodel.TeamWorker, error) {
	team, err := p.store.Team(ctx)
	return toTeamWorkers(team.Workers), explainFailure(err)
}

// Alike tries the rules.
func (p *planning) Alike(ctx context.Context) (pairs int, broad []int, err error) {
	rules, err := p.store.SameRules(ctx)
	if err != nil || len(rules) == 0 {
		return 0, nil, explainFailure(err)
	}
	found, broad, err := exchange.SamePerson(ctx, p.store, rules, func(id, version string) (*survey.Form, error) {
		form, _, err := p.forms.Program(ctx, id, version)
		return form, err
	})
	return len(found), broad, explainFailure(err)
}

// KeepKey keeps the recovery key in the project.
func (p *planning) KeepKey(ctx context.Context, key string) error {
	return explainExchange(p.store.KeepKey(ctx, key))
}

// ForgetKey takes the recovery key out of the project.
func (p *planning) ForgetKey(ctx context.Context) error {
	return explainExchange(p.store.ForgetKey(ctx))
}

// PrintKey shows the kept key as a page to print. The passphrase is asked for
// once more: the laptop may be open and its owner away. Nothing is shown when ctx
// ends first.
func (p *planning) PrintKey(ctx context.Context, passphrase string) error {
	if err := p.store.CheckPassphrase(ctx, passphrase); err != nil {
		return explainFailure(err)
	}
	key, err := p.store.KeptKey(ctx)
	if err != nil {
		return explainExchange(err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return p.keys.print(p.store.Info(), key.String(), p.now())
}

// PutAway removes the page.
func (p *planning) PutAway() error {
	if err := p.keys.tidy(); err != nil {
		return p.keys.left(err)
	}
	return nil
}

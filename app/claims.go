package app

import (
	"context"
	"errors"

	"doorstep/app/viewmodel"
	"doorstep/export"
	"doorstep/survey/store"
)

// narrowed says where the screen takes what narrows the responses.
func narrowed(condition string) string {
	return "write " + condition + " under “Only responses for which this is true” on Export"
}

// CheckClaim holds a sentence of a report against the responses, in the words
// of the claim command.
func (e *exporter) CheckClaim(ctx context.Context, o viewmodel.ExportOptions, sentence string, progress func(done, total int)) (viewmodel.ClaimAnswer, error) {
	_, plan, err := e.plan(ctx, o)
	if err != nil {
		return viewmodel.ClaimAnswer{}, notChecked(err)
	}
	claim, err := plan.ParseClaim(sentence)
	if err != nil {
		return viewmodel.ClaimAnswer{Verdict: viewmodel.ClaimUnchecked, Words: export.Sentence(err.Error())}, nil
	}
	stock, err := e.stock(ctx, o.FormID)
	if err != nil {
		return viewmodel.ClaimAnswer{}, explainFailure(err)
	}
	tally := export.NewTally(plan)
	noRow := func(*export.Sheet, []export.Cell) error { return nil }
	_, err = plan.Run(ctx, e.meta(stock), e.store.Submissions(ctx, store.Everything(o.FormID)), tally, func(done int) { progress(done, stock.Stored) }, noRow)
	if err != nil && !errors.Is(err, export.ErrUnreconciled) { // an interview may end while it is counted
		return viewmodel.ClaimAnswer{}, notChecked(err)
	}
	found := tally.AnswerClaim(claim)
	answer := viewmodel.ClaimAnswer{Verdict: viewmodel.ClaimUnchecked, Words: found.Words(narrowed)}
	switch {
	case found.Holds:
		answer.Verdict = viewmodel.ClaimHolds
	case found.Fails():
		answer.Verdict = viewmodel.ClaimFails
	}
	return answer, nil
}

// notChecked tells why no sentence can be checked with the choices on Export.
func notChecked(err error) error {
	return askedFailure(err, "The sentence was not checked; mend it on Export.")
}

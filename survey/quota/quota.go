// Package quota counts how far fieldwork has come towards a questionnaire's
// soft targets, those of its quotas sheet. They inform; they never block.
//
// A [Counter] belongs to one goroutine.
package quota

import (
	"errors"
	"fmt"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// Count is how far one quota has come.
type Count struct {
	survey.Quota
	Done int
}

// Counts reports whether a response counts towards quotas: an interview held
// with somebody, finished, and no practice. It is what the analyst workbook
// counts in its tables.
func Counts(h *survey.Header) bool {
	return h.Status == survey.Finished && !h.Training && h.Outcome.Interviewed()
}

// Counter counts the quotas of one version of a questionnaire.
type Counter struct {
	quotas     []survey.Quota
	conditions *engine.Conditions
	done       []int
	failed     []error // by quota: the first response that it could not be told of
}

// NewCounter compiles the form's quotas, once for all responses.
func NewCounter(p *engine.Program) (*Counter, error) {
	quotas := p.Form().Quotas
	sources := make([]string, len(quotas))
	for i, q := range quotas {
		sources[i] = q.When.Source
	}
	conditions, err := p.Conditions(sources...)
	if err != nil {
		return nil, fmt.Errorf("quotas of %s: %w", p.Form().ID, err)
	}
	return &Counter{quotas: quotas, conditions: conditions, done: make([]int, len(quotas)), failed: make([]error, len(quotas))}, nil
}

// Add counts a response that [Counts]: its answers, as the counter's version of
// the questionnaire asks for them. A quota that cannot be worked out for it,
// because a file it looks things up in is not there, is not counted; see Err.
func (c *Counter) Add(rec *survey.Record) {
	c.conditions.Over(rec)
	for i := range c.quotas {
		switch holds, err := c.conditions.Hold(i); {
		case err != nil && c.failed[i] == nil:
			c.failed[i] = fmt.Errorf("quota %s: %w", c.quotas[i].Name, err)
		case holds && err == nil:
			c.done[i]++
		}
	}
}

// Counts returns the quotas in the sheet's order.
func (c *Counter) Counts() []Count {
	list := make([]Count, len(c.quotas))
	for i, q := range c.quotas {
		list[i] = Count{Quota: q, Done: c.done[i]}
	}
	return list
}

// Err says which quotas could not be worked out for some response, nil when
// all could.
func (c *Counter) Err() error { return errors.Join(c.failed...) }

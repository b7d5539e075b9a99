package engine

import (
	"fmt"

	"doorstep/survey"
)

// Predicates compiles a condition for every version of a form. A version that
// does not know a question the condition names has no response for which it
// holds; when none does, that is an error.
func Predicates(forms []*survey.Form, condition string) (func(*survey.Submission) (bool, error), error) {
	byVersion := map[string]func(*survey.Record) (bool, error){}
	var failed []error
	for _, f := range forms {
		program, problems := Compile(f)
		if program == nil {
			failed = append(failed, fmt.Errorf("version %s: %w", f.Version, survey.AsError(problems)))
			continue
		}
		holds, err := program.Predicate(condition)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		byVersion[f.Version] = holds
	}
	if len(byVersion) == 0 {
		return nil, failed[len(failed)-1]
	}
	return func(sub *survey.Submission) (bool, error) {
		holds := byVersion[sub.FormVersion]
		if holds == nil {
			return false, nil
		}
		return holds(&sub.Record)
	}, nil
}

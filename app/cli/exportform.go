package cli

import (
	"errors"
	"fmt"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// predicate compiles a condition for every version of a form. A version that
// does not know a question the condition names has no response for which it
// holds; when none does, that is an error.
func predicate(forms []*survey.Form, condition string) (func(*survey.Submission) (bool, error), error) {
	byVersion := map[string]func(*survey.Record) (bool, error){}
	var failed []error
	for _, f := range forms {
		program, problems := engine.Compile(f)
		if program == nil {
			failed = append(failed, fmt.Errorf("version %s: %w", f.Version, errors.Join(asErrors(problems)...)))
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

func asErrors(problems []*survey.Problem) []error {
	errs := make([]error, len(problems))
	for i, p := range problems {
		errs[i] = p
	}
	return errs
}

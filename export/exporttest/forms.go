// Package exporttest makes small forms and responses for the tests of export.
package exporttest

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"doorstep/survey"
)

// Start is when the first made-up interview began.
var Start = time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)

// English returns a label in the one language "".
func English(s string) survey.Label { return survey.Label{"": s} }

// Question returns a question without choices.
func Question(t survey.Type, name, label string) *survey.Question {
	return &survey.Question{Item: survey.Item{Name: name, Label: English(label)}, Type: t}
}

// Select returns a question with the list's choices.
func Select(t survey.Type, name, label string, list *survey.List) *survey.Question {
	q := Question(t, name, label)
	q.List = list
	return q
}

// List returns a list of choices given as code, label, code, label...
func List(name string, pairs ...string) *survey.List {
	l := &survey.List{Name: name}
	for i := 0; i+1 < len(pairs); i += 2 {
		l.Choices = append(l.Choices, &survey.Choice{Name: pairs[i], Label: English(pairs[i+1])})
	}
	return l
}

// Group returns a group of nodes.
func Group(name, label string, children ...survey.Node) *survey.Group {
	return &survey.Group{Item: survey.Item{Name: name, Label: English(label)}, Children: children}
}

// Repeat returns a repeat of nodes.
func Repeat(name, label string, children ...survey.Node) *survey.Repeat {
	return &survey.Repeat{Group: *Group(name, label, children...)}
}

// Form returns an arranged form in the one language "".
func Form(id, version string, children ...survey.Node) *survey.Form {
	f := &survey.Form{ID: id, Version: version, Title: id, Languages: []string{""}, Root: Group("data", "", children...)}
	f.Arrange()
	return f
}

// Response returns a finished response with the answers, by question name.
// What is not named was skipped; a survey.State instead of a text stands for itself.
func Response(f *survey.Form, n int, answers map[string]any) *survey.Submission {
	s := &survey.Submission{Header: survey.Header{
		InstanceID: fmt.Sprintf("uuid:00000000-0000-4000-8000-%012d", n), FormID: f.ID, FormVersion: f.Version,
		Status: survey.Finished, Outcome: survey.Complete, Device: "laptop-a", Worker: "w1",
		Started: Start.Add(time.Duration(n) * time.Hour), Finished: Start.Add(time.Duration(n)*time.Hour + 12*time.Minute),
		Active: 11*time.Minute + 30*time.Second, Number: n,
	}}
	s.Record = Record(f.Main, answers)
	return s
}

// Record fills one record of a scope. A repeat's rows are a []map[string]any
// under the repeat's name.
func Record(scope *survey.Scope, answers map[string]any) survey.Record {
	r := survey.NewRecord(scope)
	for _, q := range scope.Questions {
		switch a := answers[q.Name].(type) {
		case string:
			r.Values[q.Slot] = survey.Answer(a)
		case survey.State:
			r.Values[q.Slot] = survey.Value{State: a}
		default:
			r.Values[q.Slot] = survey.Value{State: survey.Skipped}
		}
	}
	for i, inner := range scope.Repeats {
		rows, _ := answers[inner.Repeat.Name].([]map[string]any)
		for _, row := range rows {
			r.Repeats[i] = append(r.Repeats[i], Record(inner, row))
		}
	}
	return r
}

// All yields the responses without an error.
func All(subs []*survey.Submission) iter.Seq2[*survey.Submission, error] {
	return func(yield func(*survey.Submission, error) bool) {
		for s := range slices.Values(subs) {
			if !yield(s, nil) {
				return
			}
		}
	}
}

// SessionFeedback returns the two-question form and its 271 responses of which
// 247 rated the session very good and 228 agreed strongly.
func SessionFeedback() (*survey.Form, []*survey.Submission) {
	rating := List("rating", "5", "Very good", "4", "Good", "3", "Neither good nor poor", "2", "Poor", "1", "Very poor")
	agree := List("agree", "sa", "Strongly agree", "a", "Agree", "n", "Neither", "d", "Disagree", "sd", "Strongly disagree")
	f := Form("session_feedback", "2026-11-01",
		Select(survey.TypeSelectOne, "overall", "How was the session overall?", rating),
		Select(survey.TypeSelectOne, "affect", "It will affect how I work", agree),
	)
	f.Title = "Session feedback"
	var subs []*survey.Submission
	for i := range 271 {
		a := map[string]any{"overall": "5", "affect": "sa"}
		if i >= 247 {
			a["overall"] = []string{"4", "3"}[i%2]
		}
		if i >= 228 {
			a["affect"] = []string{"a", "n", "d"}[i%3]
		}
		subs = append(subs, Response(f, i+1, a))
	}
	return f, subs
}

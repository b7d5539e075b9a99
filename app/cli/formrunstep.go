package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// nodeJSON is how a node stands, as the answers write it.
type nodeJSON struct {
	Value    string `json:"value"`
	Relevant bool   `json:"relevant"`
	Required bool   `json:"required"`
	Label    string `json:"label"`
	State    string `json:"state,omitempty"` // refused, dont_know or skipped
}

// faultJSON says which rule a value breaks.
type faultJSON struct {
	Path    survey.Ref           `json:"path,omitempty"`
	Kind    engine.ViolationKind `json:"kind"`
	Message string               `json:"message"`
}

type choiceJSON struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

type errorJSON struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// answer is what one step did.
type answer struct {
	OK       bool                      `json:"ok"`
	Changed  map[survey.Ref]*nodeJSON  `json:"changed,omitempty"`
	Rejected map[survey.Ref]*faultJSON `json:"rejected,omitempty"`
	Choices  *[]choiceJSON             `json:"choices,omitempty"`
	Problems *[]faultJSON              `json:"problems,omitempty"`
	Name     *string                   `json:"name,omitempty"`
	Error    *errorJSON                `json:"error,omitempty"`
	MS       *float64                  `json:"ms,omitempty"`
}

func failedStep(code string, err error) *answer {
	return &answer{Error: &errorJSON{Code: code, Message: err.Error()}}
}

// step is one line of input. Exactly one field is given.
type step struct {
	Set      orderedValues `json:"set"`
	Add      survey.Ref    `json:"add"`
	Remove   survey.Ref    `json:"remove"`
	Language *string       `json:"language"`
	Choices  survey.Ref    `json:"choices"`
	Validate bool          `json:"validate"`
	Refuse   survey.Ref    `json:"refuse"`
	As       string        `json:"as"`
	State    bool          `json:"state"`
	Finish   bool          `json:"finish"`
}

// orderedValues is a JSON object of paths and values, in the order written.
type orderedValues []struct {
	ref  survey.Ref
	text string
}

// UnmarshalJSON reads the object, keeping its order.
func (o *orderedValues) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return errors.New("set takes an object of paths and values")
	}
	*o = orderedValues{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		var value any
		if err := dec.Decode(&value); err != nil {
			return err
		}
		text := ""
		if value != nil {
			text = fmt.Sprint(value)
		}
		*o = append(*o, struct {
			ref  survey.Ref
			text string
		}{survey.Ref(fmt.Sprint(key)), text})
	}
	return nil
}

// everything is the state of every node.
func (r *runner) everything() *answer {
	r.session.Changed()
	clear(r.told)
	a := &answer{OK: true, Changed: map[survey.Ref]*nodeJSON{}}
	r.session.All(func(n engine.NodeState) {
		now := toNodeJSON(n)
		r.told[n.Ref] = &now
		a.Changed[n.Ref] = &now
	})
	return a
}

// changes lists what differs from what was told before.
func (r *runner) changes() *answer {
	gone, changed := r.session.ChangedStates()
	a := &answer{Changed: make(map[survey.Ref]*nodeJSON, len(changed))}
	for _, ref := range gone {
		if r.told[ref] != nil {
			delete(r.told, ref)
			a.Changed[ref] = nil
		}
	}
	rows := make([]nodeJSON, len(changed))
	for i, n := range changed {
		rows[i] = toNodeJSON(n)
		if before := r.told[n.Ref]; before != nil && *before == rows[i] {
			continue
		}
		r.told[n.Ref] = &rows[i]
		a.Changed[n.Ref] = &rows[i]
	}
	return a
}

func toNodeJSON(n engine.NodeState) nodeJSON {
	j := nodeJSON{Value: n.Value.Text, Relevant: n.Relevant, Required: n.Required, Label: n.Label}
	switch n.Value.State {
	case survey.Refused, survey.DontKnow, survey.Skipped:
		j.State = n.Value.State.String()
	}
	return j
}

func problemsOf(violations []*engine.Violation) *[]faultJSON {
	list := []faultJSON{}
	for _, v := range violations {
		list = append(list, faultJSON{Path: v.Ref, Kind: v.Kind, Message: messageOf(v)})
	}
	return &list
}

// messageOf returns the form's words on the violation, else ours.
func messageOf(v *engine.Violation) string {
	switch {
	case v.Message != "":
		return v.Message
	case v.Kind == engine.Required:
		return "This question needs an answer, or a reason why there is none."
	case v.Kind == engine.WrongType:
		return "This answer is not of the kind the question asks for."
	}
	if v.Kind == engine.Soft {
		return "This answer is unusual. Is it right?"
	}
	return "The questionnaire does not take this answer."
}

func codeOf(err error) string {
	switch {
	case errors.Is(err, engine.ErrNoSuchNode):
		return "no-such-node"
	case errors.Is(err, engine.ErrNoValue):
		return "no-value"
	case errors.Is(err, engine.ErrNoRepeat):
		return "no-repeat"
	case errors.Is(err, engine.ErrFixed):
		return "fixed-count"
	case errors.Is(err, engine.ErrTooMany):
		return "too-many"
	}
	return "bad-step"
}

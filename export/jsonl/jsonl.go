// Package jsonl writes answers for programmers: JSON lines, UTF-8, one
// response a line.
//
// A question's key is its path below the form's root, "group/question". A
// repeat is an array of objects under its own path; the keys in them are whole
// paths too. Numbers are JSON numbers, the answers to a question with several
// of them an array of codes, all else a string as XForms writes it
// ("2026-11-21", "55.86 -4.22 0 5"). A question without an answer is an object
// that says why: {"state":"refused"}, "dont_know", "skipped", "not_asked",
// "erased" or "unanswered" (a calculation that gave nothing). A question whose
// key is missing is not in the response's version, or was left out.
//
// What is known of the response stands under names that begin with an
// underscore, before the answers: _format, _instance_id, _form_id and so on. A
// question that has one of these names is written "./_name".
//
// The importer of responses reads the lines back and loses nothing of them.
package jsonl

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"path/filepath"
	"strconv"
	"strings"

	"doorstep/export"
	"doorstep/export/safefile"
	"doorstep/survey"
)

// Write makes the file at path. Answers are codes, whatever the plan says of
// labels. progress may be nil.
func Write(ctx context.Context, path string, plan *export.Plan, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error], progress func(done int),
) (export.Reconciliation, error) {
	out, err := safefile.Create(path)
	if err != nil {
		return export.Reconciliation{}, err
	}
	defer out.Abandon()
	w := &writer{in: plan.Questions(), personal: plan.Options.Personal}
	w.enc = json.NewEncoder(&w.buf)
	w.enc.SetEscapeHTML(false)
	rec, err := plan.Each(ctx, meta, responses, progress, func(sub *survey.Submission) error {
		w.buf.Reset()
		if err := w.line(plan.FormOf(sub), sub); err != nil {
			return fmt.Errorf("response %s: %w", sub.InstanceID, err)
		}
		_, err := out.Write(w.buf.Bytes())
		return err
	})
	if err != nil {
		return rec, fmt.Errorf("export %s: %w", filepath.Base(path), err)
	}
	return rec, out.Commit(ctx)
}

// writer builds one line at a time.
type writer struct {
	in       map[*survey.Question]bool
	personal bool
	buf      bytes.Buffer
	enc      *json.Encoder
}

func (w *writer) line(form *survey.Form, sub *survey.Submission) error {
	own := survey.OwnFields(sub)
	if !w.personal { // these may name people
		own.Name, own.Remarks, own.Extra = "", nil, nil
	}
	if err := w.value(own); err != nil {
		return err
	}
	w.buf.Truncate(w.buf.Len() - 1) // its closing brace
	if err := w.group(form.Root, form.Main, &sub.Record); err != nil {
		return err
	}
	w.buf.WriteString("}\n")
	return nil
}

// value writes anything as JSON, without the line's end.
func (w *writer) value(v any) error {
	if err := w.enc.Encode(v); err != nil {
		return err
	}
	w.buf.Truncate(w.buf.Len() - 1)
	return nil
}

func (w *writer) key(ref survey.Ref) error {
	if last := w.buf.Bytes()[w.buf.Len()-1]; last != '{' {
		w.buf.WriteByte(',')
	}
	key := ref.Column()
	if survey.IsOwnKey(key) {
		key = survey.QuestionMark + key
	}
	if err := w.value(key); err != nil {
		return err
	}
	w.buf.WriteByte(':')
	return nil
}

// group writes the answers and repeats below a group, in form order.
func (w *writer) group(g *survey.Group, scope *survey.Scope, r *survey.Record) error {
	for _, n := range g.Children {
		var err error
		switch n := n.(type) {
		case *survey.Question:
			if n.Slot >= 0 && w.in[n] {
				err = w.answer(n, r.Value(n.Slot))
			}
		case *survey.Repeat:
			err = w.repeat(n, scope, r)
		case *survey.Group:
			err = w.group(n, scope, r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) repeat(n *survey.Repeat, scope *survey.Scope, r *survey.Record) error {
	if err := w.key(n.Ref); err != nil {
		return err
	}
	w.buf.WriteByte('[')
	for i, inner := range scope.Repeats {
		if inner.Repeat != n || i >= len(r.Repeats) {
			continue
		}
		for j := range r.Repeats[i] {
			if j > 0 {
				w.buf.WriteByte(',')
			}
			w.buf.WriteByte('{')
			if err := w.group(&n.Group, inner, &r.Repeats[i][j]); err != nil {
				return err
			}
			w.buf.WriteByte('}')
		}
	}
	w.buf.WriteByte(']')
	return nil
}

func (w *writer) answer(q *survey.Question, v survey.Value) error {
	if err := w.key(q.Ref); err != nil {
		return err
	}
	if !v.IsAnswered() {
		return w.value(map[string]string{"state": v.State.String()})
	}
	switch {
	case q.Type.IsMultiple():
		if codes := v.Choices(); len(codes) > 0 && strings.Join(codes, " ") == v.Text {
			return w.value(codes)
		}
	case (q.Type.IsNumber() || q.Type == survey.TypeCalculate) && isPlainNumber(v.Text):
		w.buf.WriteString(v.Text)
		return nil
	}
	return w.value(v.Text)
}

// isPlainNumber reports whether a text is a number that every JSON reader
// keeps: digits and at most one point, none of them lost. 0141 and 1e5 are
// texts.
func isPlainNumber(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	whole, part, hasPoint := strings.Cut(digits, ".")
	isDigits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	if !isDigits(whole) || hasPoint && !isDigits(part) || len(whole) > 1 && whole[0] == '0' || len(whole)+len(part) > 15 {
		return false
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

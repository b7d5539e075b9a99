package openrosa

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"time"

	"doorstep/survey"
)

const header = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

// instance writes one response's XML.
type instance struct {
	in       map[*survey.Question]bool
	personal bool
	buf      bytes.Buffer
}

// xml returns the response; the bytes are good until the next call.
func (w *instance) xml(form *survey.Form, sub *survey.Submission) []byte {
	w.buf.Reset()
	w.buf.WriteString(header)
	root := form.Root.Name
	w.buf.WriteString("<" + root + ` xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:ds="` + survey.OwnNamespace + `" id="`)
	w.text(sub.FormID)
	w.buf.WriteString(`" version="`)
	w.text(sub.FormVersion)
	w.buf.WriteString(`" ds:outcome="`)
	w.text(string(sub.Outcome))
	if sub.Training {
		w.buf.WriteString(`" ds:training="true`)
	}
	w.buf.WriteString(`">`)
	w.group(form.Root, form.Main, &sub.Record)
	w.meta(sub)
	w.buf.WriteString("</" + root + ">\n")
	return w.buf.Bytes()
}

// meta writes what OpenRosa's metadata schema has a name for.
func (w *instance) meta(sub *survey.Submission) {
	w.buf.WriteString("<meta>")
	w.element("instanceID", sub.InstanceID)
	if w.personal { // it may be made of a name
		w.element("instanceName", sub.Name)
	}
	w.element("timeStart", instant(sub.Started))
	w.element("timeEnd", instant(sub.Finished))
	w.element("deviceID", sub.Device)
	w.element("username", sub.Worker)
	w.buf.WriteString("</meta>")
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02T15:04:05.999999999Z07:00")
}

// element writes an element unless its text is blank.
func (w *instance) element(name, text string) {
	if text == "" {
		return
	}
	w.buf.WriteString("<" + name + ">")
	w.text(text)
	w.buf.WriteString("</" + name + ">")
}

func (w *instance) text(s string) {
	_ = xml.EscapeText(&w.buf, []byte(s)) // a buffer takes everything
}

// group writes what is below a group.
func (w *instance) group(g *survey.Group, scope *survey.Scope, r *survey.Record) {
	for _, n := range g.Children {
		switch n := n.(type) {
		case *survey.Question:
			if n.Slot >= 0 && w.in[n] {
				w.answer(n, r.Value(n.Slot))
			}
		case *survey.Repeat:
			w.repeat(g, n, scope, r)
		case *survey.Group:
			start := w.buf.Len()
			w.buf.WriteString("<" + n.Name + ">")
			inside := w.buf.Len()
			w.group(n, scope, r)
			if w.buf.Len() == inside { // nothing in it was asked
				w.buf.Truncate(start)
				continue
			}
			w.buf.WriteString("</" + n.Name + ">")
		}
	}
}

func (w *instance) repeat(g *survey.Group, n *survey.Repeat, scope *survey.Scope, r *survey.Record) {
	for i, inner := range scope.Repeats {
		if inner.Repeat != n || i >= len(r.Repeats) {
			continue
		}
		if count := n.Name + "_count"; !n.Count.IsZero() && !has(g, count) && len(r.Repeats[i]) > 0 {
			w.element(count, strconv.Itoa(len(r.Repeats[i]))) // as form converters count it
		}
		for j := range r.Repeats[i] {
			w.buf.WriteString("<" + n.Name + ">")
			w.group(&n.Group, inner, &r.Repeats[i][j])
			w.buf.WriteString("</" + n.Name + ">")
		}
	}
}

func has(g *survey.Group, name string) bool {
	for _, n := range g.Children {
		if n.Base().Name == name {
			return true
		}
	}
	return false
}

func (w *instance) answer(q *survey.Question, v survey.Value) {
	switch v.State {
	case survey.Answered:
		w.element(q.Name, v.Text)
	case survey.NotAsked:
	case survey.Unanswered:
		w.buf.WriteString("<" + q.Name + "/>")
	default:
		w.buf.WriteString("<" + q.Name + ` ds:state="` + v.State.String() + `"/>`)
	}
}

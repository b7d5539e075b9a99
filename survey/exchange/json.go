package exchange

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"doorstep/survey"
)

// envelope is how an answer of KoboToolbox's or ODK Central's server begins.
var envelope = regexp.MustCompile(`^\s*\{\s*"(count|next|previous|@odata\.[a-zA-Z]+)"\s*:(?s:.*?)"(results|value)"\s*:\s*\[`)

// bareEnvelope is one that begins with the responses: what tells of them follows.
var bareEnvelope = regexp.MustCompile(`^\s*\{\s*"(results|value)"\s*:\s*\[\s*[{\]]`)

// inEnvelope reports whether the responses come as a server's answer:
// {"count": 2, …, "results": […]} or {"@odata.context": …, "value": […]}. A
// repeat of the name at the head of a response is none.
func (r *Reader) inEnvelope(b *bufio.Reader) bool {
	start, _ := b.Peek(4096) // less when the file is shorter
	if name := bareEnvelope.FindSubmatch(start); name != nil {
		return !slices.ContainsFunc(r.forms, func(f *formIndex) bool { return f.main.nodes[string(name[1])] != nil })
	}
	return envelope.Match(start)
}

// readLines reads JSON lines.
func (r *Reader) readLines(in io.Reader, yield func(*Received, error) bool) {
	lines := newLines(in)
	for lines.next() {
		if len(bytes.TrimSpace(lines.text)) == 0 {
			continue
		}
		if !yield(r.readObject(lines.text, lines.number), nil) {
			return
		}
	}
	if lines.err != nil {
		yield(nil, fmt.Errorf("read responses: %w", lines.err))
	}
}

// readArray reads an array of responses. It returns how many it held, and
// whether it was read to its end.
func (r *Reader) readArray(dec *json.Decoder, yield func(*Received, error) bool) (n int, whole bool) {
	if tok, err := dec.Token(); err != nil || tok != json.Delim('[') {
		yield(nil, fmt.Errorf("read responses: there is no list of them: %w", cmp.Or(err, errNoList)))
		return 0, false
	}
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			// What follows a fault in an array cannot be told apart from it.
			yield(cutShort(n+1, err), nil)
			return n, false
		}
		n++
		if !yield(r.readObject(raw, n), nil) {
			return n, false
		}
	}
	if _, err := dec.Token(); err != nil { // a file that was not fetched whole ends between two
		yield(cutShort(n+1, err), nil)
		return n, false
	}
	return n, true
}

var errNoList = errors.New("something else stands in its place")

// cutShort reports a list that cannot be read from a response on.
func cutShort(line int, err error) *Received {
	return &Received{Problems: []Problem{{Line: line, Code: CodeCutShort, Message: fmt.Sprintf(
		"the list cannot be read from response %d on (%v). The %d before it were read. Fetch the file again and import it: what is here does not come in twice", line, err, line-1,
	)}}}
}

func unreadable(line int, err error) *Received {
	return &Received{Problems: []Problem{{Line: line, Code: CodeUnreadable, Message: fmt.Sprintf("it cannot be read: %v", err)}}}
}

// readObject reads one response.
func (r *Reader) readObject(text []byte, line int) *Received {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber() // 1.10 must not become 1.1
	var fields map[string]any
	if err := dec.Decode(&fields); err != nil {
		return unreadable(line, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return unreadable(line, errors.New("there is more on the line after the response"))
	}
	own, err := survey.TakeOwn(text, fields)
	if err != nil {
		return unreadable(line, err)
	}
	says := formNamed(fields)
	if own != nil {
		says = named{id: own.FormID, versions: []string{own.FormVersion}}
	}
	form, problem := r.choose(says, line)
	if problem != nil {
		return &Received{Problems: []Problem{*problem}}
	}
	d := &draft{form: form, line: line, own: own, sub: &survey.Submission{Record: survey.NewRecord(form.form.Main)}}
	j := jsonFiller{d}
	if own != nil {
		d.sub.InstanceID = own.InstanceID
	} else {
		j.readMetadata(fields)
	}
	j.fill(form.main, &d.sub.Record, "", fields)
	return r.finish(d, bytes.TrimSpace(text))
}

// formNamed reads which questionnaire a response says it answers.
func formNamed(fields map[string]any) named {
	n := named{id: firstText(fields, "form_id", "_xform_id_string", "xform_id_string")}
	if system, ok := fields["__system"].(map[string]any); ok {
		if v, ok := system["formVersion"].(string); ok && v != "" {
			n.versions = append(n.versions, v)
		}
	}
	for _, key := range versionKeys(maps.Keys(fields)) {
		if v, ok := fields[key].(string); ok && v != "" {
			n.versions = append(n.versions, v)
		}
	}
	return n
}

func firstText(fields map[string]any, keys ...string) string {
	for _, k := range keys {
		if s, ok := fields[k].(string); ok && s != "" {
			return s
		}
	}
	return ""
}

// jsonFiller puts a JSON object's values in a record.
type jsonFiller struct{ *draft }

// readMetadata takes what servers say about a response as a whole.
func (j jsonFiller) readMetadata(fields map[string]any) {
	meta, _ := fields["meta"].(map[string]any)
	j.sub.InstanceID = survey.WithScheme(cmp.Or( // those that every edition has come first
		firstText(fields, "meta/rootUuid"), firstText(meta, "rootUuid"), firstText(fields, "__id", "meta/instanceID", "instanceID"),
		firstText(meta, "instanceID"), firstText(fields, "_uuid"),
	))
	j.sub.Worker = firstText(fields, "_submitted_by")
	received := firstText(fields, "_submission_time", "_submitted_at")
	if system, ok := fields["__system"].(map[string]any); ok && received == "" {
		received = firstText(system, "submissionDate")
	}
	if t, ok := parseTime(received, time.UTC); ok {
		j.created = t
	}
}

// fill reads an object's fields into the record of a scope. within is the path
// of the group the object stands for.
func (j jsonFiller) fill(x *scopeIndex, rec *survey.Record, within string, fields map[string]any) {
	if j.own != nil {
		within = "" // its keys are whole paths
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		v := fields[key]
		if x.isCount(within, key) {
			continue
		}
		path := key
		if within != "" && !strings.HasPrefix(key, within+"/") {
			path = within + "/" + key
		}
		switch n := x.find(within, key).(type) {
		case *survey.Question:
			j.answer(n, rec, key, v)
		case *survey.Group:
			if inner, ok := v.(map[string]any); ok {
				j.fill(x, rec, n.Ref.Column(), inner)
			} else if !isBlank(v) {
				j.leftOver(path, v)
			}
		case *survey.Repeat:
			j.repeat(x, n, rec, path, v)
		default:
			j.leftOver(path, v)
			j.linked(x, within, key, fields)
		}
	}
}

// linked reports a repeat of which ODK Central sent no more than where it is.
func (j jsonFiller) linked(x *scopeIndex, within, key string, fields map[string]any) {
	name, ok := strings.CutSuffix(key, "@odata.navigationLink")
	repeat, is := x.find(within, name).(*survey.Repeat)
	if _, there := fields[name]; there || !ok || !is {
		return
	}
	if !slices.Contains(j.lacking, repeat.Ref) {
		j.lacking = append(j.lacking, repeat.Ref)
	}
	j.problem(CodeNoRepeat, name, "the server's answer has no rows of the repeat %s, only where they are. Ask it with $expand=*, or export again, and import that instead", name)
}

// leftOver keeps a value that no question takes, and reports it unless it is
// one that servers add.
func (j jsonFiller) leftOver(key string, v any) {
	text, err := json.Marshal(v)
	if err != nil { // what was decoded can be encoded
		j.problem(CodeBadValue, key, "%s cannot be kept: %v", key, err)
		return
	}
	j.keep(key, string(text))
	if !isMetadata(key) && key != "meta" {
		j.unknown(key)
	}
}

func (j jsonFiller) answer(q *survey.Question, rec *survey.Record, key string, v any) {
	if q.Slot < 0 { // a note keeps no value
		if !isBlank(v) {
			j.leftOver(key, v)
		}
		return
	}
	if rec.Values[q.Slot].State != survey.Unanswered {
		j.problem(CodeBadValue, key, "%s is given twice. The first value stays", key)
		return
	}
	value, ok := valueOf(v)
	if !ok {
		j.problem(CodeBadValue, key, "the value of %s cannot be an answer. It is kept beside the answers", key)
		j.leftOver(key, v)
		return
	}
	rec.Values[q.Slot] = value
	if v == "" && q.Type.IsMultiple() {
		j.keep(key, `""`) // KoboToolbox tells a question left blank from one that is not there
	}
}

// repeat reads an array of instances, or one instance.
func (j jsonFiller) repeat(x *scopeIndex, n *survey.Repeat, rec *survey.Record, key string, v any) {
	list, ok := v.([]any)
	if one, is := v.(map[string]any); is {
		list, ok = []any{one}, true
	}
	if !ok {
		if !isBlank(v) {
			j.problem(CodeBadValue, key, "%s should be a list. It is kept beside the answers", key)
			j.leftOver(key, v)
		}
		return
	}
	place, inner := x.place[n], x.inner[n]
	for _, item := range list {
		fields, ok := item.(map[string]any)
		if !ok {
			j.problem(CodeBadValue, key, "%s has an entry that is no set of answers. It is kept beside the answers", key)
			j.leftOver(key, item)
			continue
		}
		instance := survey.NewRecord(inner.scope)
		j.fill(inner, &instance, n.Ref.Column(), fields)
		rec.Repeats[place] = append(rec.Repeats[place], instance)
	}
}

func isBlank(v any) bool {
	s, ok := v.(string)
	return v == nil || (ok && s == "")
}

// valueOf turns a JSON value into an answer.
func valueOf(v any) (survey.Value, bool) {
	switch v := v.(type) {
	case nil:
		return survey.Value{}, true
	case string:
		return survey.Answer(v), true
	case json.Number:
		return survey.Answer(v.String()), true
	case bool:
		return survey.Answer(fmt.Sprint(v)), true
	case []any: // several choices
		names := make([]string, len(v))
		for i, item := range v {
			name, ok := item.(string)
			if !ok {
				return survey.Value{}, false
			}
			names[i] = name
		}
		return survey.Answer(strings.Join(names, " ")), true
	case map[string]any:
		return valueOfObject(v)
	}
	return survey.Value{}, false
}

// valueOfObject reads a kind of missing as Doorstep's own JSON writes it, or a
// place as ODK Central's does (GeoJSON: longitude first).
func valueOfObject(v map[string]any) (survey.Value, bool) {
	if word, ok := v["state"].(string); ok && len(v) == 1 {
		state, ok := survey.ParseState(word)
		return survey.Value{State: state}, ok && state != survey.Answered
	}
	at, ok := v["coordinates"].([]any)
	if kind, _ := v["type"].(string); kind != "Point" || !ok || len(at) < 2 {
		return survey.Value{}, false
	}
	parts := []string{fmt.Sprint(at[1]), fmt.Sprint(at[0]), "0", "0"}
	if len(at) > 2 {
		parts[2] = fmt.Sprint(at[2])
	}
	if properties, ok := v["properties"].(map[string]any); ok && properties["accuracy"] != nil {
		parts[3] = fmt.Sprint(properties["accuracy"])
	}
	return survey.Answer(strings.Join(parts, " ")), true
}

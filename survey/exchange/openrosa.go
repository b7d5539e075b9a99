package exchange

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
	"time"

	"doorstep/survey"
)

const deepestXML = 64 // groups in groups; deeper is a fault or an attack

// element is an XML element of a response.
type element struct {
	name     string
	attrs    map[string]string
	own      map[string]string // attributes of Doorstep's own namespace
	text     string
	children []*element
	line     int
}

// readXML reads one response a document, or several documents in a row.
func (r *Reader) readXML(in io.Reader, yield func(*Received, error) bool) {
	dec := xml.NewDecoder(in)
	dec.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("it is written in %s; save it as UTF-8", charset)
	}
	for {
		line, _ := dec.InputPos()
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			yield(unreadable(line, err), nil)
			return
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		root, err := readElement(dec, start, 0)
		if err != nil {
			yield(unreadable(line, err), nil)
			return
		}
		if !yield(r.readInstance(root), nil) {
			return
		}
	}
}

func readElement(dec *xml.Decoder, start xml.StartElement, depth int) (*element, error) {
	if depth > deepestXML {
		return nil, errors.New("its elements are nested too deep")
	}
	e := &element{name: start.Name.Local, attrs: map[string]string{}}
	e.line, _ = dec.InputPos()
	for _, a := range start.Attr {
		if a.Name.Space == survey.OwnNamespace {
			if e.own == nil {
				e.own = map[string]string{}
			}
			e.own[a.Name.Local] = a.Value
			continue
		}
		e.attrs[a.Name.Local] = a.Value
	}
	var text strings.Builder
	for {
		tok, err := dec.Token()
		if err != nil {
			return nil, err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			child, err := readElement(dec, t, depth+1)
			if err != nil {
				return nil, err
			}
			e.children = append(e.children, child)
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			if len(e.children) == 0 {
				e.text = text.String()
			}
			return e, nil
		}
	}
}

// readInstance reads one OpenRosa instance: <data id="form" version="1">.
func (r *Reader) readInstance(root *element) *Received {
	n := named{id: root.attrs["id"]}
	if v := root.attrs["version"]; v != "" {
		n.versions = []string{v}
	}
	texts := map[string]string{}
	for _, e := range root.children {
		texts[e.name] = e.text
	}
	for _, key := range versionKeys(maps.Keys(texts)) {
		n.versions = append(n.versions, texts[key])
	}
	form, problem := r.choose(n, root.line)
	if problem != nil {
		return &Received{Problems: []Problem{*problem}}
	}
	d := &draft{form: form, line: root.line, sub: &survey.Submission{Record: survey.NewRecord(form.form.Main)}}
	x := xmlFiller{d, r.zone()}
	for _, e := range root.children {
		if e.name == "meta" {
			x.readMeta(e)
		}
	}
	if id := root.attrs["instanceID"]; id != "" && d.sub.InstanceID == "" {
		d.sub.InstanceID = id
	}
	if t, ok := parseTime(root.attrs["submissionDate"], time.UTC); ok {
		d.created = t
	}
	x.fill(form.main, &d.sub.Record, "", root)
	got := r.finish(d, root.canonical())
	if outcome := root.own["outcome"]; outcome != "" {
		got.Submission.Outcome, got.stated = survey.Outcome(outcome), true
	}
	got.Submission.Training = got.Submission.Training || root.own["training"] == "true"
	return got
}

// xmlFiller puts an instance's elements in a record.
type xmlFiller struct {
	*draft
	zone *time.Location
}

func (x xmlFiller) readMeta(meta *element) {
	id := ""
	for _, e := range meta.children {
		switch text := strings.TrimSpace(e.text); e.name {
		case "instanceID":
			id = cmp.Or(id, text)
		case "rootUuid": // the same for every edition
			id = cmp.Or(survey.WithScheme(text), id)
		case "instanceName":
			x.sub.Name = text
		case "timeStart":
			if t, ok := parseTime(text, x.zone); ok {
				x.sub.Started = t
			}
		case "timeEnd":
			if t, ok := parseTime(text, x.zone); ok {
				x.sub.Finished = t
			}
		case "deviceID":
			x.sub.Device = text
		case "username":
			x.sub.Worker = text
		}
		x.keepText("meta/"+e.name, e.text)
	}
	x.sub.InstanceID = cmp.Or(id, x.sub.InstanceID)
}

func (x xmlFiller) fill(in *scopeIndex, rec *survey.Record, within string, parent *element) {
	for _, e := range parent.children {
		if in.isCount(within, e.name) {
			continue
		}
		path := e.name
		if within != "" {
			path = within + "/" + e.name
		}
		switch n := in.nodes[path].(type) {
		case *survey.Question:
			x.answer(n, rec, path, e)
		case *survey.Group:
			x.fill(in, rec, path, e)
		case *survey.Repeat:
			if _, isTemplate := e.attrs["template"]; isTemplate {
				continue
			}
			instance := survey.NewRecord(in.inner[n].scope)
			x.fill(in.inner[n], &instance, path, e)
			rec.Repeats[in.place[n]] = append(rec.Repeats[in.place[n]], instance)
		default:
			x.leftOver(path, e)
		}
	}
}

func (x xmlFiller) answer(q *survey.Question, rec *survey.Record, path string, e *element) {
	switch {
	case len(e.children) > 0:
		x.leftOver(path, e)
	case q.Slot < 0: // a note keeps no value
	case rec.Values[q.Slot].State != survey.Unanswered:
		x.problem(CodeBadValue, path, "%s is given twice. The first value stays", path)
	default:
		rec.Values[q.Slot] = survey.Answer(e.text)
		if state, ok := survey.ParseState(e.own["state"]); ok && e.text == "" && state != survey.Answered {
			rec.Values[q.Slot] = survey.Value{State: state}
		}
	}
}

// leftOver keeps what no question takes. The meta block has been read.
func (x xmlFiller) leftOver(path string, e *element) {
	if path == "meta" {
		return
	}
	for _, child := range e.children {
		x.leftOver(path+"/"+child.name, child)
	}
	if len(e.children) > 0 {
		return
	}
	if strings.TrimSpace(e.text) != "" {
		x.keepText(path, e.text)
	}
	if !isMetadata(path) {
		x.unknown(path)
	}
}

func (x xmlFiller) keepText(key, text string) {
	b, err := json.Marshal(text)
	if err == nil { // a string always can
		x.keep(key, string(b))
	}
}

// canonical writes the element's names and texts, to name a response by.
func (e *element) canonical() []byte {
	var b strings.Builder
	var write func(*element)
	write = func(e *element) {
		fmt.Fprintf(&b, "<%s>%s", e.name, e.text)
		for _, c := range e.children {
			write(c)
		}
		b.WriteString("</>")
	}
	write(e)
	return []byte(b.String())
}

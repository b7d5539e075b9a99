package exchange

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/survey"
	"doorstep/survey/store"
)

// Why a revision came in.
const (
	editedElsewhere = "edited on the server"
	fullerFile      = "a fuller file came in"
)

// edition is what a response says of its edits elsewhere. OpenRosa's tools give
// it another id with every edit and name the one before, KoboToolbox names the
// first too; ODK Central's own id stays, and it counts the edits.
type edition struct {
	id       string    // its own
	replaces string    // that of the one before, "" for the first
	first    string    // that of the first, "" where nobody says
	edits    int       // how many there were; -1 where nobody says
	response string    // the server's number of the response, which all editions have
	at       time.Time // when it was edited, zero where nobody says
}

func editionOf(s *survey.Submission) edition {
	var meta struct{ InstanceID, DeprecatedID, RootUUID string }
	var system struct {
		Edits     *int
		UpdatedAt string
	}
	// What is of another kind is somebody else's and says nothing here.
	_ = json.Unmarshal([]byte(s.Extra["meta"]), &meta)
	_ = json.Unmarshal([]byte(s.Extra["__system"]), &system)
	text := func(key string) (text string) {
		_ = json.Unmarshal([]byte(s.Extra[key]), &text)
		return strings.TrimSpace(text)
	}
	e := edition{
		id:       withScheme(cmp.Or(text("meta/instanceID"), meta.InstanceID, text("_uuid"), s.InstanceID)),
		replaces: withScheme(cmp.Or(text("meta/deprecatedID"), meta.DeprecatedID)),
		first:    withScheme(cmp.Or(text("meta/rootUuid"), meta.RootUUID, text("__id"))),
		edits:    -1,
		response: strings.Trim(s.Extra["_id"], `"`),
	}
	if n, err := strconv.Atoi(text("_edits")); err == nil {
		e.edits = n
	} else if system.Edits != nil {
		e.edits = *system.Edits
	}
	e.at, _ = parseTime(system.UpdatedAt, time.UTC)
	return e
}

// withScheme writes an id as OpenRosa does.
func withScheme(id string) string {
	if id != "" && !strings.Contains(id, ":") {
		return "uuid:" + id
	}
	return id
}

// isFirst reports whether nothing says that the response was edited.
func (e *edition) isFirst() bool {
	return e.replaces == "" && (e.first == "" || e.first == e.id) && e.edits <= 0
}

func (e *edition) is(other *edition) bool {
	if e.edits >= 0 && other.edits >= 0 {
		return e.edits == other.edits
	}
	return e.id == other.id
}

// version names an edition among those of one response.
func (e *edition) version() string {
	if e.edits > 0 {
		return e.id + "#" + strconv.Itoa(e.edits)
	}
	return e.id
}

// standing is how an edition stands to those that are here.
type standing uint8

const (
	isHere standing = iota
	isOlder
	isNewer
	isUnclear // newer than the first, and nobody says more
)

// place finds how an edition stands to those of the revisions that are here,
// and which revision has it or was edited. A revision made here has the edition
// of the one it was made of, and stands behind it.
func (e *edition) place(here []edition) (at int, how standing) {
	newest, most := 0, -1
	firsts := true
	for i := range here {
		if e.is(&here[i]) {
			return i, isHere
		}
		if !here[i].is(&here[newest]) {
			newest = i
		}
		most = max(most, here[i].edits)
		firsts = firsts && here[i].isFirst()
	}
	switch by := func(f func(edition) bool) int { return slices.IndexFunc(here, f) }; {
	case e.edits >= 0 && most > e.edits || e.isFirst():
		return newest, isOlder
	case e.edits >= 0 && most >= 0:
		return by(func(h edition) bool { return h.edits == most }), isNewer
	case by(func(h edition) bool { return h.replaces == e.id }) >= 0:
		return newest, isOlder
	case e.replaces != "" && by(func(h edition) bool { return h.id == e.replaces }) >= 0:
		return by(func(h edition) bool { return h.id == e.replaces }), isNewer
	case firsts:
		return newest, isNewer
	case e.replaces != "" && e.replaces == e.first: // the second of all
		return newest, isOlder
	}
	return newest, isUnclear
}

// related notes that ids are of one response, and returns all that are.
func (r *Reader) related(ids ...string) []string {
	var all []string
	add := func(id string) {
		if id != "" && !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	for _, id := range ids {
		add(id)
	}
	for _, id := range ids {
		for _, kin := range r.kin[id] {
			add(kin)
		}
	}
	if len(all) > 1 {
		for _, id := range all {
			r.kin[id] = all
		}
	}
	return all
}

// Arrival is the response as the store takes it: edited elsewhere since it came
// last, it revises what is here. report hears what cannot be told.
func (r *Reader) Arrival(got *Received, report func(Problem)) (store.Arrival, error) {
	a := store.Arrival{Submission: got.Submission}
	if got.edition == nil {
		return a, nil
	}
	e := got.edition
	if e.replaces != "" && e.first == "" {
		if err := r.recall(); err != nil {
			return a, err
		}
	}
	a.Also = r.related(got.Submission.InstanceID, e.first, e.id, e.replaces)[1:]
	a.Again = func(here []*survey.Submission) *store.Succession { return r.again(got, here, report) }
	return a, nil
}

// recall finds, once, the ids that edited responses have had: one that names
// only the edition before it may be here under an older one's id.
func (r *Reader) recall() error {
	if r.recalled || r.Here == nil {
		return nil
	}
	r.recalled = true
	for sub, err := range r.Here {
		if err != nil {
			return err
		}
		if e := editionOf(sub); e.replaces != "" {
			r.related(sub.InstanceID, e.id, e.replaces)
		}
	}
	return nil
}

// again decides what becomes of a response that is here already.
func (r *Reader) again(got *Received, here []*survey.Submission, report func(Problem)) *store.Succession {
	came := got.Submission
	editions := make([]edition, len(here))
	for i, sub := range here {
		editions[i] = editionOf(sub)
	}
	at, how := got.edition.place(editions)
	base := here[at]
	tell := func(code, message string) { report(Problem{Line: got.line, Code: code, Message: message}) }
	if how == isOlder || base.FormID != came.FormID {
		return nil
	}
	if !carryRepeats(base, got) {
		if how != isHere {
			tell(CodeOtherAnswers, "it was edited on the server and answers another version now, and the file lacks its repeats. What is here stays. Import it from a file that has them")
		}
		return nil
	}
	for _, sub := range here { // erased on the end date, or with a consent: a server may have it still
		if sub.FormVersion == came.FormVersion {
			carryErased(&sub.Record, &came.Record)
		}
	}
	if slices.ContainsFunc(here[at:], func(sub *survey.Submission) bool { return len(r.differences(sub, came)) == 0 }) {
		return nil // the edit changed no answer, or the same was changed here
	}
	after := &store.Succession{After: at, Edit: store.RevisionEdit{Cause: store.Edited, Reason: editedElsewhere, At: got.edition.at}}
	switch how {
	case isHere:
		otherwise, more := r.compare(base, came)
		if otherwise {
			tell(CodeOtherAnswers, "it is here already with other answers, and nothing in the file says that it was edited since. What is here stays. Hold it against the server's, and change it here if that is right")
		}
		if otherwise || !more || len(here) > 1 {
			return nil
		}
		after.Edit.Reason = fullerFile
	case isUnclear:
		after.After = -1
		tell(CodeUnclearEdit, "it was edited on the server more than once, and nothing says whether it is newer than what is here. Both are kept: choose with “doorstep response settle”, or on Send and receive")
	}
	came.Training, came.Consents, came.Remarks, came.Timings, came.Paused = base.Training, base.Consents, base.Remarks, base.Timings, base.Paused
	return after
}

// carryRepeats gives a response the repeats that its file lacks. It reports
// false where they are another version's.
func carryRepeats(base *survey.Submission, got *Received) bool {
	if len(got.lacking) > 0 && base.FormVersion != got.Submission.FormVersion {
		return false
	}
	for _, i := range got.lacking {
		if i < len(base.Record.Repeats) {
			got.Submission.Record.Repeats[i] = base.Record.Repeats[i]
		}
	}
	return true
}

// carryErased erases from a record what was erased from another of its form; in
// a repeat from every row.
func carryErased(from, to *survey.Record) {
	for slot := range to.Values {
		if from.Value(slot).State == survey.Erased {
			to.Values[slot] = survey.Value{State: survey.Erased}
		}
	}
	for i := range min(len(from.Repeats), len(to.Repeats)) {
		for _, before := range from.Repeats[i] {
			for j := range to.Repeats[i] {
				carryErased(&before, &to.Repeats[i][j])
			}
		}
	}
}

func (r *Reader) differences(a, b *survey.Submission) []survey.Difference {
	var sides []survey.Side
	for _, s := range []*survey.Submission{a, b} {
		for _, f := range r.forms {
			if f.form.ID == s.FormID && f.form.Version == s.FormVersion {
				sides = append(sides, survey.Side{Form: f.form, Submission: s})
			}
		}
	}
	if len(sides) < 2 { // a form that the reader does not know
		return nil
	}
	return survey.Differences(sides)
}

// compare tells how a response that came once more differs from what is here,
// however files write the same: it says otherwise, or more. What a file leaves
// out it does not deny.
func (r *Reader) compare(base, came *survey.Submission) (otherwise, more bool) {
	for _, d := range r.differences(base, came) {
		if d.Repeat != nil {
			words := d.Words("")
			more = more || d.Rows[0] < d.Rows[1]
			otherwise = otherwise || d.Rows[0] > d.Rows[1] || d.Rows[0] == d.Rows[1] && spelling(survey.TypeText, words[0]) != spelling(survey.TypeText, words[1])
			continue
		}
		a, b := d.Values[0], d.Values[1]
		switch {
		case !b.IsAnswered():
		case a.IsAnswered():
			otherwise = otherwise || spelling(d.Question.Type, a.Text) != spelling(d.Question.Type, b.Text)
		default:
			more = true
		}
	}
	return otherwise, more
}

// spelling is an answer without what tools write differently.
func spelling(kind survey.Type, text string) string {
	switch kind {
	case survey.TypeDate, survey.TypeTime, survey.TypeDateTime:
		return "" // days and times have many spellings, with zones and without
	}
	words := strings.Fields(text)
	for i, w := range words {
		if n, err := strconv.ParseFloat(w, 64); err == nil && !kind.IsSelect() {
			words[i] = strconv.FormatFloat(n, 'f', -1, 64)
		}
	}
	if kind == survey.TypeSelectMany {
		slices.Sort(words)
	}
	return strings.Join(words, " ")
}

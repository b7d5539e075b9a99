package exchange

import (
	"encoding/json"
	"fmt"
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

// edition is which state of a response came: with every edit it has another id,
// or ODK Central counts them.
type edition struct {
	survey.Edition
	edits int       // how many there were; -1 where nobody says
	at    time.Time // when it was edited, zero where nobody says
}

func editionOf(s *survey.Submission) edition {
	var system struct {
		Edits     *int
		UpdatedAt string
	}
	var edits string
	// What is of another kind is somebody else's and says nothing here.
	_ = json.Unmarshal([]byte(s.Extra["__system"]), &system)
	_ = json.Unmarshal([]byte(s.Extra["_edits"]), &edits)
	e := edition{Edition: survey.EditionOf(s), edits: -1}
	if n, err := strconv.Atoi(strings.TrimSpace(edits)); err == nil {
		e.edits = n
	} else if system.Edits != nil {
		e.edits = *system.Edits
	}
	e.at, _ = parseTime(system.UpdatedAt, time.UTC)
	return e
}

// isFirst reports whether nothing says that the response was edited.
func (e *edition) isFirst() bool {
	return e.Replaces == "" && (e.First == "" || e.First == e.ID) && e.edits <= 0
}

func (e *edition) is(other *edition) bool {
	if e.edits >= 0 && other.edits >= 0 {
		return e.edits == other.edits
	}
	return e.ID == other.ID
}

// version names an edition among those of one response.
func (e *edition) version() string {
	if e.edits > 0 {
		return e.ID + "#" + strconv.Itoa(e.edits)
	}
	return e.ID
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
	case by(func(h edition) bool { return h.Replaces == e.ID }) >= 0:
		return newest, isOlder
	case e.Replaces != "" && by(func(h edition) bool { return h.ID == e.Replaces }) >= 0:
		return by(func(h edition) bool { return h.ID == e.Replaces }), isNewer
	case firsts:
		return newest, isNewer
	case e.Replaces != "" && e.Replaces == e.First: // the second of all
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
// last, it revises what is here. report hears what did not go by itself.
func (r *Reader) Arrival(got *Received, report func(Problem)) (store.Arrival, error) {
	a := store.Arrival{Submission: got.Submission}
	if got.edition == nil {
		return a, nil
	}
	e := got.edition
	tell := func(code, format string, args ...any) {
		report(Problem{Line: got.line, Code: code, Message: fmt.Sprintf(format, args...)})
	}
	form := got.Submission.FormID
	a.Number = e.Number(form)
	if a.Orphan = e.Replaces != "" && e.First == ""; a.Orphan {
		if err := r.recall(); err != nil {
			return a, err
		}
		a.Perhaps = r.numbered[a.Number]
		a.Doubtful = r.erased[erasedOf{form, true}] || a.Number == "" && r.erased[erasedOf{form, false}]
	}
	if !r.TakeDoubted {
		a.Doubted = func(byNumber bool) {
			if byNumber {
				tell(CodeEditLeftOut, "it has the number on the server (_id) of a response that was taken out here, or of which something was erased, and another id, as after an edit. It did not come in. Import an export that names its first id (meta/rootUuid). If you are sure that it is another server's, import it with --take-doubted")
			} else {
				tell(CodeEditLeftOut, "it was edited on the server, and what it was before, %s, never came here. It may be a response that was taken out here, or of which something was erased, so it did not come in. Import an export that names its first id (meta/rootUuid) or its number (_id). If you are sure that it is another, import it with --take-doubted", e.Replaces)
			}
		}
	}
	if a.Number != "" && r.numbered[a.Number] == "" { // what comes later in this run may be an edit of it
		r.numbered[a.Number] = got.Submission.InstanceID
	}
	a.Also = r.related(got.Submission.InstanceID, e.First, e.ID, e.Replaces)[1:]
	a.Again = func(here []*survey.Submission) *store.Succession { return r.again(got, here, tell) }
	a.Several = func(here []string, gone bool) {
		if gone {
			tell(CodeSeveralHere, "%s are one response, and it was withdrawn here under one of these ids. It stays out. What is here of it under another still counts: take that out too, with “doorstep response withdraw”", strings.Join(here, " and "))
			return
		}
		tell(CodeSeveralHere, "%s are one response: its edits came in before what they were made from. Each counts as an interview. Look at both, and take the older out with “doorstep response void”", strings.Join(here, " and "))
	}
	return a, nil
}

// erasedOf is a questionnaire of which a response had something erased, and
// whether its number on a server is unknown.
type erasedOf struct {
	form       string
	unnumbered bool
}

// recall finds, once, the ids and numbers that responses have had: one that
// names only the edition before it may be here under an older one's id.
func (r *Reader) recall() error {
	if r.recalled || r.Here == nil {
		return nil
	}
	r.recalled = true
	for sub, err := range r.Here {
		if err != nil {
			return err
		}
		e := survey.EditionOf(sub)
		if e.Replaces != "" {
			r.related(sub.InstanceID, e.ID, e.Replaces)
		}
		number := e.Number(sub.FormID)
		if number != "" {
			r.numbered[number] = sub.InstanceID
		}
		if r.hasErased(sub) {
			r.erased[erasedOf{sub.FormID, number == ""}] = true
		}
	}
	return nil
}

// again decides what becomes of a response that is here already.
func (r *Reader) again(got *Received, here []*survey.Submission, tell teller) *store.Succession {
	editions := make([]edition, len(here))
	for i, sub := range here {
		editions[i] = editionOf(sub)
	}
	at, how := got.edition.place(editions)
	base, came := here[at], got.Submission
	if how == isOlder || base.FormID != came.FormID {
		return nil
	}
	same := func(sub *survey.Submission) bool { return len(r.differences(sub, came)) == 0 }
	if slices.ContainsFunc(here[at:], same) {
		return nil // the edit changed no answer, or the same was changed here
	}
	if why := r.reconcile(got, base, here); why != "" {
		if how != isHere {
			tell(CodeEditLeftOut, "%s", why)
		}
		return nil
	}
	if slices.ContainsFunc(here[at:], same) {
		return nil // nor but what the file leaves out, or what was erased here
	}
	after := &store.Succession{After: at, Edit: store.RevisionEdit{Cause: store.Edited, Reason: editedElsewhere, At: got.edition.at}}
	if how == isHere {
		otherwise, more := r.compare(base, came)
		if otherwise {
			tell(CodeOtherAnswers, "it is here already with other answers, and nothing in the file says that it was edited since. What is here stays. Hold it against the server's, and change it here if that is right")
		}
		if otherwise || !more || len(here) > 1 {
			return nil
		}
		after.Edit.Reason = fullerFile
	}
	if how == isUnclear {
		after.After = -1
	}
	after.Beside = func(stands bool) {
		which := "what was here"
		if stands {
			which = "what came"
		}
		if how == isUnclear {
			tell(CodeUnclearEdit, "it was edited on the server more than once, and nothing says whether it is newer than what is here. Both are kept, and %s stands for now. Choose with “doorstep response settle”, or on Send and receive", which)
			return
		}
		tell(CodeInConflict, "it was edited on the server, and changed here too. Both are kept, and %s stands for now. Choose with “doorstep response settle”, or on Send and receive", which)
	}
	return after
}

// teller reports a problem of the response being taken.
type teller func(code, format string, args ...any)

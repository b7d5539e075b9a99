package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"doorstep/survey"
)

// reconcile makes of a response that came again what may follow what is here:
// it completes it by what its file leaves out, and takes out what was erased
// here, on a date or with a consent, which a server may have still. base is the
// revision that was edited elsewhere, among all that are here. It returns why
// that cannot be done, and what to do; "" when it was.
func (r *Reader) reconcile(got *Received, base *survey.Submission, here []*survey.Submission) (why string) {
	came := got.Submission
	form, before := r.form(came), r.form(base)
	if form == nil || before == nil {
		return "it was edited on the server, and a version of its questionnaire is not here. What is here stays. Add the version with --form FILE@VERSION, then import again"
	}
	carryHeader(base, got)
	if r.Settle != nil { // what was not asked shows once it is whole
		eachValue(form.Main, &came.Record, func(_ *survey.Question, v *survey.Value) {
			if v.State == survey.Skipped || v.State == survey.NotAsked {
				*v = survey.Value{}
			}
		})
	}
	c := carrier{lacking: got.lacking, same: form == before}
	if !c.carry(form.Main, before.Main, &came.Record, &base.Record) {
		return "it was edited on the server, and the file lacks some of its repeats or of their questions, so it cannot be put together with what is here. What is here stays. Import it from a file that has them all"
	}
	if c.workedOut && r.changed(form, before, came, base) {
		return "it was edited on the server, and the file lacks what the questionnaire works out from the answers, which would then be of the answers before. What is here stays. Import it from a file that has the calculations too"
	}
	if r.Settle != nil {
		r.Settle(form, &came.Record)
	}
	together(form.Main, before.Main, &came.Record, &base.Record, func(_ *survey.Question, came *survey.Value, base survey.Value) {
		if (came.State == survey.Unanswered || came.State == survey.Skipped) && (base.State == survey.Refused || base.State == survey.DontKnow) {
			*came = base // files of other tools know one kind of silence
		}
	})
	for _, c := range takenBack(here) {
		if last, _ := survey.Latest(came.Consents, c.Purpose); !last.TakenBack {
			came.Consents = append(slices.Clone(came.Consents), c)
		}
		if !r.without(came, c.Purpose) {
			return fmt.Sprintf("it was edited on the server, and the consent for %s was taken back here. Version %q, which it answers now, does not ask that consent, so nothing tells what must go. What is here stays. Take the same out on the server, or change it here", c.Purpose, came.FormVersion)
		}
	}
	r.eraseAgain(came, base, here)
	return ""
}

func (r *Reader) form(s *survey.Submission) *survey.Form {
	for _, f := range r.forms {
		if f.form.ID == s.FormID && f.form.Version == s.FormVersion {
			return f.form
		}
	}
	return nil
}

// carryHeader keeps who interviewed, where, when and how it ended: an edit
// elsewhere changes answers.
func carryHeader(base *survey.Submission, got *Received) {
	came := got.Submission
	h := base.Header
	h.InstanceID, h.FormID, h.FormVersion, h.Status = came.InstanceID, came.FormID, came.FormVersion, came.Status
	h.Device, h.Worker, h.Language = cmp.Or(h.Device, came.Device), cmp.Or(h.Worker, came.Worker), cmp.Or(h.Language, came.Language)
	h.Number = 0 // it is no interview of the device's count
	if got.stated || h.Outcome == "" {
		h.Outcome = came.Outcome
	}
	if h.Started.IsZero() {
		h.Started = came.Started
	}
	if h.Finished.IsZero() {
		h.Finished = came.Finished
	}
	came.Header, came.Name = h, cmp.Or(came.Name, base.Name)
	for key, text := range base.Extra { // of a server, but which edition it is
		if _, told := came.Extra[key]; told || !isMetadata(key) || strings.HasPrefix(key, "meta/") || slices.Contains([]string{"__system", "_uuid", "_edits"}, key) {
			continue
		}
		if came.Extra == nil {
			came.Extra = map[string]string{}
		}
		came.Extra[key] = text
	}
	came.Consents, came.Remarks, came.Timings, came.Paused = base.Consents, base.Remarks, base.Timings, base.Paused
}

// carrier gives a record what its file leaves out.
type carrier struct {
	lacking []survey.Ref // questions and repeats
	same    bool         // both answer one version

	workedOut bool // something that nobody is asked was given
}

// carry reports false where it cannot tell which row is which.
func (c *carrier) carry(to, from *survey.Scope, came, base *survey.Record) bool {
	for _, q := range to.Questions {
		if v := saidTo(from, base, q); v.IsAnswered() && !came.Values[q.Slot].IsAnswered() && slices.Contains(c.lacking, q.Ref) {
			came.Values[q.Slot] = v
			c.workedOut = c.workedOut || !q.Type.IsAsked()
		}
	}
	for i, inner := range to.Repeats {
		before, rows := rowsOfRef(from, base, inner.Repeat.Ref)
		switch {
		case len(rows) == 0:
		case slices.Contains(c.lacking, inner.Repeat.Ref):
			if !c.same {
				return false
			}
			came.Repeats[i] = cloneRows(rows)
		case len(rows) != len(came.Repeats[i]):
			if c.lacksWithin(inner) {
				return false
			}
		default:
			for j := range rows {
				if !c.carry(inner, before, &came.Repeats[i][j], &rows[j]) {
					return false
				}
			}
		}
	}
	return true
}

func (c *carrier) lacksWithin(s *survey.Scope) bool {
	return slices.ContainsFunc(s.Questions, func(q *survey.Question) bool { return slices.Contains(c.lacking, q.Ref) }) ||
		slices.ContainsFunc(s.Repeats, func(inner *survey.Scope) bool {
			return slices.Contains(c.lacking, inner.Repeat.Ref) || c.lacksWithin(inner)
		})
}

// saidTo is what a record of a scope says to a question of it, or of another
// version's.
func saidTo(s *survey.Scope, rec *survey.Record, q *survey.Question) survey.Value {
	if q.Slot < len(s.Questions) && s.Questions[q.Slot].Ref == q.Ref {
		return rec.Value(q.Slot)
	}
	for slot, other := range s.Questions {
		if other.Ref == q.Ref {
			return rec.Value(slot)
		}
	}
	return survey.Value{State: survey.NotAsked}
}

func rowsOfRef(s *survey.Scope, rec *survey.Record, ref survey.Ref) (*survey.Scope, []survey.Record) {
	for i, inner := range s.Repeats {
		if inner.Repeat.Ref == ref && i < len(rec.Repeats) {
			return inner, rec.Repeats[i]
		}
	}
	return nil, nil
}

func cloneRecord(r *survey.Record) survey.Record {
	out := survey.Record{Values: slices.Clone(r.Values), Repeats: make([][]survey.Record, len(r.Repeats))}
	for i, rows := range r.Repeats {
		out.Repeats[i] = cloneRows(rows)
	}
	return out
}

func cloneRows(rows []survey.Record) []survey.Record {
	out := make([]survey.Record, len(rows))
	for i := range rows {
		out[i] = cloneRecord(&rows[i])
	}
	return out
}

// together visits the questions of a record with what another of the form says
// to them; in repeats where both have as many rows.
func together(to, from *survey.Scope, came, base *survey.Record, each func(*survey.Question, *survey.Value, survey.Value)) {
	for _, q := range to.Questions {
		each(q, &came.Values[q.Slot], saidTo(from, base, q))
	}
	for i, inner := range to.Repeats {
		before, rows := rowsOfRef(from, base, inner.Repeat.Ref)
		if i >= len(came.Repeats) || len(rows) != len(came.Repeats[i]) {
			continue
		}
		for j := range rows {
			together(inner, before, &came.Repeats[i][j], &rows[j], each)
		}
	}
}

// takenBack lists the consents that were taken back and not given since, as
// they stand over all revisions that are here.
func takenBack(here []*survey.Submission) []survey.Consent {
	var all []survey.Consent
	for _, sub := range here {
		for _, c := range sub.Consents {
			at := slices.IndexFunc(all, func(other survey.Consent) bool { return other.Purpose == c.Purpose })
			switch {
			case at < 0:
				all = append(all, c)
			case !c.At.Before(all[at].At):
				all[at] = c
			}
		}
	}
	return slices.DeleteFunc(all, func(c survey.Consent) bool { return !c.TakenBack })
}

// without takes out what a consent was asked for. The consents themselves stay
// as they are: that it was taken back is among them.
func (r *Reader) without(came *survey.Submission, purpose string) bool {
	if r.Without == nil {
		return false
	}
	left, ok := r.Without(came, purpose)
	if ok {
		came.Record, came.Remarks, came.Name, came.Extra = left.Record, left.Remarks, left.Name, left.Extra
	}
	return ok
}

// hasErased reports whether something of a response was erased, or a consent
// taken back.
func (r *Reader) hasErased(sub *survey.Submission) (is bool) {
	if f := r.form(sub); f != nil {
		eachValue(f.Main, &sub.Record, func(_ *survey.Question, v *survey.Value) { is = is || v.State == survey.Erased })
	}
	return is || len(takenBack([]*survey.Submission{sub})) > 0
}

// eraseAgain erases what was erased of any revision that is here: by where the
// questions stand, and by their names where another version moved them. Where
// no contact detail is left here, none comes, whatever a version calls it. With
// an answer goes what may repeat it: the response's name, and what came beside
// the answers.
func (r *Reader) eraseAgain(came, base *survey.Submission, here []*survey.Submission) {
	form := r.form(came)
	var gone []*survey.Question
	named := base
	for _, sub := range here {
		if f := r.form(sub); f != nil {
			before := len(gone)
			eachValue(f.Main, &sub.Record, func(q *survey.Question, v *survey.Value) {
				if v.State == survey.Erased {
					gone = append(gone, q)
				}
			})
			if len(gone) > before {
				named = sub
			}
		}
	}
	if len(gone) == 0 {
		return
	}
	asks := map[survey.Ref]bool{}
	for q := range form.Questions() {
		asks[q.Ref] = true
	}
	eachValue(form.Main, &came.Record, func(q *survey.Question, v *survey.Value) {
		if slices.ContainsFunc(gone, func(g *survey.Question) bool { return g.Ref == q.Ref || g.Name == q.Name && !asks[g.Ref] }) {
			*v = survey.Value{State: survey.Erased}
		}
	})
	if r.Erase != nil && r.contactsGone(here) {
		r.Erase(came)
	}
	came.Name = named.Name
	came.EraseBeside()
}

// contactsGone reports whether contact details were erased here and none stands.
func (r *Reader) contactsGone(here []*survey.Submission) bool {
	some, left := false, false
	for _, sub := range here {
		f := r.form(sub)
		if f == nil {
			continue
		}
		contact := (*survey.Question).IsPersonal // unless the form marks some, as EraseContacts does
		for q := range f.Questions() {
			if isContact(q) {
				contact = isContact
			}
		}
		eachValue(f.Main, &sub.Record, func(q *survey.Question, v *survey.Value) {
			if contact(q) {
				some, left = some || v.State == survey.Erased, left || v.IsAnswered()
			}
		})
	}
	return some && !left
}

func isContact(q *survey.Question) bool {
	return survey.Marked(q, func(i *survey.Item) bool { return i.Contact })
}

// eachValue visits the values of a record, in repeats those of every row.
func eachValue(s *survey.Scope, rec *survey.Record, each func(*survey.Question, *survey.Value)) {
	for slot, q := range s.Questions {
		if slot < len(rec.Values) {
			each(q, &rec.Values[slot])
		}
	}
	for i, inner := range s.Repeats {
		if i >= len(rec.Repeats) {
			break
		}
		for j := range rec.Repeats[i] {
			eachValue(inner, &rec.Repeats[i][j], each)
		}
	}
}

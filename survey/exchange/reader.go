package exchange

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"doorstep/survey"

	"github.com/google/uuid"
)

// Codes of import problems: stable, for machines.
const (
	CodeUnreadable     = "unreadable"      // not JSON, not XML, or not a response
	CodeUnknownForm    = "unknown-form"    // names a questionnaire the project lacks
	CodeUnknownVersion = "unknown-version" // names a version the project lacks
	CodeUnknownKey     = "unknown-key"     // a value that no question takes; the rest was read
	CodeBadValue       = "bad-value"       // a value that cannot be an answer; the rest was read
	CodeSameID         = "same-id"         // another response came with the id and other contents; both are kept
	CodeOtherAnswers   = "other-answers"   // it is here with other answers; what is here stays
	CodeUnclearEdit    = "unclear-edit"    // edited elsewhere, and whether before or after what is here is not known; both are kept
	CodeInConflict     = "in-conflict"     // edited elsewhere, and changed here too; both are kept
	CodeEditLeftOut    = "edit-left-out"   // edited elsewhere, and not to be put together with what is here, which stays
	CodeSeveralHere    = "several-here"    // editions of one response are here as several
	CodeRowTooShort    = "row-too-short"   // a row with fewer cells than there are headings
	CodeNoRepeat       = "no-repeat"       // a server's answer without the repeat
	CodeTableNotRead   = "table-not-read"  // a table that is neither the responses' nor a repeat's of them
	CodeCutShort       = "cut-short"       // the rest of the file cannot be read
	CodeMoreOnServer   = "more-on-server"  // a page of several: the server has more
)

// Problem is what an import could not make sense of.
type Problem struct {
	Line    int // in its file, from 1
	Code    string
	Key     string // for CodeUnknownKey and CodeBadValue
	Message string
	Source  string // the Reader's or the Table's file; "" for the Received's
}

// Incomplete reports whether an unknown part of a file did not come in, rather
// than one response or value of it.
func (p *Problem) Incomplete() bool {
	return p.Code == CodeTableNotRead || p.Code == CodeCutShort || p.Code == CodeMoreOnServer
}

// Received is one response as it came. Submission is nil when it fits no
// questionnaire of the project; Problems then says why.
type Received struct {
	Submission *survey.Submission
	Problems   []Problem
	Source     string // the file of the table it is from; "" for the Reader's

	line    int
	edition *edition     // nil for one that is known by its id alone
	lacking []survey.Ref // questions and repeats that its file leaves out
	stated  bool         // it says itself how the interview ended
}

// Reader reads responses that other tools exported.
type Reader struct {
	// FormID says which questionnaire responses are for that name none.
	FormID string
	// Source names the file being read, for Outstanding.
	Source string
	// Training marks the responses as made for training.
	Training bool
	// Zone is that of days and times that name none, a workbook's numbers among
	// them; nil for the laptop's own. Servers' own times are in UTC.
	Zone *time.Location
	// Here are the project's responses, which are looked through where edits name
	// no first id.
	Here iter.Seq2[*survey.Submission, error]
	// TakeDoubted takes edits too that may be of a response of which something was
	// erased here, for nothing tells.
	TakeDoubted bool
	// Settle, if not nil, completes each record: it tells skipped questions
	// from those that were not asked.
	Settle func(*survey.Form, *survey.Record)
	// Without returns a response without a consent that was taken back, and false
	// when its questionnaire asks no such consent (the engine's WithoutConsent).
	// Without it no edit of such a response comes in.
	Without func(sub *survey.Submission, purpose string) (*survey.Submission, bool)
	// Erase, if not nil, takes the contact details out of a response (the engine's
	// EraseContacts).
	Erase func(*survey.Submission) int

	forms []*formIndex
	alike map[uuid.UUID]int   // how often each response without an id has come
	ids   map[string]arrived  // what came under each id
	kin   map[string][]string // ids that are of one response
	lists map[string]*list    // of servers' answers

	recalled bool              // Here was looked through, which gave:
	numbered map[string]string // instanceIDs, by their number on a server
	erased   map[erasedOf]bool
}

// arrived is what came under an id: the first edition, or a further one.
type arrived struct {
	sum, answers      uuid.UUID // of all of it, and of what was answered
	version, response string
}

// NewReader returns a reader of responses to the forms, oldest version first.
func NewReader(forms []*survey.Form) *Reader {
	r := &Reader{alike: map[uuid.UUID]int{}, ids: map[string]arrived{}, kin: map[string][]string{}, lists: map[string]*list{}, numbered: map[string]string{}, erased: map[erasedOf]bool{}}
	for _, f := range forms {
		r.forms = append(r.forms, newFormIndex(f))
	}
	return r
}

// Read yields every response of a file: JSON lines, a JSON array, alone or in
// the envelope that servers answer with, or OpenRosa XML. The error is that of reading; faults in a response come as problems.
func (r *Reader) Read(in io.Reader) iter.Seq2[*Received, error] {
	return func(yield func(*Received, error) bool) {
		b := bufio.NewReaderSize(in, 1<<16)
		start, err := firstByte(b)
		switch {
		case errors.Is(err, io.EOF): // an empty file holds no response
		case err != nil:
			yield(nil, fmt.Errorf("read responses: %w", err))
		case start == '<':
			r.readXML(b, yield)
		case start == '[':
			dec := json.NewDecoder(b)
			if n, whole := r.readArray(dec, yield); whole {
				if err := ends(dec); err != nil {
					yield(cutShort(n+1, err), nil)
				}
			}
		case r.inEnvelope(b):
			r.readEnvelope(b, yield)
		default:
			r.readLines(b, yield)
		}
	}
}

// firstByte passes over a byte order mark and white space, and peeks.
func firstByte(b *bufio.Reader) (byte, error) {
	if mark, _ := b.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		if _, err := b.Discard(3); err != nil {
			return 0, err
		}
	}
	for {
		c, err := b.ReadByte()
		if err != nil {
			return 0, err
		}
		if !bytes.ContainsRune([]byte(" \t\r\n"), rune(c)) {
			return c, b.UnreadByte()
		}
	}
}

// draft is a response being read.
type draft struct {
	form     *formIndex
	line     int
	sub      *survey.Submission
	problems []Problem

	own     *survey.Own        // what Doorstep's own JSON says; nil for other tools'
	created time.Time          // when it reached a server
	lacking []survey.Ref       // questions and repeats that its file leaves out
	kept    map[string]int     // how often each key was left over
	told    map[[2]string]bool // codes and keys reported: each once a response
}

func (d *draft) problem(code, key, format string, args ...any) {
	if d.told[[2]string{code, key}] {
		return
	}
	if d.told == nil {
		d.told = map[[2]string]bool{}
	}
	d.told[[2]string{code, key}] = true
	d.problems = append(d.problems, Problem{Line: d.line, Code: code, Key: key, Message: fmt.Sprintf(format, args...)})
}

func (d *draft) unknown(key string) {
	d.problem(CodeUnknownKey, key, "%s is no question of %s version %q. Its value is kept beside the answers", key, d.form.form.ID, d.form.form.Version)
}

// keep holds on to a value that is no answer.
func (d *draft) keep(key, json string) {
	if d.sub.Extra == nil {
		d.sub.Extra = map[string]string{}
	}
	place := key
	if n := d.kept[key]; n > 0 { // another instance of a repeat has the like
		place = fmt.Sprintf("%s[%d]", key, n+1)
	} else if d.kept == nil {
		d.kept = map[string]int{}
	}
	d.kept[key]++
	d.sub.Extra[place] = json
}

// named is what a response says about the questionnaire it answers.
type named struct {
	id       string
	versions []string // all that might be it, the likeliest first
}

// choose finds the form a response answers, or says why there is none.
func (r *Reader) choose(n named, line int) (*formIndex, *Problem) {
	id := r.FormID
	if id == "" {
		id = n.id
	}
	fits := r.forms
	if id != "" {
		fits = slices.DeleteFunc(slices.Clone(r.forms), func(f *formIndex) bool { return f.form.ID != id })
		if len(fits) == 0 && n.id != "" && r.FormID == "" {
			fits = r.forms // servers give questionnaires ids of their own; the version decides
		}
	}
	if len(fits) == 0 {
		return nil, &Problem{Line: line, Code: CodeUnknownForm, Message: fmt.Sprintf("the project has no questionnaire %q. Add it with --form", id)}
	}
	if len(n.versions) == 0 {
		last := fits[len(fits)-1]
		for _, f := range fits {
			if f.form.ID != last.form.ID {
				return nil, &Problem{Line: line, Code: CodeUnknownForm, Message: "it names no questionnaire and the project has several. Say which with --form-id"}
			}
		}
		return last, nil
	}
	for _, v := range n.versions {
		var found *formIndex
		for _, f := range fits {
			if f.form.Version != v {
				continue
			}
			if found != nil && found.form.ID != f.form.ID {
				return nil, &Problem{Line: line, Code: CodeUnknownForm, Message: fmt.Sprintf("several questionnaires have a version %q. Say which with --form-id", v)}
			}
			found = f
		}
		if found != nil {
			return found, nil
		}
	}
	return nil, &Problem{
		Line: line, Code: CodeUnknownVersion,
		Message: fmt.Sprintf("the project has no version %q of the questionnaire. Add it with --form FILE@VERSION", n.versions[0]),
	}
}

// finish completes a response once all its values are in. content is all of
// it, from which one without an id gets its own.
func (r *Reader) finish(d *draft, content []byte) *Received {
	sub := d.sub
	sub.FormID, sub.FormVersion = d.form.form.ID, d.form.form.Version
	sub.Status, sub.Outcome, sub.Training = survey.Finished, survey.Complete, r.Training
	edition := r.identify(d, content)
	if d.own != nil {
		d.own.Apply(sub)
	} else {
		d.readTimes(r.zone())
	}
	if r.Settle != nil {
		r.Settle(d.form.form, &sub.Record)
	}
	return &Received{Submission: sub, Problems: d.problems, line: d.line, edition: edition, lacking: d.lacking}
}

func (r *Reader) zone() *time.Location { return cmp.Or(r.Zone, time.Local) }

// readTimes takes when the interview was from its questions, else from when it
// reached a server.
func (d *draft) readTimes(zone *time.Location) {
	sub := d.sub
	d.form.readTimes(sub, zone)
	if sub.Finished.IsZero() {
		sub.Finished = d.created
	}
	if sub.Started.IsZero() {
		sub.Started = sub.Finished
	}
}

// identify sees to it that every response has an id of its own. One that came
// without gets an id from its content and from how many like it came before in
// this import: equal responses stay apart, and a file imported again is known
// again. One whose id another response of the import has gets an id of its own
// too, for neither may be lost. It returns which edition of the response came;
// nil when the id alone tells.
func (r *Reader) identify(d *draft, content []byte) *edition {
	sub := d.sub
	sum := uuid.NewSHA1(uuid.NameSpaceURL, append([]byte("doorstep:import:"+sub.FormID+":"), content...))
	if sub.InstanceID == "" {
		r.alike[sum]++
		id := sum
		if n := r.alike[sum]; n > 1 {
			id = uuid.NewSHA1(sum, fmt.Appendf(nil, "%d", n))
		}
		sub.InstanceID = "uuid:" + id.String()
		return nil
	}
	e := &edition{Edition: survey.Edition{ID: sub.InstanceID}}
	if d.own == nil {
		*e = editionOf(sub)
	}
	key, now := sub.InstanceID, arrived{sum, r.sumAnswers(d), e.version(), e.Response}
	before, taken := r.ids[key]
	if taken && before.version != now.version && (before.response == now.response || before.response == "" || now.response == "") {
		key += "\t" + now.version // edited, not another response
		before, taken = r.ids[key]
	}
	switch {
	case !taken:
		r.ids[key] = now
	case before.sum != sum && !before.again(&now):
		d.problem(CodeSameID, "", "another response came with the id %s and other contents. Both are kept", sub.InstanceID)
		sub.InstanceID = "uuid:" + sum.String()
		return nil
	}
	if d.own != nil {
		return nil
	}
	return e
}

// again reports whether what comes is the same edition of the same response,
// downloaded twice: the server's number says so, or that no answer differs.
func (a *arrived) again(now *arrived) bool {
	if a.version != now.version {
		return false
	}
	if a.response != "" && now.response != "" {
		return a.response == now.response
	}
	return a.answers == now.answers
}

// sumAnswers names what was answered, however tools spell it.
func (r *Reader) sumAnswers(d *draft) uuid.UUID {
	var all []byte
	zone := r.zone()
	eachValue(d.form.form.Main, &d.sub.Record, func(q *survey.Question, v *survey.Value) {
		if v.IsAnswered() {
			all = append(append(append(append(all, q.Ref...), 0x1f), spelling(q.Type, v.Text, zone)...), 0x1e)
		}
	})
	return uuid.NewSHA1(uuid.NameSpaceURL, all)
}

// timeLayouts are how servers and phones write instants.
var timeLayouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999Z07",
	"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999", "2006-01-02",
}

// parseTime reads an instant. zone is that of one that names none.
func parseTime(s string, zone *time.Location) (time.Time, bool) {
	for _, layout := range timeLayouts {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			_, offset := t.Zone()
			if offset == 0 {
				return t.UTC(), true
			}
			return t.In(time.FixedZone("", offset)), true
		}
	}
	return time.Time{}, false
}

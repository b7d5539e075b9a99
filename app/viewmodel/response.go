package viewmodel

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// Archive opens finished responses, changes them and takes them out.
type Archive interface {
	Open(ctx context.Context, instanceID string) (OpenedResponse, error)
	// Find returns the responses with the code on a card.
	Find(ctx context.Context, code string) ([]survey.Header, error)
	// StartEdit opens a draft of a response; its finishing carries the reason.
	StartEdit(ctx context.Context, instanceID, worker, reason string) (survey.Header, error)
	Restore(ctx context.Context, revision [16]byte, worker, reason string) error
	Void(ctx context.Context, instanceID, reason string) error
	Withdraw(ctx context.Context, instanceID string) error
	WithdrawConsent(ctx context.Context, instanceID, purpose, worker string) error
}

// OpenedResponse is a response with what is known around it.
type OpenedResponse struct {
	Submission *survey.Submission // its Record is empty when it was taken out
	Reference  string             // the code on its card
	VoidReason string
	History    []Revision // the first first
}

// Revision is one state of a response, without what it says.
type Revision struct {
	ID      [16]byte
	What    string // "Interviewed", "Edited"
	Worker  string
	Device  string
	Reason  string
	At      time.Time
	Current bool
	Erased  bool
}

// AskKind is what a question to the worker is about.
type AskKind uint8

// The questions.
const (
	AskEdit AskKind = iota + 1
	AskRestore
	AskVoid
	AskWithdraw
	AskConsent
	AskCode // the code on a card, to find its response
)

// Ask is a question before something is changed: a reason, or a word that must
// be typed because the change cannot be undone.
type Ask struct {
	Kind         AskKind
	Title, Words string
	Label, Does  string // of the field and the button
	Must         string // what has to be typed; "" for any words
	Fault        string

	target string // an instanceID or a purpose
	id     [16]byte
}

// ResponseDetail is an open response as the screen shows it.
type ResponseDetail struct {
	InstanceID string
	Loading    bool
	Row        ResponseRow
	Reference  string
	Gone       string // why there are no answers, in words
	Sections   []ReviewSection
	Personal   map[survey.Ref]bool
	Language   Language
	History    []Revision
	Consents   []survey.Consent // given, and not taken back
	Err        error
}

// opened is the part of Responses that is about one response.
type opened struct {
	archive Archive
	worker  func() string
	resume  func(survey.Header, string) // takes up an edit's draft
	fail    func(error)                 // the shell's status bar
	turn    int                         // counts the times what was open was hidden
	detail  *ResponseDetail
	ask     *Ask
	done    string // what was done last, in words
	busy    bool
	err     error
}

// Detail is the response that is open, nil for the list.
func (m *Responses) Detail() *ResponseDetail { return m.opened.detail }

// Asking is the question to the worker, nil for none.
func (m *Responses) Asking() *Ask { return m.opened.ask }

// Done tells in words what was done last, Err what failed.
func (m *Responses) Done() (words string, busy bool, err error) {
	return m.opened.done, m.opened.busy, m.opened.err
}

// CanOpen reports whether responses can be opened here.
func (m *Responses) CanOpen() bool { return m.opened.archive != nil }

// Open opens a response.
func (m *Responses) Open(instanceID string) {
	if !m.CanOpen() || m.covered() {
		return
	}
	d := &ResponseDetail{InstanceID: instanceID, Loading: true}
	m.opened.detail, m.opened.ask, m.opened.done, m.opened.err = d, nil, "", nil
	m.fill(d)
	notify(m.OnChange)
}

// title names what is open in the window's title, "" for the list. It never
// holds an answer.
func (m *Responses) title() string {
	switch d := m.opened.detail; {
	case m.opened.ask != nil:
		return m.opened.ask.Title
	case d != nil && !d.Loading && d.Err == nil:
		return fmt.Sprintf("Response %d", d.Row.Number)
	}
	return ""
}

// CloseDetail goes back to the list, but not while the open response is being
// changed.
func (m *Responses) CloseDetail() {
	if !m.opened.busy || m.opened.ask == nil {
		m.hide()
		m.read(m.offset)
	}
}

// hide forgets the open response when the screen is covered or left.
func (m *Responses) hide() {
	m.opened.turn++
	m.opened.detail, m.opened.ask, m.opened.done, m.opened.err = nil, nil, "", nil
}

// fill reads the response and writes its answers in words, in the background.
func (m *Responses) fill(d *ResponseDetail) {
	m.run.Go(func() {
		ctx := context.Background()
		o, err := m.opened.archive.Open(ctx, d.InstanceID)
		var next ResponseDetail
		if err == nil {
			next, err = m.describe(ctx, o)
		}
		m.run.Do(func() {
			if m.opened.detail != d {
				return
			}
			next.InstanceID, next.Err = d.InstanceID, err
			*d = next
			if err != nil {
				m.run.Log.Error("response not opened", "instance", d.InstanceID, "err", err)
			}
			notify(m.OnChange)
		})
	})
}

func (m *Responses) describe(ctx context.Context, o OpenedResponse) (ResponseDetail, error) {
	sub := o.Submission
	form, program, err := m.forms.Program(ctx, sub.FormID, sub.FormVersion)
	if err != nil {
		return ResponseDetail{}, err
	}
	zone := m.run.Now().Location()
	d := ResponseDetail{Row: responseRow(sub.Header, form.Title, zone), Reference: o.Reference, History: o.History}
	switch sub.Status {
	case survey.Void:
		d.Gone = "The team took this response out. Its answers are erased. Reason: " + o.VoidReason
		return d, nil
	case survey.Withdrawn:
		d.Gone = "The resident took this response back. Its answers are erased everywhere, and nothing says whose it was."
		return d, nil
	}
	session := program.NewSession(engine.Options{
		InstanceID: sub.InstanceID, Base: sub, Now: m.run.Now, Location: zone, Started: sub.Started,
		Language: sub.Language, DeviceID: sub.Device, Username: sub.Worker,
	})
	shown := openInterview(interviewParts{run: m.run, form: form, session: session, header: sub.Header})
	review := shown.Review()
	d.Sections, d.Language, d.Personal = review.Sections, review.Language, map[survey.Ref]bool{}
	for _, s := range review.Sections {
		for _, row := range s.Rows {
			if node, ok := shown.node(row.Ref); ok && node.IsPersonal() {
				d.Personal[row.Ref] = true
			}
		}
	}
	seen := map[string]bool{}
	for _, c := range sub.Consents {
		if latest, _ := survey.Latest(sub.Consents, c.Purpose); !seen[c.Purpose] && latest.Given {
			d.Consents = append(d.Consents, latest)
		}
		seen[c.Purpose] = true
	}
	return d, nil
}

// WithdrawWord is typed to take a response out for good.
const WithdrawWord = "WITHDRAW"

// AskFor asks the worker before something is done to the open response.
// purpose is the consent's, for AskConsent.
func (m *Responses) AskFor(kind AskKind, purpose string, revision [16]byte) {
	if m.opened.busy || !m.CanOpen() {
		return
	}
	d := m.opened.detail
	if kind != AskCode && (d == nil || d.Loading || d.Gone != "" || d.Err != nil) {
		return
	}
	a := &Ask{Kind: kind, target: purpose, id: revision, Label: "Reason"}
	switch kind {
	case AskEdit:
		a.Title, a.Does = "Change answers", "Go on to the answers"
		a.Words = "The response is opened as in the interview. What was there before is kept in its history. Say why it is changed."
	case AskRestore:
		a.Title, a.Does = "Put an earlier state back", "Put it back"
		a.Words = "The answers become what they were then. What stands now is kept in the history. Say why."
	case AskVoid:
		a.Title, a.Does = "Take this response out", "Erase and take out"
		a.Words = "For a response that should not count: a test, a double. Its answers are erased here, in backups and in second copies. This cannot be undone. Say why."
	case AskWithdraw:
		a.Title, a.Does, a.Label, a.Must = "Withdraw this response", "Erase for good", "Type the code on the card, or "+WithdrawWord, WithdrawWord
		a.Words = "The resident wants their answers back. They are erased here, in backups and in second copies, and on other laptops at the next exchange. This cannot be undone."
	case AskConsent:
		a.Title, a.Does, a.Label, a.Must = "Take one consent back", "Take it back", "Type WITHDRAW", WithdrawWord
		a.Words = "What may then not be kept is erased, here and in every copy; the rest stays. This cannot be undone."
		if purpose == survey.ConsentTakePart {
			a.Words = "Without this consent the whole response is withdrawn and erased everywhere. This cannot be undone."
		}
	case AskCode:
		a.Title, a.Does, a.Label = "Withdraw by the code on the card", "Find it", "Code"
		a.Words = "Type the code on the resident’s card. The response is shown before anything is erased."
	}
	m.opened.ask, m.opened.done, m.opened.err = a, "", nil
	notify(m.OnChange)
}

// CancelAsk goes back without doing anything.
func (m *Responses) CancelAsk() {
	if !m.opened.busy {
		m.opened.ask, m.opened.err = nil, nil
		notify(m.OnChange)
	}
}

// Confirm answers the question.
func (m *Responses) Confirm(typed string) {
	a := m.opened.ask
	if a == nil || m.opened.busy {
		return
	}
	typed = strings.TrimSpace(typed)
	a.Fault = ""
	switch {
	case typed == "" && a.Must == "":
		a.Fault = "Write a few words first. Nothing was changed."
		if a.Kind == AskCode {
			a.Fault = "Type the code on the card first. Nothing was changed."
		}
	case a.Must != "" && !strings.EqualFold(typed, a.Must) && !m.isCode(a, typed):
		a.Fault = "Type exactly what is asked for. Nothing was changed."
	}
	if a.Fault != "" {
		notify(m.OnChange)
		return
	}
	m.carryOut(a, typed)
}

// isCode reports whether the card's code was typed, in any case and spacing.
func (m *Responses) isCode(a *Ask, typed string) bool {
	bare := func(s string) string { return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(s)) }
	d := m.opened.detail
	return a.Kind == AskWithdraw && d != nil && d.Reference != "" && bare(typed) == bare(d.Reference)
}

func (m *Responses) carryOut(a *Ask, typed string) {
	if a.Kind == AskCode {
		m.find(typed)
		return
	}
	id, worker := m.opened.detail.InstanceID, m.opened.worker()
	archive := m.opened.archive
	var edit survey.Header
	m.work(func(ctx context.Context) (err error) {
		switch a.Kind {
		case AskEdit:
			edit, err = archive.StartEdit(ctx, id, worker, typed)
		case AskRestore:
			err = archive.Restore(ctx, a.id, worker, typed)
		case AskVoid:
			err = archive.Void(ctx, id, typed)
		case AskWithdraw:
			err = archive.Withdraw(ctx, id)
		case AskConsent:
			err = archive.WithdrawConsent(ctx, id, a.target, worker)
		}
		return err
	}, func() {
		m.opened.ask = nil
		m.run.Log.Info("response changed", "instance", id, "how", int(a.Kind))
		if a.Kind == AskEdit {
			title := m.opened.detail.Row.Title
			m.hide()
			m.opened.resume(edit, title)
			return
		}
		m.opened.done = map[AskKind]string{
			AskRestore:  "The earlier state is back.",
			AskVoid:     "The response is taken out, and its answers are erased.",
			AskWithdraw: "The response is withdrawn. Its answers are erased here and in every copy that could be reached.",
			AskConsent:  "The consent is taken back, and what may not be kept is erased.",
		}[a.Kind]
		m.fill(m.opened.detail)
	})
}

// find opens the response with a code, and asks whether it is to be withdrawn.
func (m *Responses) find(code string) {
	var found []survey.Header
	m.work(func(ctx context.Context) (err error) {
		found, err = m.opened.archive.Find(ctx, code)
		return err
	}, func() {
		switch len(found) {
		case 0:
			m.opened.ask.Fault = "No response here has this code. Compare it with the card. It may also be on another laptop, or be withdrawn already."
		case 1:
			m.Open(found[0].InstanceID)
		default:
			var days []string
			for _, h := range found {
				days = append(days, h.Finished.Format("2 January 2006 15:04"))
			}
			m.opened.ask.Fault = fmt.Sprintf("%d responses have this code, of %s. Open the right one from the list by its date.", len(found), strings.Join(days, " and "))
		}
	})
}

// work does something with the store; then follows when it went well, or when
// only copies elsewhere are still to be erased. When what was open is hidden
// meanwhile nothing follows but that the list is read again, and the status bar
// has the failure.
func (m *Responses) work(do func(context.Context) error, then func()) {
	m.opened.busy, m.opened.err = true, nil
	notify(m.OnChange)
	turn := m.opened.turn
	m.run.Go(func() {
		err := do(context.Background())
		m.run.Do(func() {
			m.opened.busy = false
			if err != nil {
				m.run.Log.Error("response not changed", "err", err)
			}
			if !m.covered() {
				m.stale = true // what is searched by, as is the list
			}
			if turn != m.opened.turn {
				if err != nil && m.opened.fail != nil {
					m.opened.fail(err)
				}
				if m.opened.detail == nil {
					m.read(m.offset)
				}
				notify(m.OnChange)
				return
			}
			m.opened.err = err
			if err == nil || errors.Is(err, ErrErasureWaits) {
				then()
			}
			notify(m.OnChange)
		})
	})
}

package viewmodel

import (
	"context"
	"errors"
	"sync"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// trial is a walk through a questionnaire that is kept nowhere.
type trial struct {
	title  string
	writer *Writer
	under  *Interview // the interview that was open before, nil for none
}

// nowhere takes the place of the disk in a trial. Files given as answers are
// held in memory until it ends.
type nowhere struct {
	mu    sync.Mutex
	files map[string][]byte
}

var errNotHeld = errors.New("no such file in this trial")

func (n *nowhere) StartDraft(context.Context, survey.Header) error          { return nil }
func (n *nowhere) AppendDraft(context.Context, string, survey.Change) error { return nil }
func (n *nowhere) Finish(context.Context, *survey.Submission) error         { return nil }

func (n *nowhere) Attach(_ context.Context, _, name string, data []byte) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.files[name] = data
	return nil
}

func (n *nowhere) Attachment(_ context.Context, _, name string) ([]byte, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	data, ok := n.files[name]
	if !ok {
		return nil, errNotHeld
	}
	return data, nil
}

// tryOut begins a walk through a questionnaire. It has a writer of its own,
// which writes nowhere, so the project never hears of it.
func (m *Shell) tryOut(s *subject) {
	if m.trial != nil {
		return
	}
	now, form := m.run.Now(), s.form
	prefs := m.Settings.Preferences()
	h := survey.Header{
		InstanceID: m.run.NewID(), FormID: form.ID, FormVersion: form.Version, Device: m.Home.device,
		Worker: prefs.WorkerCode, Language: form.DefaultLanguage, Started: now, Training: true,
	}
	session := s.program.NewSession(engine.Options{
		InstanceID: h.InstanceID, Now: m.run.Now, Location: now.Location(), Started: now,
		Language: h.Language, DeviceID: h.Device, Username: h.Worker,
	})
	disk := &nowhere{files: map[string][]byte{}}
	m.trial = &trial{title: s.title, writer: NewWriter(m.run, disk), under: m.interview}
	m.trial.writer.OnSaving = m.changed
	m.interview = openInterview(interviewParts{
		run: m.run, writer: m.trial.writer, prefs: m.Settings.Preferences, onLeave: m.endTrial,
		form: form, session: session, header: h, files: s.files, attachments: disk, player: m.Home.player,
	})
	m.interview.trial, m.interview.project = true, m.project
	m.screen = ScreenInterview
	m.err = nil
	m.changed()
	m.interview.autoplay()
}

// endTrial goes back to the questionnaire. What was answered is gone.
func (m *Shell) endTrial() {
	if m.trial == nil {
		return
	}
	m.trial.writer.Close()
	m.interview, m.trial = m.trial.under, nil
	m.screen = ScreenQuestionnaires
	m.changed()
}

// tryingOut reports whether a trial is on the screen.
func (m *Shell) tryingOut() bool { return m.trial != nil && m.screen == ScreenInterview }

package viewmodel

import (
	"context"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// prepare makes an interview ready in the background and hands it to the
// shell. One at a time: a second key press does not start a second interview.
func (m *Home) prepare(title string, ready func(context.Context) (interviewParts, error), opened func(interviewParts)) {
	if m.opening {
		return
	}
	m.opening = true
	notify(m.OnChange)
	turn := m.turn
	m.run.Go(func() {
		parts, err := ready(context.Background())
		m.run.Do(func() {
			m.opening = false
			if turn != m.turn { // it was locked meanwhile: nothing of it is shown
				notify(m.OnChange)
				return
			}
			if err != nil {
				m.run.Log.Error("interview not opened", "err", err)
				m.fail(&OpenError{Title: title, Err: err})
				notify(m.OnChange)
				return
			}
			if opened != nil {
				opened(parts)
			}
			m.open(parts)
		})
	})
}

// replay rebuilds a draft's session; it runs in the background, and the
// session then belongs to whoever gets it.
func (m *Home) replay(ctx context.Context, h survey.Header) (interviewParts, error) {
	form, program, err := m.forms.Program(ctx, h.FormID, h.FormVersion)
	if err != nil {
		return interviewParts{}, err
	}
	changes, err := m.drafts.DraftChanges(ctx, h.InstanceID)
	if err != nil {
		return interviewParts{}, err
	}
	options, err := m.options(ctx, h)
	if err != nil {
		return interviewParts{}, err
	}
	if edits, ok := m.drafts.(EditBases); ok {
		if options.Base, err = edits.EditBase(ctx, h.InstanceID); err != nil {
			return interviewParts{}, err
		}
	}
	session, err := engine.Resume(program, options, changes)
	if err != nil {
		return interviewParts{}, err
	}
	h.Language = session.Language()
	return interviewParts{run: m.run, form: form, session: session, header: h, edit: options.Base != nil, changes: changes}, nil
}

// withFiles adds what the interview shows and keeps beside its answers.
func (m *Home) withFiles(ctx context.Context, p interviewParts) (interviewParts, error) {
	p.attachments, p.player = m.attachments, m.player
	if m.media == nil {
		return p, nil
	}
	files, err := m.media.Files(ctx, p.header.FormID, p.header.FormVersion)
	p.files = files
	return p, err
}

// options is what a session starts with; it runs in the background.
func (m *Home) options(ctx context.Context, h survey.Header) (o engine.Options, err error) {
	o = engine.Options{
		InstanceID: h.InstanceID, Now: m.run.Now, Location: m.run.Now().Location(), Started: h.Started,
		Language: h.Language, DeviceID: h.Device, Username: h.Worker,
	}
	if before, ok := m.drafts.(LastSaved); ok {
		o.LastSaved, err = before.LastSaved(ctx, h)
	}
	return o, err
}

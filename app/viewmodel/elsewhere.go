package viewmodel

import (
	"context"
	"maps"
	"slices"

	"doorstep/survey"
)

// DraftKeeper writes an interview to another place than the project.
type DraftKeeper interface {
	// SaveDraftAt writes it sealed to a folder, with the files given, by name,
	// and those of it that are in the project. It returns the file's path, and
	// the names of files in the project that could not be read.
	SaveDraftAt(ctx context.Context, dir string, h survey.Header, changes []survey.Change, files map[string][]byte) (path string, missing []string, err error)
	// Places suggests a folder that is not on the project's disk; "" for none.
	Places() string
}

// spoken is an interview as far as it was said in this window, for when the
// project's disk takes nothing more.
type spoken struct {
	header  survey.Header
	changes []survey.Change
	files   map[string][]byte // given as answers, and not known to be in the project
}

// Elsewhere tells of the interviews saved to another place.
type Elsewhere struct {
	Busy    bool
	Paths   []string // of the files written
	Missing []string // files given as answers that could not be read for them
	Err     error
}

// keepSpoken notes an interview that opens, with what its draft holds.
func (m *Shell) keepSpoken(h survey.Header, changes []survey.Change) {
	if m.keeper != nil {
		m.spoken[h.InstanceID] = &spoken{header: h, changes: slices.Clone(changes), files: map[string][]byte{}}
	}
}

// said notes a step that is given to the writer.
func (m *Shell) said(instanceID string, c survey.Change) {
	m.Lock.Touch()
	m.noteSaid(instanceID, c)
	if s := m.spoken[instanceID]; s != nil {
		s.changes = append(s.changes, c)
	}
}

// attached notes a file that is given to the writer.
func (m *Shell) attached(instanceID, name string, data []byte) {
	if s := m.spoken[instanceID]; s != nil {
		s.files[name] = data
	}
}

// allSaved forgets what is on the project's disk, but for the steps of the open
// interview.
func (m *Shell) allSaved() {
	for id, s := range m.spoken {
		if m.interview == nil || m.interview.header.InstanceID != id {
			delete(m.spoken, id)
			continue
		}
		clear(s.files)
	}
}

// CanSaveElsewhere reports whether there is an interview that is not on disk.
func (m *Shell) CanSaveElsewhere() bool {
	return m.keeper != nil && len(m.spoken) > 0 && m.writer.Saving().Err != nil
}

// PlaceElsewhere suggests a folder for SaveElsewhere.
func (m *Shell) PlaceElsewhere() string {
	if m.keeper == nil {
		return ""
	}
	return m.keeper.Places()
}

// SaveElsewhere writes every interview that is not on the project's disk to
// another folder, whole and sealed. The project's own saving goes on trying.
func (m *Shell) SaveElsewhere(dir string) {
	if !m.CanSaveElsewhere() || m.elsewhere.Busy {
		return
	}
	if m.interview != nil {
		m.interview.takeUpTyping()
	}
	var all []spoken
	for _, s := range m.spoken {
		all = append(all, spoken{s.header, slices.Clone(s.changes), maps.Clone(s.files)})
	}
	m.elsewhere = Elsewhere{Busy: true}
	m.changed()
	m.run.Go(func() {
		done := Elsewhere{}
		for _, s := range all {
			path, missing, err := m.keeper.SaveDraftAt(context.Background(), dir, s.header, s.changes, s.files)
			if err != nil {
				done.Err = err
				break
			}
			done.Paths, done.Missing = append(done.Paths, path), append(done.Missing, missing...)
		}
		m.run.Do(func() {
			m.elsewhere = done
			if done.Err != nil {
				m.run.Log.Error("not saved elsewhere", "err", done.Err)
			}
			m.changed()
		})
	})
}

// Elsewhere tells what became of SaveElsewhere; it is forgotten once the
// project's own disk has everything.
func (m *Shell) Elsewhere() Elsewhere { return m.elsewhere }

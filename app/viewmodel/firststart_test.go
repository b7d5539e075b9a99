package viewmodel

import (
	"context"
	"errors"
	"testing"
)

type fakeMaker struct {
	name string
	made string
}

func (f *fakeMaker) SetName(name string) { f.name = name }
func (f *fakeMaker) Name() string        { return "Fieldwork" }
func (f *fakeMaker) Make(context.Context, string) (RecoveryKey, error) {
	f.made = f.name
	return RecoveryKey{}, nil // no key to check: straight on
}
func (f *fakeMaker) Save(context.Context, string) error { return nil }
func (f *fakeMaker) Keep(context.Context, func(done, total int)) ([]string, error) {
	return nil, nil
}
func (f *fakeMaker) Judge(string) Strength { return Strength{} }
func (f *fakeMaker) SheetPath() string     { return "key.txt" }

type fakeOpener struct {
	path string
	err  error
}

func (f *fakeOpener) OpenProject(_ context.Context, path string) error {
	f.path = path
	return f.err
}

func TestFirstStart(t *testing.T) {
	b := newBench(t, door)
	settings := &fakeSettings{prefs: DefaultPreferences()}
	maker := &fakeMaker{}
	m := NewFirstStart(b.runtime(), settings, maker, &fakeOpener{}, "")
	done := false
	m.OnDone = func() { done = true }

	m.SetWorker("Mairi MacLeod", " ")
	m.Introduced()
	if s := m.State(); s.Step != FirstProject || s.Project != "Fieldwork" {
		t.Fatalf("%+v", s)
	}
	if p, _ := settings.last(); p.WorkerName != "Mairi MacLeod" || p.WorkerCode != "MM" {
		t.Errorf("settings %+v", p)
	}
	m.SetProject("Haghill")
	m.NewProject()
	if m.State().Step != FirstProtect || m.SetUp == nil {
		t.Fatalf("%+v", m.State())
	}
	m.Back()
	if m.State().Step != FirstProject {
		t.Error("there is no way back before anything is made")
	}
	m.NewProject()
	m.SetUp.SetNone(true)
	m.SetUp.Protect()
	b.until("the practice is offered", func() bool { return m.State().Step == FirstPractice })
	if maker.made != "Haghill" {
		t.Errorf("made %q", maker.made)
	}
	m.Finish(true)
	if !done || !m.Practise() {
		t.Error("the first start does not end")
	}
}

func TestFirstStartWithAProjectHandedOut(t *testing.T) {
	b := newBench(t, door)
	opener := &fakeOpener{err: errors.New("no such thing")}
	m := NewFirstStart(b.runtime(), &fakeSettings{prefs: DefaultPreferences()}, &fakeMaker{}, opener, "")
	done := false
	m.OnDone = func() { done = true }
	m.SetWorker("", "W3")
	m.Introduced()
	m.OpenProject("/stick/haghill.doorstep")
	b.until("the failure is told", func() bool { return m.State().Err != nil })
	if m.State().Step != FirstProject || done {
		t.Fatalf("%+v", m.State())
	}
	opener.err = nil
	m.OpenProject("/stick/haghill.doorstep")
	b.until("it is open", func() bool { return done })
	if opener.path != "/stick/haghill.doorstep" || m.Practise() {
		t.Errorf("%+v", opener)
	}
}

package viewmodel

import (
	"context"
	"errors"
	"testing"

	"doorstep/survey"
)

// fakePlayer plays until the test ends the recording.
type fakePlayer struct {
	begun   chan string
	end     chan error
	stopped chan bool
	opened  chan string
	openErr error
}

func newFakePlayer() *fakePlayer {
	return &fakePlayer{make(chan string, 9), make(chan error), make(chan bool, 9), make(chan string, 9), nil}
}

func (p *fakePlayer) Play(ctx context.Context, data []byte) error {
	p.begun <- string(data)
	select {
	case err := <-p.end:
		return err
	case <-ctx.Done():
		p.stopped <- true
		return ctx.Err()
	}
}

func (p *fakePlayer) Open(name string, _ []byte) error {
	p.opened <- name
	return p.openErr
}

const soundForm = `
| survey |
| | type | name | label::English (en) | label::Polski (pl) | audio::English (en) | audio::Polski (pl) | video | autoplay |
| | text | a | A | A | a.mp3 | a-pl.mp3 | | audio |
| | select_one l | b | B | B | b.mp3 | | | |
| | text | c | C | C | | | c.mp4 | video |
| | audio | d | D | D | | | | |
| choices |
| | list_name | name | label::English (en) | label::Polski (pl) | audio |
| | l | x | X | X | x.mp3 |
| settings |
| | form_id | version |
| | f | 1 |
`

func beginWithSound(t *testing.T) (*bench, *Interview, *fakePlayer) {
	t.Helper()
	b, p := newBench(t, soundForm), newFakePlayer()
	files := formFilesOf{}
	for _, name := range []string{"a.mp3", "a-pl.mp3", "b.mp3", "c.mp4", "x.mp3"} {
		files[name] = []byte(name)
	}
	b.shell.Home.player, b.shell.Home.media, b.shell.Home.attachments = p, files, &keptInMemory{}
	return b, b.begin(), p
}

type formFilesOf map[string][]byte

func (f formFilesOf) Files(context.Context, string, string) (map[string][]byte, error) { return f, nil }

type keptInMemory struct{ data []byte }

func (k *keptInMemory) Attach(_ context.Context, _, _ string, data []byte) error {
	k.data = data
	return nil
}

func (k *keptInMemory) Attachment(context.Context, string, string) ([]byte, error) {
	return k.data, nil
}

func (b *bench) hears(p *fakePlayer, want string) {
	b.t.Helper()
	if got := <-p.begun; got != want {
		b.t.Fatalf("%s is heard, want %s", got, want)
	}
}

func TestAutoplayFollowsThePageAndTheLanguage(t *testing.T) {
	b, m, p := beginWithSound(t)
	b.hears(p, "a.mp3")
	if !m.Page().Questions[0].Media.Playing {
		t.Error("the page does not show that it plays")
	}
	m.SetLanguage("Polski (pl)")
	<-p.stopped
	b.hears(p, "a-pl.mp3")
	m.Answer("/data/a", "1")
	m.Continue()
	<-p.stopped
	if len(p.begun) > 0 {
		t.Error("a recording that was not asked to plays by itself")
	}
	m.Back()
	b.hears(p, "a-pl.mp3")
	m.StopHere()
	<-p.stopped
}

func TestPlayAndStopByKey(t *testing.T) {
	b, m, p := beginWithSound(t)
	b.hears(p, "a.mp3")
	m.PlayHere()
	<-p.stopped
	if m.Page().Questions[0].Media.Playing {
		t.Error("stopped, and shown as playing")
	}
	m.PlayHere()
	b.hears(p, "a.mp3")
	p.end <- nil
	b.until("it has ended", func() bool { return !m.Page().Questions[0].Media.Playing })

	m.Continue()
	m.PlayHere()
	b.hears(p, "b.mp3")
	m.PlayOrStop(Sound{Ref: "/data/b", Choice: "x"}) // one at a time
	<-p.stopped
	b.hears(p, "x.mp3")
	if q := m.Page().Questions[0]; q.Media.Playing || !q.Choices[0].Playing {
		t.Error("the choice's recording is not shown as the one that plays")
	}
	m.ShowReview()
	<-p.stopped
	if m.PlayHere() {
		t.Error("something is played on the review")
	}
}

func TestARecordingThatCannotBePlayedHereIsOpenedOutside(t *testing.T) {
	for _, why := range []error{ErrNoLoudspeaker, ErrSoundKind} {
		b, m, p := beginWithSound(t)
		b.hears(p, "a.mp3")
		p.end <- why
		if name := <-p.opened; name != "a.mp3" {
			t.Errorf("%s opened", name)
		}
		b.until("it is told", func() bool { return errors.Is(m.Page().Questions[0].Unheard, ErrPlaysOutside) })
		p.openErr = errors.New("none")
		m.PlayHere()
		b.hears(p, "a.mp3")
		p.end <- why
		<-p.opened
		b.until("it is told", func() bool { return errors.Is(m.Page().Questions[0].Unheard, ErrNoPlayer) })
		m.Continue()
		if m.Page().Questions[0].Unheard != nil {
			t.Error("told of on the next page too")
		}
	}
}

func TestAFilmOpensByItself(t *testing.T) {
	b, m, p := beginWithSound(t)
	b.hears(p, "a.mp3")
	m.GoTo("/data/c")
	<-p.stopped
	if name := <-p.opened; name != "c.mp4" {
		t.Errorf("%s opened", name)
	}
	b.saved()
}

// What was said never goes to another program, which would leave it on the
// disk in plain text.
func TestARecordedAnswerIsHeardHereOrNotAtAll(t *testing.T) {
	b, m, p := beginWithSound(t)
	b.hears(p, "a.mp3")
	m.GoTo("/data/d")
	<-p.stopped
	if m.PlayHere() {
		t.Error("there is nothing to hear yet")
	}
	if err := m.Attach(survey.Ref("/data/d"), "talk.m4a", []byte("said")); err != nil {
		t.Fatal(err)
	}
	b.saved()
	m.kept = nil // as when it was attached earlier
	m.PlayHere()
	b.hears(p, "said")
	if !m.Page().Questions[0].Attached.Playing {
		t.Error("not shown as playing")
	}
	p.end <- ErrSoundKind
	b.until("it is told", func() bool { return errors.Is(m.Page().Questions[0].Unheard, ErrSoundKind) })
	if len(p.opened) > 0 {
		t.Error("it was given to another program")
	}
}

func TestTheLockSilences(t *testing.T) {
	b, m, p := beginWithSound(t)
	b.hears(p, "a.mp3")
	b.shell.Lock.covered()
	<-p.stopped
	if m.Page().Questions[0].Media.Playing {
		t.Error("still shown as playing")
	}
}

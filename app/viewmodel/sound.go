package viewmodel

import (
	"context"
	"errors"
	"strings"

	"doorstep/survey"
)

// Player lets recordings be heard and films be seen.
type Player interface {
	// Play plays a recording in the program. It returns when the recording has
	// been heard to its end, or when ctx ends. [ErrNoLoudspeaker] and
	// [ErrSoundKind] mean that another program may do better.
	Play(ctx context.Context, data []byte) error
	// Open gives a file that came with a questionnaire to the laptop's own
	// player.
	Open(name string, data []byte) error
}

// What comes of a recording that cannot be played here.
var (
	ErrNoLoudspeaker = errors.New("there is no sound to be had from here")
	ErrSoundKind     = errors.New("a recording of a kind that is not played here")
	ErrNoPlayer      = errors.New("nothing plays this file")
	// ErrPlaysOutside is joined to one of the first two: the laptop's own player
	// has the file.
	ErrPlaysOutside = errors.New("the laptop's own player was opened")
)

// Sound names a recording or a film of a page.
type Sound struct {
	Ref    survey.Ref
	Choice string // its name, when it is a choice's
	Film   bool   // the question's film
	Answer bool   // the recording given as the answer
}

// sounding is the recording that plays.
type sounding struct {
	of   Sound
	stop context.CancelFunc
}

// Playing reports whether a recording is heard now.
func (m *Interview) Playing(s Sound) bool { return m.sound != nil && m.sound.of == s }

// PlayOrStop plays a recording of the page, and stops it when it plays. A film
// is opened in the laptop's own player.
func (m *Interview) PlayOrStop(s Sound) {
	playing := m.Playing(s)
	m.stopSound()
	if !playing {
		m.play(s)
	}
	m.changed()
}

// PlayHere is PlayOrStop for the question that has the keyboard; taken is
// false when nothing is to be heard or seen with it.
func (m *Interview) PlayHere() (taken bool) {
	q, ok := m.focused()
	if !ok {
		return false
	}
	switch {
	case q.Media.Audio.Data != nil:
		m.PlayOrStop(Sound{Ref: q.Ref})
	case q.Attached.Kind == "audio" && q.Attached.Name != "":
		m.PlayOrStop(Sound{Ref: q.Ref, Answer: true})
	case q.Media.Video.Data != nil:
		m.PlayOrStop(Sound{Ref: q.Ref, Film: true})
	default:
		return false
	}
	return true
}

// autoplay begins what the autoplay column asks for on a page that has come.
func (m *Interview) autoplay() {
	if m.stage != StageQuestions || m.player == nil {
		return
	}
	for _, q := range m.Page().Questions {
		node, ok := m.node(q.Ref)
		if !ok {
			continue
		}
		switch what := strings.ToLower(strings.TrimSpace(node.Autoplay)); {
		case what == "audio" && q.Media.Audio.Data != nil:
			m.PlayOrStop(Sound{Ref: q.Ref})
			return
		case what == "video" && q.Media.Video.Data != nil:
			m.PlayOrStop(Sound{Ref: q.Ref, Film: true})
			return
		}
	}
}

// stopSound ends what is heard and takes back what was said about it.
func (m *Interview) stopSound() {
	if m.sound != nil {
		m.sound.stop()
	}
	m.sound, m.unheard, m.drawn = nil, nil, nil
}

func (m *Interview) play(s Sound) {
	file, ok := m.soundFile(s)
	if !ok {
		return
	}
	if m.player == nil {
		m.unheard = map[survey.Ref]error{s.Ref: ErrNoPlayer}
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	now := &sounding{of: s, stop: cancel}
	if !s.Film {
		m.sound = now
	}
	player, kept, id := m.player, m.attachments, m.header.InstanceID
	m.run.Go(func() {
		defer cancel()
		err := hear(ctx, player, kept, id, s, file)
		m.run.Do(func() { m.heard(now, err) })
	})
}

// hear plays in the background. What was said in an interview is never given
// to another program: that would leave it on the disk for all to read.
func hear(ctx context.Context, player Player, kept Attachments, id string, s Sound, file File) (err error) {
	if s.Film {
		return openOutside(player, file)
	}
	if file.Data == nil {
		if file.Data, err = kept.Attachment(ctx, id, file.Name); err != nil {
			return err
		}
	}
	err = player.Play(ctx, file.Data)
	if s.Answer || ctx.Err() != nil || !errors.Is(err, ErrNoLoudspeaker) && !errors.Is(err, ErrSoundKind) {
		return err
	}
	if other := openOutside(player, file); other != nil {
		return errors.Join(other, err)
	}
	return errors.Join(ErrPlaysOutside, err)
}

func openOutside(player Player, file File) error {
	if err := player.Open(file.Name, file.Data); err != nil {
		return errors.Join(ErrNoPlayer, err)
	}
	return nil
}

// heard takes the end of a recording.
func (m *Interview) heard(s *sounding, err error) {
	mine := m.sound == s
	if mine {
		m.sound = nil
	}
	if err != nil && !errors.Is(err, context.Canceled) && (mine || s.of.Film) {
		m.run.Log.Warn("recording not played here", "ref", s.of.Ref, "err", err)
		m.unheard = map[survey.Ref]error{s.of.Ref: err}
	}
	m.changed()
}

// soundFile finds the file on the page shown. An answer's is read later.
func (m *Interview) soundFile(s Sound) (File, bool) {
	q, ok := m.shown(s.Ref)
	switch {
	case !ok:
		return File{}, false
	case s.Film:
		return q.Media.Video, q.Media.Video.Data != nil
	case s.Answer:
		f := File{Name: q.Attached.Name}
		if k, ok := m.kept[s.Ref]; ok && k.name == f.Name {
			f.Data = k.data
		}
		return f, f.Name != "" && m.attachments != nil
	case s.Choice == "":
		return q.Media.Audio, q.Media.Audio.Data != nil
	}
	for _, c := range q.Choices {
		if c.Name == s.Choice {
			return c.Audio, c.Audio.Data != nil
		}
	}
	return File{}, false
}

package viewmodel

import (
	"context"
	"fmt"
	"path"
	"strings"

	"doorstep/survey"
)

// Attached is the file given as an answer.
type Attached struct {
	Name    string   // "" when there is none
	Data    []byte   // of a picture, once it is read
	Kind    string   // "file", "image" or "audio": what may be chosen
	Endings []string // of the files that may be chosen; none means any
	Waiting bool     // on its way to the disk
	Playing bool     // the recording is heard now
}

// kept is an attached file as its page shows it.
type kept struct {
	name string
	data []byte
}

// largestAttachment bounds a file, in bytes: a pack on a USB stick must hold
// hundreds of them.
const largestAttachment = 50 << 20

// ErrTooLargeToAttach means that a file is larger than may be attached.
var ErrTooLargeToAttach = fmt.Errorf("the file is larger than %d MB", largestAttachment>>20)

// control says how a question is answered here.
func (m *Interview) control(q *survey.Question) Control {
	c := controlOf(q)
	if c == ControlFile && m.attachments == nil {
		return ControlUnavailable
	}
	return c
}

func (m *Interview) drawAttached(ref survey.Ref, v survey.Value) Attached {
	node, _ := m.node(ref)
	a := Attached{Kind: string(node.Type)}
	switch node.Type {
	case survey.TypeImage:
		a.Endings = []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"}
	case survey.TypeAudio:
		a.Endings = []string{".mp3", ".m4a", ".wav", ".ogg", ".aac", ".flac", ".opus"}
	}
	if !v.IsAnswered() {
		return a
	}
	a.Name = v.Text
	a.Playing = m.Playing(Sound{Ref: ref, Answer: true})
	if k, ok := m.kept[ref]; ok && k.name == v.Text {
		a.Data = k.data
	} else if node.Type == survey.TypeImage {
		m.readAttached(ref, v.Text)
	}
	return a
}

// readAttached reads a picture attached earlier, to show it.
func (m *Interview) readAttached(ref survey.Ref, name string) {
	m.keep(ref, name, nil) // asked for once
	m.run.Go(func() {
		data, err := m.attachments.Attachment(context.Background(), m.header.InstanceID, name)
		m.run.Do(func() {
			if err != nil {
				m.run.Log.Error("attached file not read", "ref", ref, "err", err)
				return
			}
			if k, ok := m.kept[ref]; ok && k.name == name {
				m.keep(ref, name, data)
				m.changed()
			}
		})
	})
}

func (m *Interview) keep(ref survey.Ref, name string, data []byte) {
	if m.kept == nil {
		m.kept = map[survey.Ref]kept{}
	}
	m.kept[ref] = kept{name, data}
}

// Attach answers a question with a file. The file goes to disk first, the
// answer that names it after. name is the file's own; its ending is kept.
func (m *Interview) Attach(ref survey.Ref, name string, data []byte) error {
	q, ok := m.shown(ref)
	if !ok || q.Control != ControlFile || q.ReadOnly {
		return nil
	}
	if len(data) > largestAttachment {
		return ErrTooLargeToAttach
	}
	stored := fmt.Sprintf("%s-%d%s", ref.Name(), m.run.Now().UnixMilli(), strings.ToLower(path.Ext(name)))
	m.writer.attach(m.attachments, m.header.InstanceID, stored, data)
	m.focusOn(ref)
	m.keep(ref, stored, data)
	m.set(ref, survey.Answer(stored))
	m.complainOfConstraint(ref)
	m.changed()
	return nil
}

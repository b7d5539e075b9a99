package engine

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"

	"doorstep/survey/xpath"
)

// chance is a stream of random numbers that follows from a seed text.
func chance(seed string) *rand.ChaCha8 { return rand.NewChaCha8(sha256.Sum256([]byte(seed))) }

// newEnv returns what expressions see of the world. Its clock stands still at
// the moment of the change being made.
func (s *Session) newEnv(seed string) *xpath.Env {
	source := chance(seed)
	draw := rand.New(source)
	return &xpath.Env{
		Now:        func() time.Time { return s.now },
		Location:   s.options.Location,
		Rand:       draw.Float64,
		UUID:       func() string { return drawUUID(source) },
		Instance:   s.secondary,
		Pulldata:   s.program.pulldata,
		ChoiceName: s.choiceName,
		Itext:      s.itext,
		Collect:    true,
		Host:       s,
	}
}

func drawUUID(source *rand.ChaCha8) string {
	id, err := uuid.NewRandomFromReader(source)
	if err != nil { // a ChaCha8 never fails to read
		return ""
	}
	return id.String()
}

// seedOf makes a number of a text, for orders that should stay the same
// throughout an interview.
func seedOf(text string) uint64 {
	sum := sha256.Sum256([]byte(text))
	return binary.LittleEndian.Uint64(sum[:])
}

// secondary returns the document that instance(id) starts at, an empty one when
// its file is not there.
func (s *Session) secondary(id string) xpath.Node {
	if id == numberedInstance {
		return s.numbered
	}
	if t := s.program.table(id); t != nil {
		return &t.document
	}
	return &noTable.document
}

// choiceName is jr:choice-name: the label of a question's choice.
func (s *Session) choiceName(value, question string, ctx xpath.Node) string {
	d := s.program.questionAt(question, ctx)
	if d == nil || d.question == nil {
		return ""
	}
	if d.question.List == nil {
		return value // choices that are answers are their own labels
	}
	c := s.program.choiceOf(d.question.List, value)
	if c == nil {
		return ""
	}
	words, _ := s.inLanguage(c.Label)
	return words
}

// questionAt finds the question a text names: ${name}, or a path.
func (p *Program) questionAt(name string, ctx xpath.Node) *def {
	name = strings.TrimSpace(name)
	from := p.root
	if n, ok := ctx.(*node); ok {
		from = n.def
	}
	if isReference(name) {
		return p.named(strings.TrimSpace(name[2:len(name)-1]), from)
	}
	if strings.HasPrefix(name, "/") {
		if d := p.byRef[refOf(name)]; d != nil {
			return d
		}
		return nil
	}
	at := from
	for step := range strings.SplitSeq(strings.TrimPrefix(name, "current()/"), "/") {
		switch strings.TrimSpace(step) {
		case ".", "":
		case "..":
			at = at.parent
		default:
			at = at.child(strings.TrimSpace(step))
		}
		if at == nil {
			return nil
		}
	}
	return at
}

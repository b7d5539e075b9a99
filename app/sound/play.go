package sound

import (
	"context"
	"errors"
	"io"
	"sync"
)

// ErrNoDevice means that there is nothing here to play on: no loudspeaker, or
// no sound server that answers.
var ErrNoDevice = errors.New("no sound can be played on this machine")

// Player plays recordings, one at a time.
type Player struct {
	device func(ctx context.Context, frames io.Reader) error
	one    sync.Mutex
}

// NewPlayer returns one that plays on the machine's own loudspeakers.
func NewPlayer() *Player { return &Player{device: play} }

// Play plays a recording and returns when it has been heard to its end, or
// ctx's error when ctx ends before. [ErrFormat] and [ErrNoDevice] mean that
// another player may do better.
func (p *Player) Play(ctx context.Context, data []byte) error {
	p.one.Lock()
	defer p.one.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	frames, err := decode(data)
	if err != nil {
		return err
	}
	return p.device(ctx, frames)
}

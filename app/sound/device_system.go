//go:build windows || darwin

package sound

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/ebitengine/oto/v3"
)

// device is the machine's loudspeaker; a program may open it once.
var device = sync.OnceValues(func() (*oto.Context, error) {
	c, ready, err := oto.NewContext(&oto.NewContextOptions{SampleRate: rate, ChannelCount: 2, Format: oto.FormatSignedInt16LE})
	if err != nil {
		return nil, err
	}
	<-ready
	return c, c.Err()
})

// play plays frames on the system's own loudspeaker.
func play(ctx context.Context, frames io.Reader) error {
	c, err := device()
	if err == nil {
		err = c.Err()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoDevice, err)
	}
	p := c.NewPlayer(frames)
	defer p.Close()
	p.Play()
	look := time.NewTicker(40 * time.Millisecond)
	defer look.Stop()
	for p.IsPlaying() {
		select {
		case <-ctx.Done():
			p.Pause()
			return ctx.Err()
		case <-look.C:
		}
	}
	if err := p.Err(); err != nil {
		return err
	}
	if err := c.Err(); err != nil {
		return fmt.Errorf("%w: %w", ErrNoDevice, err)
	}
	return nil
}

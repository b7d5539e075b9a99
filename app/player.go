package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"doorstep/app/sound"
	"doorstep/app/viewmodel"
)

// player plays recordings in the program, and gives films and what it cannot
// play to the system's own player. Only files that came with a questionnaire
// go there, in which nobody said anything: each is written once to the
// temporary folder, where that program finds it, and removed by tidy.
type player struct {
	here *sound.Player
	open func(*url.URL) error

	mu      sync.Mutex
	written map[string]string // folders, by the file's name
}

func newPlayer(open func(*url.URL) error) *player {
	return &player{here: sound.NewPlayer(), open: open, written: map[string]string{}}
}

// Play plays a recording from memory.
func (p *player) Play(ctx context.Context, data []byte) error {
	err := p.here.Play(ctx, data)
	switch {
	case errors.Is(err, sound.ErrNoDevice):
		return errors.Join(viewmodel.ErrNoLoudspeaker, err)
	case errors.Is(err, sound.ErrFormat):
		return errors.Join(viewmodel.ErrSoundKind, err)
	}
	return err
}

// Open gives a file to the system's player.
func (p *player) Open(name string, data []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	name = filepath.Base(name)
	dir, ok := p.written[name]
	if !ok {
		var err error
		if dir, err = os.MkdirTemp("", "doorstep-media-*"); err != nil {
			return fmt.Errorf("make a folder to play from: %w", err)
		}
		p.written[name] = dir
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return fmt.Errorf("write %s to play it: %w", name, err)
	}
	if err := p.open(&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}); err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	return nil
}

func (p *player) tidy() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, dir := range p.written {
		_ = os.RemoveAll(dir) // the system clears its folder anyway
	}
}

package sound

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/gopxl/beep/v2"
	"github.com/gopxl/beep/v2/flac"
	"github.com/gopxl/beep/v2/mp3"
	"github.com/gopxl/beep/v2/vorbis"
	"github.com/gopxl/beep/v2/wav"
)

// ErrFormat means that the file is no recording this package can play: of
// another kind, or damaged.
var ErrFormat = errors.New("not a recording of a kind that can be played here")

const (
	rate       = 48000 // samples a second that devices are given
	frame      = 4     // bytes: two channels of 16 bits
	resampling = 4     // beep's quality, from 1 to 64; this is good for speech and music
)

// decoderFor tells the kind by what the file holds: its name may say another.
func decoderFor(data []byte) func(io.ReadSeeker) (beep.StreamSeekCloser, beep.Format, error) {
	begins := func(s string) bool { return bytes.HasPrefix(data, []byte(s)) }
	switch {
	case begins("RIFF") && len(data) > 12 && string(data[8:12]) == "WAVE":
		return func(r io.ReadSeeker) (beep.StreamSeekCloser, beep.Format, error) { return wav.Decode(r) }
	case begins("fLaC"):
		return func(r io.ReadSeeker) (beep.StreamSeekCloser, beep.Format, error) { return flac.Decode(r) }
	case begins("OggS") && bytes.Contains(data[:min(len(data), 64)], []byte("\x01vorbis")):
		return func(r io.ReadSeeker) (beep.StreamSeekCloser, beep.Format, error) {
			return vorbis.Decode(kept{r})
		}
	case begins("ID3"), len(data) > 2 && data[0] == 0xff && data[1]&0xe0 == 0xe0 && data[1]&0x06 == 0x02: // a frame of layer III
		return func(r io.ReadSeeker) (beep.StreamSeekCloser, beep.Format, error) { return mp3.Decode(kept{r}) }
	}
	return nil
}

// kept is a reader that needs no closing.
type kept struct{ io.ReadSeeker }

func (kept) Close() error { return nil }

// decode reads a recording's beginning. The rest is decoded as it is read.
func decode(data []byte) (p *pcm, err error) {
	defer mend(&err)
	open := decoderFor(data)
	if open == nil {
		return nil, ErrFormat
	}
	s, format, err := open(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if format.SampleRate < 1000 || format.SampleRate > 768000 || format.NumChannels < 1 {
		return nil, fmt.Errorf("%w: %d samples a second, %d channels", ErrFormat, format.SampleRate, format.NumChannels)
	}
	p = &pcm{from: s}
	if format.SampleRate != rate {
		p.from = beep.Resample(resampling, format.SampleRate, rate, s)
	}
	return p, nil
}

// mend makes an error of a decoder's panic over a damaged file.
func mend(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w: %v", ErrFormat, r)
	}
}

// pcm reads a recording as frames of 16 bits, little-endian, left and right.
type pcm struct {
	from   beep.Streamer
	frames [512][2]float64
	ready  []byte // decoded, not read yet
	buffer [512 * frame]byte
	ended  bool
}

func (p *pcm) Read(to []byte) (n int, err error) {
	for n < len(to) {
		if len(p.ready) == 0 {
			if err := p.more(); err != nil {
				return n, err
			}
		}
		k := copy(to[n:], p.ready)
		p.ready = p.ready[k:]
		n += k
	}
	return n, nil
}

func (p *pcm) more() (err error) {
	defer mend(&err)
	if p.ended {
		return io.EOF
	}
	n, ok := p.from.Stream(p.frames[:])
	if !ok || n == 0 {
		p.ended = true
		if err := p.from.Err(); err != nil {
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
		return io.EOF
	}
	for i, f := range p.frames[:n] {
		for side, v := range f {
			s := int16(max(-1, min(1, v)) * 32767)
			p.buffer[i*frame+side*2], p.buffer[i*frame+side*2+1] = byte(s), byte(uint16(s)>>8)
		}
	}
	p.ready = p.buffer[:n*frame]
	return nil
}

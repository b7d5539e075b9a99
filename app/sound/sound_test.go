package sound

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"testing"
	"time"
)

// tone is a WAV file of one channel: a quiet hum of so long.
func tone(rate int, long time.Duration) []byte {
	samples := make([]int16, int(long.Seconds()*float64(rate)))
	for i := range samples {
		samples[i] = int16(8000 * math.Sin(float64(i)*2*math.Pi*220/float64(rate)))
	}
	var b bytes.Buffer
	put := func(v ...any) {
		for _, v := range v {
			_ = binary.Write(&b, binary.LittleEndian, v)
		}
	}
	b.WriteString("RIFF")
	put(uint32(36 + 2*len(samples)))
	b.WriteString("WAVEfmt ")
	put(uint32(16), uint16(1), uint16(1), uint32(rate), uint32(2*rate), uint16(2), uint16(16))
	b.WriteString("data")
	put(uint32(2*len(samples)), samples)
	return b.Bytes()
}

// hear is a device that takes everything at once.
func hear(into *[]byte) func(context.Context, io.Reader) error {
	return func(_ context.Context, r io.Reader) (err error) {
		*into, err = io.ReadAll(r)
		return err
	}
}

func TestARecordingIsHeardWhole(t *testing.T) {
	for _, r := range []int{8000, 22050, 44100, 48000} {
		var heard []byte
		p := &Player{device: hear(&heard)}
		if err := p.Play(context.Background(), tone(r, time.Second)); err != nil {
			t.Fatalf("%d a second: %v", r, err)
		}
		if frames := len(heard) / frame; math.Abs(float64(frames-rate)) > rate/100 {
			t.Errorf("%d a second: %d frames for one second", r, frames)
		}
		loud := 0
		for i := 0; i+frame <= len(heard); i += frame {
			left, right := int16(binary.LittleEndian.Uint16(heard[i:])), int16(binary.LittleEndian.Uint16(heard[i+2:]))
			if left != right {
				t.Fatalf("%d a second: one channel became two that differ", r)
			}
			loud = max(loud, int(left))
		}
		if loud < 7000 || loud > 9000 {
			t.Errorf("%d a second: as loud as %d, want 8000", r, loud)
		}
	}
}

func TestWhatIsNoRecordingIsToldApart(t *testing.T) {
	p := &Player{device: hear(new([]byte))}
	whole := tone(8000, time.Second/10)
	for name, data := range map[string][]byte{
		"empty": nil, "text": []byte("hello"), "M4A": []byte("\x00\x00\x00\x20ftypM4A \x00\x00"), "Opus": []byte("OggS\x00\x02OpusHead"),
		"WAV cut in its head": whole[:30], "MP3 of noise": append([]byte("ID3\x04\x00"), bytes.Repeat([]byte{0xff, 0xfb, 0x12}, 400)...),
		"FLAC without anything": []byte("fLaC"), "Vorbis without anything": []byte("OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x1e\x01vorbis"),
	} {
		if err := p.Play(context.Background(), data); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStoppedBeforeItBegins(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := &Player{device: func(context.Context, io.Reader) error { t.Error("it was played"); return nil }}
	if err := p.Play(ctx, tone(8000, time.Second)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(tone(8000, time.Millisecond))
	f.Add([]byte("fLaC\x00\x00\x00\x22"))
	f.Add([]byte("ID3\x04\x00\x00"))
	f.Add([]byte("OggS\x00\x02\x01vorbis"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := decode(data)
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Error(err)
			}
			return
		}
		_, _ = io.Copy(io.Discard, io.LimitReader(p, 1<<20))
	})
}

// With a sound server at hand (PULSE_SERVER names it) a recording takes as
// long as it lasts, and is stopped at once.
func TestOnTheSoundServer(t *testing.T) {
	if os.Getenv("PULSE_SERVER") == "" {
		t.Skip("PULSE_SERVER names no sound server")
	}
	p := NewPlayer()
	start := time.Now()
	if err := p.Play(context.Background(), tone(22050, time.Second)); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took < 800*time.Millisecond || took > 4*time.Second {
		t.Errorf("a second's recording took %v", took)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	start = time.Now()
	if err := p.Play(ctx, tone(22050, 20*time.Second)); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("stopping took %v", took)
	}
}

func TestNoSoundServer(t *testing.T) {
	t.Setenv("PULSE_SERVER", "unix:"+t.TempDir()+"/none")
	if err := NewPlayer().Play(context.Background(), tone(8000, time.Second)); !errors.Is(err, ErrNoDevice) {
		t.Error(err)
	}
}

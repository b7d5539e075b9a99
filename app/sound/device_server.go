//go:build !windows && !darwin

package sound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jfreymuth/pulse/proto"
)

const (
	serverTime = 2 * time.Second // within which a sound server answers
	silence    = 5 * time.Second // after which one that asks for no more is gone
	inAdvance  = rate * frame / 4
)

// play plays frames on the sound server.
func play(ctx context.Context, frames io.Reader) error {
	s, err := connect(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoDevice, err)
	}
	defer s.conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = s.conn.Close() }) // ends what is being waited for
	defer stop()
	err = s.play(ctx, frames)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// server is a connection to the sound server, for one recording.
type server struct {
	conn  net.Conn
	c     *proto.Client
	wants chan int      // bytes it asks for
	lost  chan struct{} // closed when it has gone
}

// address is where the server listens, as PulseAudio's own programs find it.
func address() (network, place string) {
	if named := strings.Fields(os.Getenv("PULSE_SERVER")); len(named) > 0 {
		s := named[0]
		if strings.HasPrefix(s, "{") { // {machine}address
			_, s, _ = strings.Cut(s, "}")
		}
		if kind, rest, ok := strings.Cut(s, ":"); ok && (kind == "tcp" || kind == "tcp4" || kind == "tcp6") {
			if _, _, err := net.SplitHostPort(rest); err != nil {
				rest = net.JoinHostPort(rest, "4713")
			}
			return kind, rest
		}
		return "unix", strings.TrimPrefix(s, "unix:")
	}
	run := os.Getenv("XDG_RUNTIME_DIR")
	if run == "" {
		run = fmt.Sprintf("/run/user/%d", os.Getuid())
	}
	return "unix", filepath.Join(run, "pulse", "native")
}

// cookie is the secret that lets a user's programs in. A server that wants
// none takes any.
func cookie() []byte {
	places := []string{os.Getenv("PULSE_COOKIE")}
	if home, err := os.UserHomeDir(); err == nil {
		places = append(places, filepath.Join(home, ".config", "pulse", "cookie"), filepath.Join(home, ".pulse-cookie"))
	}
	for _, p := range places {
		if data, err := os.ReadFile(p); err == nil && len(data) == 256 {
			return data
		}
	}
	return make([]byte, 256)
}

func connect(ctx context.Context) (*server, error) {
	network, place := address()
	dialer := net.Dialer{Timeout: serverTime}
	conn, err := dialer.DialContext(ctx, network, place)
	if err != nil {
		return nil, err
	}
	s := &server{conn: conn, c: &proto.Client{}, wants: make(chan int, 64), lost: make(chan struct{})}
	s.c.SetTimeout(serverTime)
	s.c.Callback = s.told
	s.c.Open(conn)
	var known proto.AuthReply
	if err = s.c.Request(&proto.Auth{Version: s.c.Version(), Cookie: cookie()}, &known); err == nil {
		s.c.SetVersion(known.Version)
		name := proto.PropList{"application.name": proto.PropListString("Doorstep")}
		err = s.c.Request(&proto.SetClientName{Props: name}, &proto.SetClientNameReply{})
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return s, nil
}

// told takes what the server says by itself, on the connection's goroutine.
func (s *server) told(message any) {
	switch m := message.(type) {
	case *proto.Request:
		select {
		case s.wants <- int(m.Length):
		default: // it has asked for far more than it plays; it will ask again
		}
	case *proto.PlaybackStreamKilled, *proto.ConnectionClosed:
		select {
		case <-s.lost:
		default:
			close(s.lost)
		}
	}
}

var errGone = errors.New("the sound server has gone")

func (s *server) play(ctx context.Context, frames io.Reader) error {
	var made proto.CreatePlaybackStreamReply
	err := s.c.Request(&proto.CreatePlaybackStream{
		SampleSpec:            proto.SampleSpec{Format: proto.FormatInt16LE, Channels: 2, Rate: rate},
		ChannelMap:            proto.ChannelMap{proto.ChannelLeft, proto.ChannelRight},
		ChannelVolumes:        proto.ChannelVolumes{uint32(proto.VolumeNorm), uint32(proto.VolumeNorm)},
		SinkIndex:             proto.Undefined,
		BufferMaxLength:       proto.Undefined,
		BufferTargetLength:    inAdvance,
		BufferPrebufferLength: proto.Undefined,
		BufferMinimumRequest:  proto.Undefined,
		Properties:            proto.PropList{"media.name": proto.PropListString("Recording")},
	}, &made)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoDevice, err)
	}
	wanted, buffer := int(made.Missing), make([]byte, 0)
	for {
		if wanted > 0 {
			wanted -= wanted % frame
			buffer = append(buffer[:0], make([]byte, wanted)...)
			n, readErr := io.ReadFull(frames, buffer)
			if n > 0 {
				if err := s.c.Send(made.StreamIndex, buffer[:n]); err != nil {
					return err
				}
			}
			if errors.Is(readErr, io.EOF) || errors.Is(readErr, io.ErrUnexpectedEOF) {
				return s.drain(made.StreamIndex)
			}
			if readErr != nil {
				return readErr
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.lost:
			return errGone
		case <-time.After(silence):
			return errGone
		case wanted = <-s.wants:
		}
	}
}

// drain waits until what was sent has been heard.
func (s *server) drain(stream uint32) error {
	s.c.SetTimeout(silence)
	return s.c.Request(&proto.DrainPlaybackStream{StreamIndex: stream}, nil)
}

package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"doorstep/app/cli"
)

// terminal is a person at a terminal: ours is the person's end, theirs the
// program's.
type terminal struct {
	ours, theirs *os.File

	mu   sync.Mutex
	seen bytes.Buffer // what the program wrote, and what the terminal echoed
	more chan struct{}
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	var unlock, number int32
	for request, arg := range map[uintptr]*int32{syscall.TIOCSPTLCK: &unlock, syscall.TIOCGPTN: &number} {
		if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, ours.Fd(), request, uintptr(unsafe.Pointer(arg))); e != 0 {
			t.Skipf("no terminals here: %v", e)
		}
	}
	theirs, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	term := &terminal{ours: ours, theirs: theirs, more: make(chan struct{}, 1)}
	go func() {
		b := make([]byte, 1024)
		for {
			n, err := ours.Read(b)
			if err != nil {
				return
			}
			term.mu.Lock()
			term.seen.Write(b[:n])
			term.mu.Unlock()
			select {
			case term.more <- struct{}{}:
			default:
			}
		}
	}()
	t.Cleanup(func() { theirs.Close(); ours.Close() })
	return term
}

func (term *terminal) text() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.seen.String()
}

// await waits until the program has written what matches, after what was
// awaited before, and returns it.
func (term *terminal) await(t *testing.T, from *int, pattern string) []string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	deadline := time.After(time.Minute)
	for {
		text := term.text()[*from:]
		if at := re.FindStringSubmatchIndex(text); at != nil {
			found := re.FindStringSubmatch(text)
			*from += at[1]
			return found
		}
		select {
		case <-term.more:
		case <-deadline:
			t.Fatalf("waited for %q; there is %q", pattern, text)
		}
	}
}

func (term *terminal) write(t *testing.T, line string) {
	t.Helper()
	if _, err := io.WriteString(term.ours, line+"\n"); err != nil {
		t.Fatal(err)
	}
}

// start gives a command at the terminal; the channel hears its exit status.
func (term *terminal) start(args ...string) chan int {
	done := make(chan int, 1)
	go func() {
		done <- cli.Main("test", args, term.theirs, term.theirs, term.theirs, func(string) error { return errors.New("no window in tests") })
	}()
	return done
}

func ends(t *testing.T, term *terminal, done chan int, want int) {
	t.Helper()
	select {
	case got := <-done:
		if got != want {
			t.Fatalf("exit status %d, want %d: %s", got, want, term.text())
		}
	case <-time.After(time.Minute):
		t.Fatalf("it does not end: %s", term.text())
	}
}

// TestPassphraseAtATerminal creates a project and unlocks it by hand: a weak
// passphrase is named weak, the recovery key is asked for, nothing typed shows.
func TestPassphraseAtATerminal(t *testing.T) {
	term := newTerminal(t)
	project := filepath.Join(t.TempDir(), "care.doorstep")
	at := 0
	done := term.start("project", "create", project)
	term.await(t, &at, "New passphrase: ")
	term.write(t, "password1")
	term.await(t, &at, "weak.*most used(?s).*all the same")
	term.write(t, "n")
	term.await(t, &at, "New passphrase: ")
	term.write(t, "three otters under the bridge")
	term.await(t, &at, "again: ")
	term.write(t, "three otters under the brigde")
	term.await(t, &at, "differ")
	term.await(t, &at, "New passphrase: ")
	term.write(t, "three otters under the bridge")
	term.await(t, &at, "again: ")
	term.write(t, "three otters under the bridge")

	key := term.await(t, &at, "AGE-SECRET-KEY-1([A-Z0-9]+)")[1]
	group := func() string {
		var n int
		if _, err := fmt.Sscan(term.await(t, &at, `Group (\d+): $`)[1], &n); err != nil {
			t.Fatal(err)
		}
		return key[(n-1)*6 : min(n*6, len(key))]
	}
	term.write(t, group())
	group()
	term.write(t, "ABCDEF")
	term.await(t, &at, "Look again")
	term.write(t, strings.ToLower(group()))
	term.write(t, group())
	term.await(t, &at, "Right")
	ends(t, term, done, 0)

	done = term.start("project", "info", project)
	term.await(t, &at, "Passphrase of care: ")
	term.write(t, "three otters")
	term.await(t, &at, "not the passphrase")
	term.await(t, &at, "Passphrase of care: ")
	term.write(t, "three otters under the bridge")
	term.await(t, &at, "on disk")
	ends(t, term, done, 0)

	if seen := term.text(); strings.Contains(seen, "otters") || strings.Contains(seen, "password1") {
		t.Errorf("a passphrase shows: %q", seen)
	}
}

package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/store"
	"doorstep/survey/store/canary"
)

// patience bounds every wait; a slow machine under the race detector needs it.
const patience = 60 * time.Second

// window is Doorstep running in a real window, driven by keys alone. What it
// has done is read from its project file, so a wait ends when an answer is on
// the disk and not when a screen says so.
type window struct {
	t       *testing.T
	program string
	home    string
	scratch string // the system's folder for temporary files
	first   string // the questionnaire's first question
	id      string // the X server's name for it
	app     *exec.Cmd
	exited  chan struct{}
}

// newWindow builds the program. Without a display it skips, unless the test
// run promised one.
func newWindow(t *testing.T) *window {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("real-window tests drive an X11 display")
	}
	_, err := exec.LookPath("xdotool")
	if os.Getenv("DISPLAY") == "" || err != nil {
		if os.Getenv("DOORSTEP_REAL_WINDOW") == "required" {
			t.Fatal("this run must test the real window, and there is no display or no xdotool")
		}
		t.Skip("no display or no xdotool: 'make test' brings both")
	}
	w := &window{t: t, program: filepath.Join(t.TempDir(), "doorstep"), home: t.TempDir(), scratch: t.TempDir()}
	if out, err := exec.Command("go", "build", "-o", w.program, "doorstep").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return w
}

// another is a second laptop beside this one: the same program with a home of
// its own.
func (w *window) another() *window {
	return &window{t: w.t, program: w.program, home: w.t.TempDir(), scratch: w.t.TempDir()}
}

func (w *window) start() {
	w.t.Helper()
	w.app = exec.Command(w.program)
	w.app.Env = append(os.Environ(), "DOORSTEP_HOME="+w.home, "DOORSTEP_PASSPHRASE=", "TMPDIR="+w.scratch)
	w.app.Stderr = os.Stderr
	if err := w.app.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.exited = make(chan struct{})
	go func(app *exec.Cmd, exited chan struct{}) {
		_ = app.Wait()
		close(exited)
	}(w.app, w.exited)
	w.t.Cleanup(w.kill)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var found []byte
	for err := errors.New("not looked for"); err != nil; {
		// The search fails when a window of a program just killed goes under it.
		found, err = exec.CommandContext(ctx, "xdotool", "search", "--sync", "--onlyvisible", "--pid", fmt.Sprint(w.app.Process.Pid)).Output()
		if ctx.Err() != nil {
			w.t.Fatalf("no window appeared: %v", err)
		}
	}
	w.id = strings.Fields(string(found))[0]
	if out, err := exec.CommandContext(ctx, "xdotool", "windowfocus", "--sync", w.id).CombinedOutput(); err != nil {
		w.t.Fatalf("focus the window: %v\n%s", err, out)
	}
}

// turnTo gives this window the keyboard when several are open.
func (w *window) turnTo() {
	w.t.Helper()
	w.until("the window to have the keyboard", func() bool {
		out, err := exec.Command("xdotool", "getactivewindow").Output()
		return err == nil && strings.TrimSpace(string(out)) == w.id
	}, func() { _ = exec.Command("xdotool", "windowactivate", w.id).Run() })
}

// nowhere checks that no file the app has written holds some words, as whoever
// finds the laptop would look for them.
func (w *window) nowhere(words ...string) {
	w.t.Helper()
	found, err := canary.Find([]string{w.home, w.scratch}, words...)
	if err != nil || len(found) > 0 {
		w.t.Errorf("%v\n%s", err, strings.Join(found, "\n"))
	}
}

// kill ends the app as a dying battery does.
func (w *window) kill() {
	_ = w.app.Process.Kill()
	<-w.exited
}

func (w *window) keys(keys ...string) {
	w.t.Helper()
	if out, err := exec.Command("xdotool", append([]string{"key", "--clearmodifiers", "--delay", "60"}, keys...)...).CombinedOutput(); err != nil {
		w.t.Fatalf("press %v: %v\n%s", keys, err, out)
	}
}

func (w *window) write(text string) {
	w.t.Helper()
	if out, err := exec.Command("xdotool", "type", "--clearmodifiers", "--delay", "40", text).CombinedOutput(); err != nil {
		w.t.Fatalf("type: %v\n%s", err, out)
	}
}

// title returns the window's title: the questionnaire's while it is asked.
func (w *window) title() string {
	out, err := exec.Command("xdotool", "getactivewindow", "getwindowname").Output()
	if err != nil {
		return ""
	}
	return string(out)
}

// shows presses keys until the title holds some words.
func (w *window) shows(words string, keys ...string) {
	w.t.Helper()
	w.until("the screen of "+words, func() bool { return strings.Contains(w.title(), words) }, func() { w.keys(keys...) })
}

// picture saves a screenshot where DOORSTEP_SCREENS names a folder, once two in
// a row are the same: what is drawn has then come to rest.
func (w *window) picture(name string) {
	dir := os.Getenv("DOORSTEP_SCREENS")
	if dir == "" {
		return
	}
	file := filepath.Join(dir, name+".png")
	var before []byte
	for range 10 {
		if out, err := exec.Command("import", "-window", "root", file).CombinedOutput(); err != nil {
			w.t.Errorf("screenshot %s: %v\n%s", name, err, out)
			return
		}
		now, err := exec.Command("identify", "-format", "%#", file).Output() // of the pixels alone
		if err != nil || bytes.Equal(now, before) {
			return
		}
		before = now
	}
}

// until polls for a state of the world that the app brings about. again, when
// given, is done every few seconds, for a key that may have come too early.
func (w *window) until(what string, holds func() bool, again func()) {
	w.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for n := 1; ; n++ {
		if holds() {
			return
		}
		if again != nil && n%60 == 1 {
			again()
		}
		select {
		case <-deadline.C:
			w.picture("failed")
			w.t.Fatalf("%s: waited %v", what, patience)
		case <-w.exited:
			w.t.Fatalf("%s: the app ended", what)
		case <-tick.C:
		}
	}
}

// look opens a copy of the project as it is on the disk at this moment. A copy
// taken in the middle of a checkpoint may not open: then nothing was seen.
func (w *window) look(see func(ctx context.Context, s *store.Store) error) bool {
	w.t.Helper()
	dir, err := os.MkdirTemp(w.t.TempDir(), "look")
	if err != nil {
		w.t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	const file = "fieldwork.doorstep"
	for _, suffix := range []string{"", "-wal"} {
		if err := copyFile(filepath.Join(w.home, file+suffix), filepath.Join(dir, file+suffix)); err != nil && suffix == "" {
			return false
		}
	}
	ctx := context.Background()
	s, err := store.Open(ctx, filepath.Join(dir, file), store.OpenOptions{
		Passphrase: func(context.Context, store.Info) (string, error) { return windowPassphrase, nil },
	})
	if err != nil {
		return false
	}
	defer s.Close()
	return see(ctx, s) == nil
}

const windowPassphrase = "lantern orchard seven kettles"

// introduced says who uses this laptop, the first step of a first start.
func (w *window) introduced(name, code string) {
	w.t.Helper()
	w.shows("Welcome: who you are", "shift")
	w.picture("welcome-who")
	w.write(name)
	w.keys("Return")
	w.write(code)
	w.keys("Return")
	w.shows("Welcome: the project", "shift")
}

// protected chooses the passphrase.
func (w *window) protected() {
	w.t.Helper()
	w.write(windowPassphrase)
	w.keys("Return")
	w.write(windowPassphrase)
	w.keys("Return")
}

// setUp goes through the first start: a passphrase, the recovery key saved to a
// file, and the two groups that are asked back, read from that file. Which two
// is in the log.
func (w *window) setUp() {
	w.t.Helper()
	w.introduced("Ann of the team", "W3")
	w.picture("welcome-project")
	w.shows("Set up: a passphrase", "Return")
	w.picture("setup-passphrase")
	w.protected()
	w.shows("Set up: the recovery key", "shift")
	var asked []int
	w.until("the recovery key's check", func() bool {
		log, _ := os.ReadFile(filepath.Join(w.home, "logs", "doorstep.log"))
		_, rest, found := strings.Cut(string(log), "asks_back=\"[")
		for _, n := range strings.Fields(strings.TrimSuffix(strings.Split(rest+"]", "]")[0], "]")) {
			group, _ := strconv.Atoi(n)
			asked = append(asked, group)
		}
		return found
	}, nil)
	var sheet []byte
	w.until("the recovery key's file", func() bool {
		sheet, _ = os.ReadFile(filepath.Join(w.home, "exports", "Doorstep recovery key.txt"))
		return len(sheet) > 0
	}, func() { w.keys("ctrl+s") })
	w.picture("setup-key")
	groups := store.RecoveryGroups(string(sheet))
	w.shows("Set up: check", "Return")
	w.picture("setup-check")
	for _, n := range asked {
		w.write(groups[n-1])
		w.keys("Return")
	}
	w.shows("Welcome: a practice interview", "shift")
	w.picture("welcome-practice")
	w.shows("Today –", "Escape")
}

// unlock types the passphrase into the screen that covers a sealed project.
func (w *window) unlock() {
	w.t.Helper()
	w.shows("Locked", "shift")
	w.picture("locked")
	w.write(windowPassphrase)
	w.keys("Return")
	w.until("it to open", func() bool { return !strings.Contains(w.title(), "Locked") }, nil)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if closing := out.Close(); err == nil {
		err = closing
	}
	return err
}

// draft is the open interview as its journal on the disk has it.
type draft struct {
	at       survey.Ref // the page it stands on
	answers  map[string]survey.Value
	language string // switched to last; "" for that of the start
	last     survey.Op
}

func (w *window) draft() (d draft, ok bool) {
	d.answers = map[string]survey.Value{}
	ok = w.look(func(ctx context.Context, s *store.Store) error {
		drafts, err := s.Drafts(ctx)
		if err != nil || len(drafts) != 1 {
			return fmt.Errorf("%d drafts, %w", len(drafts), err)
		}
		changes, err := s.DraftChanges(ctx, drafts[0].InstanceID)
		for _, c := range changes {
			d.last = c.Op
			switch c.Op {
			case survey.Move:
				d.at = c.Ref
			case survey.SetLanguage:
				d.language = c.Text
			case survey.SetValue:
				d.answers[c.Ref.Name()] = c.Value
			}
		}
		return err
	})
	return d, ok
}

// page waits until the journal says that the interview stands on a question,
// or nowhere yet: on the first.
func (w *window) page(name string) {
	w.t.Helper()
	w.until("the page of "+name, func() bool {
		d, ok := w.draft()
		return ok && (d.at.Name() == name || d.at == "" && name == w.first)
	}, nil)
}

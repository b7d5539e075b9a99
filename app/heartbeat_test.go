package app

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"doorstep/survey"
	"doorstep/survey/store"
)

// BeatVariable makes this test program the program itself, with a ticker on its
// window's goroutine.
const BeatVariable = "DOORSTEP_HEARTBEAT"

// TestMain runs the tests, or the window that one of them started.
func TestMain(m *testing.M) {
	if os.Getenv(BeatVariable) == "" {
		os.Exit(m.Run())
	}
	go new(heart).answer(os.Stdin, os.Stdout)
	os.Exit(Main(nil))
}

// MadeUp gives the tests of the real window a project to start with.
func MadeUp(t testing.TB, path string, n int) (*store.Store, *survey.Form) { return madeUp(t, path, n) }

// Beats tells how the window's goroutine fared since it was asked last.
type Beats struct {
	Longest time.Duration // from when something was given to it until it did it, but for what the kernel let it wait for a processor
	Ours    time.Duration // the longest without the toolkit's and the driver's painting
	Over    int           // waits of more than 50 ms
	Doing   string        // where it was in the longest, most of the time
	Heap    uint64        // bytes that Go holds for the program's things
	Peak    uint64        // bytes in memory at most
}

// heart gives the window's goroutine next to nothing to do, again and again, and
// looks what it is at while it does not come to it.
type heart struct {
	mu    sync.Mutex
	beats Beats
}

const (
	frame     = time.Second / 60
	beatEvery = 2 * time.Millisecond
	lookAfter = 8 * time.Millisecond // of waiting
	lookEvery = 4 * time.Millisecond
)

// answer writes what was noted for every line it is given, once the window's
// goroutine has come to what it was given before. The first line begins.
func (h *heart) answer(in io.Reader, out io.Writer) {
	lines := bufio.NewScanner(in)
	for first := true; lines.Scan(); first = false {
		if first {
			go h.beat()
		}
		time.Sleep(3 * frame) // the toolkit looks for keys once a frame
		fyne.DoAndWait(func() {})
		if lines.Text() == "there?" {
			fmt.Fprintln(out, "{}")
			continue
		}
		h.mu.Lock()
		b := h.beats
		h.beats = Beats{}
		h.mu.Unlock()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		b.Heap, b.Peak = memory.HeapInuse, peakMemory()
		if err := json.NewEncoder(out).Encode(b); err != nil {
			return
		}
	}
}

func (h *heart) beat() {
	for range time.Tick(beatEvery) {
		done := make(chan struct{})
		fyne.Do(func() { close(done) })
		h.note(watch(done))
	}
}

// wait is one beat: how long it took in all, and of that in the kernel's queue
// and in painting.
type wait struct {
	all, queued, painted time.Duration
	doing                string
}

// watch waits, and looks now and then what the window's goroutine is at.
func watch(done <-chan struct{}) (w wait) {
	began := time.Now()
	last, queued := began, queuedSoFar()
	seen, painting := map[string]int{}, false
	pass := func() {
		now, q := time.Now(), queuedSoFar()
		if w.queued += q - queued; painting {
			w.painted += max(0, now.Sub(last)-(q-queued))
		}
		last, queued = now, q
	}
	for look := time.After(lookAfter); ; look = time.After(lookEvery) {
		select {
		case <-done:
			pass()
			w.all = time.Since(began)
			return w
		case <-look:
		}
		var at string
		at, painting = lookAtWindow()
		pass()
		if seen[at]++; seen[at] > seen[w.doing] {
			w.doing = at
		}
	}
}

func (h *heart) note(w wait) {
	h.mu.Lock()
	defer h.mu.Unlock()
	held := w.all - w.queued
	if held > h.beats.Longest {
		h.beats.Longest, h.beats.Doing = held, w.doing
	}
	h.beats.Ours = max(h.beats.Ours, held-w.painted)
	if held > 50*time.Millisecond {
		h.beats.Over++
	}
}

// queuedSoFar is how long the first thread, which is the window's, was ready to
// run and had no processor.
func queuedSoFar() time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/self/task/%d/schedstat", os.Getpid()))
	if fields := bytes.Fields(data); err == nil && len(fields) > 1 {
		ns, _ := strconv.ParseInt(string(fields[1]), 10, 64)
		return time.Duration(ns)
	}
	return 0
}

var stacks = make([]byte, 1<<20)

// lookAtWindow returns the function of ours that the first goroutine is in, and
// whether it paints.
func lookAtWindow() (at string, painting bool) {
	all := stacks[:runtime.Stack(stacks, true)]
	_, first, found := bytes.Cut(all, []byte("goroutine 1 ["))
	if !found {
		return "", false
	}
	first, _, _ = bytes.Cut(first, []byte("\n\n"))
	if bytes.Contains(first, []byte(".repaintWindow(")) {
		return "painting", true
	}
	for _, line := range bytes.Split(first, []byte("\n")) {
		if name, ok := bytes.CutPrefix(line, []byte("doorstep/")); ok {
			name, _, _ = bytes.Cut(name, []byte("({"))
			if end := bytes.LastIndexByte(name, '('); end > 0 {
				name = name[:end]
			}
			return string(name), false
		}
	}
	return "", false
}

var peakLine = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

func peakMemory() uint64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	found := peakLine.FindSubmatch(status)
	if found == nil {
		return 0
	}
	kib, _ := strconv.ParseUint(string(found[1]), 10, 64)
	// From here the peak is counted anew.
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		fmt.Fprintln(os.Stderr, "the peak is that since the start:", err)
	}
	return kib << 10
}

package store

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"
)

// tries counts wrong passphrases, in a small file beside the project, so that
// a program that is ended and started again does not begin anew. A damaged
// project is not written to for it. Who copies the project can leave the file
// behind: against that only the cost of each try stands.
type tries struct {
	path string

	mu     sync.Mutex
	loaded bool
	failed triesFile
}

type triesFile struct {
	Failed int       `json:"failed"`
	Last   time.Time `json:"last"`
}

const (
	freeTries = 3               // before the first wait
	firstWait = 2 * time.Second // doubled with each further try
	longest   = 5 * time.Minute
)

// wait returns how long no passphrase is tried.
func (t *tries) wait(now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.load()
	f := &t.failed
	if f.Failed < freeTries {
		return 0
	}
	delay := longest
	if doublings := f.Failed - freeTries; doublings < 10 {
		delay = min(longest, firstWait<<doublings)
	}
	if now.Before(f.Last) { // the clock was set back: the wait begins again, and is no longer than it was
		f.Last = now
		t.save()
	}
	return max(0, delay-now.Sub(f.Last))
}

func (t *tries) count(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.load()
	t.failed.Failed++
	t.failed.Last = now
	t.save()
}

// forget is for when the right one was given.
func (t *tries) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.loaded, t.failed = true, triesFile{}
	_ = os.Remove(t.path) // at worst somebody waits
}

func (t *tries) load() {
	if t.loaded {
		return
	}
	t.loaded = true
	b, err := os.ReadFile(t.path)
	if err != nil {
		return
	}
	if json.Unmarshal(b, &t.failed) != nil || t.failed.Failed < 0 {
		t.failed = triesFile{}
	}
}

// save writes what it can: a disk that cannot be written to must not keep the
// project's owner out.
func (t *tries) save() {
	b, err := json.Marshal(t.failed)
	if err != nil {
		return
	}
	_ = os.WriteFile(t.path, b, 0o600)
}

// UnlockWait returns how long [Store.Unlock] refuses to try a passphrase,
// after wrong ones; 0 when it does not.
func (s *Store) UnlockWait() time.Duration { return s.tries.wait(s.now()) }

func tooSoon(wait time.Duration) error {
	return worded(ErrTooSoon, nil, "Too many wrong passphrases. Wait %s, then try again. Nothing is lost.", inWords(wait))
}

// inWords rounds a wait up to whole seconds or minutes.
func inWords(d time.Duration) string {
	unit, n := "second", int64((d+time.Second-1)/time.Second)
	if n >= 120 {
		unit, n = "minute", (n+59)/60
	}
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

package viewmodel

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
)

// Runtime is what the models need of the world around them. Only Do must be
// given; [NewRuntime] fills in the rest.
type Runtime struct {
	Do    func(func())                                  // runs a function on the UI goroutine, later
	Go    func(func())                                  // runs a function in the background
	After func(d time.Duration, f func()) (stop func()) // calls f on the UI goroutine after d
	Now   func() time.Time                              // local time
	NewID func() string                                 // a fresh instanceID, "uuid:..."
	Log   *slog.Logger                                  // never given answers
}

// NewRuntime returns the real clock, goroutines and ids, with do as the way
// back to the UI goroutine.
func NewRuntime(do func(func()), log *slog.Logger) Runtime {
	return Runtime{
		Do: do,
		Go: func(f func()) { go f() },
		After: func(d time.Duration, f func()) func() {
			t := time.AfterFunc(d, func() { do(f) })
			return func() { t.Stop() }
		},
		Now:   time.Now,
		NewID: func() string { return "uuid:" + uuid.NewString() },
		Log:   log,
	}
}

// progressPause is the least time between two redraws of how far something is:
// where the window is drawn without a graphics card, each takes time from the work.
const progressPause = 250 * time.Millisecond

// paced has f told on the UI goroutine how far something is: now and then, and
// at the end. Whoever calls it does so one call after another.
func (r Runtime) paced(f func(done, total int)) func(done, total int) {
	var told time.Time
	return func(done, total int) {
		if now := r.Now(); done == total || now.Sub(told) >= progressPause {
			told = now
			r.Do(func() { f(done, total) })
		}
	}
}

// errand does in the background what a screen waits for, and hands how it ended
// to ended on the UI goroutine. A failure is logged as what was not done.
func (r Runtime) errand(notDone string, do func(context.Context) error, ended func(error)) {
	r.Go(func() {
		err := do(context.Background())
		r.Do(func() {
			if err != nil {
				r.Log.Error(notDone, "err", err)
			}
			ended(err)
		})
	})
}

// notify calls f if a view has set it.
func notify(f func()) {
	if f != nil {
		f()
	}
}

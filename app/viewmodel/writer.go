package viewmodel

import (
	"context"
	"sync"
	"time"

	"doorstep/survey"
)

// Waits between tries after a failed write: the first, and the longest.
const (
	firstRetry = time.Second
	lastRetry  = 15 * time.Second
)

// Writer is the one writer of drafts. Steps go to disk one at a time in the
// order they were given, by one goroutine of its own. A step that fails stays
// first in the line and is tried again, so nothing is lost or overtaken while
// the program runs. Its methods may be called from any goroutine and, but for
// Flush, return at once.
type Writer struct {
	// OnSaving is called on the UI goroutine after each step and each failure.
	OnSaving func()

	onAppend func(instanceID string, c survey.Change)   // on the UI goroutine, as it is given; may be nil
	onAttach func(instanceID, name string, data []byte) // likewise

	run     Runtime
	journal Journal

	mu      sync.Mutex
	moved   *sync.Cond // the line, halted or closed changed
	line    []step
	waiting int  // steps of the line that hold something said
	halted  bool // the last try failed; waits for Retry
	closed  bool
	wait    time.Duration // before the next try
	savedAt time.Time
	err     error

	finished, code string // the response finished last, and its code
}

// References knows the codes on residents' cards. A Journal may be one.
type References interface {
	Reference(ctx context.Context, instanceID string) (string, error)
}

// step is one write and what follows, on the UI goroutine, once it is on disk.
type step struct {
	write func(context.Context) error
	done  func()
	aside bool // nothing said: not counted, and no "Saved" for it
}

// NewWriter starts the writer.
func NewWriter(run Runtime, journal Journal) *Writer {
	w := &Writer{run: run, journal: journal, wait: firstRetry}
	w.moved = sync.NewCond(&w.mu)
	run.Go(w.loop)
	return w
}

// Start writes the header of a new draft.
func (w *Writer) Start(h survey.Header) {
	w.add(step{write: func(ctx context.Context) error { return w.journal.StartDraft(ctx, h) }})
}

// Append writes one step of a draft.
func (w *Writer) Append(instanceID string, c survey.Change) {
	if w.onAppend != nil {
		w.onAppend(instanceID, c)
	}
	w.add(step{write: func(ctx context.Context) error { return w.journal.AppendDraft(ctx, instanceID, c) }})
}

// attach writes a file that an answer will name.
func (w *Writer) attach(to Attachments, instanceID, name string, data []byte) {
	if w.onAttach != nil {
		w.onAttach(instanceID, name, data)
	}
	w.add(step{write: func(ctx context.Context) error { return to.Attach(ctx, instanceID, name, data) }})
}

// Finish stores a response after everything before it and then calls done on
// the UI goroutine. sub is the writer's until then; the store numbers it.
func (w *Writer) Finish(sub *survey.Submission, done func()) {
	w.add(step{write: func(ctx context.Context) error {
		err := w.journal.Finish(ctx, sub)
		if known, ok := w.journal.(References); ok && err == nil {
			code, err := known.Reference(ctx, sub.InstanceID)
			if err != nil {
				w.run.Log.Error("reference code not read", "instance", sub.InstanceID, "err", err)
			}
			w.mu.Lock()
			w.finished, w.code = sub.InstanceID, code
			w.mu.Unlock()
		}
		return err
	}, done: done})
}

// Eraser ends interviews of which nothing said may be kept. A Journal may be
// one.
type Eraser interface {
	// FinishErased stores how the contact ended and erases what was said.
	FinishErased(ctx context.Context, sub *survey.Submission) error
}

// finishErased is [Writer.Finish] for an interview whose answers go. The
// journal must be an [Eraser].
func (w *Writer) finishErased(sub *survey.Submission, done func()) {
	w.add(step{write: func(ctx context.Context) error {
		return w.journal.(Eraser).FinishErased(ctx, sub)
	}, done: done})
}

// reference is the code of a response just finished.
func (w *Writer) reference(instanceID string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.finished != instanceID {
		return ""
	}
	return w.code
}

// then does work once everything given so far is on disk. Its error is its own
// affair: it is not tried again.
func (w *Writer) then(work func(context.Context)) {
	w.add(step{write: func(ctx context.Context) error { work(ctx); return nil }, aside: true})
}

// Saving tells how things stand on disk.
func (w *Writer) Saving() Saving {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := Saving{SavedAt: w.savedAt, Waiting: w.waiting}
	if w.err != nil {
		s.Err = &SaveError{Waiting: w.waiting, Err: w.err}
	}
	return s
}

// wasSaved tells when the newest step of a draft that is taken up was written.
func (w *Writer) wasSaved(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.savedAt = at
}

// Retry tries a failed write at once.
func (w *Writer) Retry() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.halted = false
	w.moved.Broadcast()
}

// Flush tries everything that waits and returns when it is on disk, when a
// write fails or when ctx ends. The error is a *SaveError.
func (w *Writer) Flush(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.moved.Broadcast()
	})
	defer stop()

	w.mu.Lock()
	defer w.mu.Unlock()
	w.halted = false
	w.moved.Broadcast()
	for len(w.line) > 0 && !w.halted && ctx.Err() == nil {
		w.moved.Wait()
	}
	if len(w.line) == 0 {
		return nil
	}
	err := w.err
	if err == nil {
		err = ctx.Err()
	}
	return &SaveError{Waiting: w.waiting, Err: err}
}

// Close ends the writer's goroutine, after the write it is in. What waits is
// given up: Flush first.
func (w *Writer) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.moved.Broadcast()
}

func (w *Writer) add(s step) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.line = append(w.line, s)
	if !s.aside {
		w.waiting++
	}
	w.moved.Broadcast()
}

func (w *Writer) loop() {
	for {
		s, ok := w.next()
		if !ok {
			return
		}
		if err := s.write(context.Background()); err != nil {
			w.failed(err)
		} else {
			w.saved(s)
		}
	}
}

// next waits for the first step of the line; false ends the loop.
func (w *Writer) next() (step, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for !w.closed && (len(w.line) == 0 || w.halted) {
		w.moved.Wait()
	}
	if w.closed {
		return step{}, false
	}
	return w.line[0], true
}

func (w *Writer) saved(s step) {
	w.mu.Lock()
	w.line = w.line[1:]
	w.err = nil
	w.wait = firstRetry
	if !s.aside {
		w.waiting--
		w.savedAt = w.run.Now()
	}
	w.moved.Broadcast()
	w.mu.Unlock()
	w.tell(s.done)
}

func (w *Writer) failed(err error) {
	w.mu.Lock()
	w.halted = true
	w.err = err
	wait := w.wait
	w.wait = min(2*wait, lastRetry)
	waiting := w.waiting
	w.run.After(wait, w.Retry) // before anybody can see the failure
	w.moved.Broadcast()
	w.mu.Unlock()
	w.run.Log.Error("draft not saved", "waiting", waiting, "retry_in", wait, "err", err)
	w.tell(nil)
}

// tell reports to the UI goroutine.
func (w *Writer) tell(done func()) {
	w.run.Do(func() {
		if done != nil {
			done()
		}
		if w.OnSaving != nil {
			w.OnSaving()
		}
	})
}

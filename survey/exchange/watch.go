package exchange

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"doorstep/survey/store"

	"filippo.io/age"
)

// Watcher takes in what comes into a folder that others write to: packs where
// the project's recovery key is at hand, and news from the coordinator. Nothing
// in the folder is ever changed. It belongs to one goroutine.
type Watcher struct {
	Store      *store.Store
	Folder     string
	Identities []age.Identity        // none on a laptop: packs are then left alone
	Progress   func(done, total int) // of the pack at hand; may be nil

	seen map[string]sighting
}

// sighting is how a file was when it was last looked at.
type sighting struct {
	size  int64
	when  time.Time // it was changed
	done  bool      // taken in, known, or refused for good
	tried bool      // as it is now, and it was not whole
	told  string    // why it could not be read when it was looked at last
}

// WatchState is what became of a file in a watched folder.
type WatchState uint8

// The states.
const (
	WatchTaken   WatchState = iota + 1 // taken in
	WatchKnown                         // it was here already, under this name or another
	WatchWaiting                       // not whole yet
	WatchRefused                       // Err says why; the file may be taken away
)

// Watched is a file of which something became.
type Watched struct {
	File   string
	State  WatchState
	Merged MergeResult // of a pack
	News   *NewsResult // of news
	Err    error
}

// Scan looks through the folder once and returns the files of which something
// became since the last look. A file is opened once it has stood unchanged from
// one look to the next; one that is still being copied, or of which a part is
// missing, waits until it changes. The error is that of the folder.
func (w *Watcher) Scan(ctx context.Context) ([]Watched, error) {
	entries, err := os.ReadDir(w.Folder)
	if err != nil {
		return nil, err
	}
	if w.seen == nil {
		w.seen = map[string]sighting{}
	}
	there := map[string]bool{}
	var all []Watched
	for _, e := range entries {
		if !w.concerns(e) {
			continue
		}
		there[e.Name()] = true
		one, err := w.look(ctx, e)
		if err != nil {
			return all, err
		}
		if one != nil {
			all = append(all, *one)
		}
	}
	for name := range w.seen {
		if !there[name] {
			delete(w.seen, name)
		}
	}
	return all, nil
}

// concerns reports whether an entry is a file to take in, by its name. What
// begins with a dot or ~ other programs write while they copy.
func (w *Watcher) concerns(e os.DirEntry) bool {
	if e.IsDir() || strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "~") {
		return false
	}
	switch strings.ToLower(filepath.Ext(e.Name())) {
	case PackExtension:
		return len(w.Identities) > 0
	case NewsExtension:
		return true
	}
	return false
}

func (w *Watcher) look(ctx context.Context, e os.DirEntry) (*Watched, error) {
	info, err := e.Info()
	if err != nil {
		return nil, nil // taken away this moment
	}
	before, met := w.seen[e.Name()]
	now := sighting{size: info.Size(), when: info.ModTime()}
	if !met || before.size != now.size || !before.when.Equal(now.when) {
		w.seen[e.Name()] = now // the next look tells whether it still grows
		return nil, nil
	}
	if before.done || before.tried {
		return nil, nil
	}
	one := w.take(ctx, e.Name())
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if errors.Is(one.Err, store.ErrLocked) || errors.Is(one.Err, store.ErrDiskFull) || errors.Is(one.Err, store.ErrInUse) {
		return nil, one.Err // not the file's fault: it is tried again
	}
	if held := new(fs.PathError); errors.As(one.Err, &held) { // a sync program may hold it: it is tried again
		one.State, now.told = WatchWaiting, one.Err.Error()
		w.seen[e.Name()] = now
		if now.told == before.told {
			return nil, nil
		}
		return one, nil
	}
	now.tried = one.State == WatchWaiting
	now.done = !now.tried
	w.seen[e.Name()] = now
	return one, nil
}

func (w *Watcher) take(ctx context.Context, name string) *Watched {
	path := filepath.Join(w.Folder, name)
	one := &Watched{File: name}
	if strings.EqualFold(filepath.Ext(name), NewsExtension) {
		res, err := TakeNews(ctx, w.Store, path, false)
		one.News = &res
		w.settle(one, err, res.NewForms+res.TakenOut+res.Resend > 0 || !res.Older)
		return one
	}
	digest, err := digestOf(path)
	if err != nil {
		one.State, one.Err = WatchWaiting, err
		return one
	}
	known, err := w.Store.KnowsPack(ctx, digest)
	if err != nil || known {
		w.settle(one, err, false)
		return one
	}
	one.Merged, err = Merge(ctx, w.Store, path, MergeOptions{Identities: w.Identities, Progress: w.Progress})
	w.settle(one, err, one.Merged.Added())
	return one
}

// settle tells what became of a file.
func (w *Watcher) settle(one *Watched, err error, brought bool) {
	one.Err = err
	switch {
	case errors.Is(err, ErrDamagedPack) || errors.Is(err, ErrNotPack):
		one.State = WatchWaiting // the rest may be on its way
	case err != nil:
		one.State = WatchRefused
	case brought:
		one.State = WatchTaken
	default:
		one.State = WatchKnown
	}
}

// Waiting lists the files that are not whole, for those who wonder.
func (w *Watcher) Waiting() []string {
	var names []string
	for name, s := range w.seen {
		if !s.done {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func digestOf(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return nil, err
	}
	return sum.Sum(nil), nil
}

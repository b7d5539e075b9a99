package exchange

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"doorstep/survey/store"

	"filippo.io/age"
)

// Why a pack is not merged. Nothing of such a pack is in the project.
var (
	ErrNotPack      = errors.New("this is not a Doorstep pack")
	ErrWrongKey     = errors.New("the key does not open this pack")
	ErrDamagedPack  = errors.New("the pack is damaged")
	ErrOtherProject = errors.New("the pack is another project's")
	ErrNewerPack    = errors.New("the pack was made by a newer Doorstep")
	ErrOversized    = errors.New("the pack unfolds to far more than any pack holds")
)

// MergeOptions are how to merge.
type MergeOptions struct {
	Identities []age.Identity        // the project's recovery key
	Preview    bool                  // count only; nothing changes
	Progress   func(done, total int) // revisions read; total is 0 while it is not known; may be nil
}

// MergeResult says what a merge did, or would do.
type MergeResult struct {
	Device  string      // that wrote the pack
	Written time.Time   // when it was written
	Apart   []FormApart // new questionnaires whose version was taken
	store.MergeCounts
}

// FormApart is a questionnaire whose version stands for other contents in this
// project: it is kept under a version of its own, and its responses with it.
type FormApart struct{ ID, Version, KeptAs string }

func (f FormApart) String() string {
	return fmt.Sprintf("Its questionnaire %s is not the one you have as version %q. Both are kept: its own as version %q, with its responses.", f.ID, f.Version, f.KeptAs)
}

// ParseIdentity reads a recovery key from a text that may hold comments.
func ParseIdentity(r io.Reader) ([]age.Identity, error) {
	ids, err := age.ParseIdentities(r)
	if err != nil {
		return nil, fmt.Errorf("the recovery key cannot be read. It starts with AGE-SECRET-KEY-1: %w", err)
	}
	return ids, nil
}

// Merge adds to the project what a pack holds and the project does not: all of
// it, or nothing. Merging again, or in another order, comes to the same.
func Merge(ctx context.Context, st *store.Store, path string, o MergeOptions) (MergeResult, error) {
	res, err := merge(ctx, st, path, o)
	if err != nil {
		return MergeResult{}, fmt.Errorf("%s was not merged and nothing was changed: %w", filepath.Base(path), err)
	}
	return res, nil
}

func merge(ctx context.Context, st *store.Store, path string, o MergeOptions) (res MergeResult, err error) {
	if st.Locked() {
		return res, store.ErrLocked
	}
	f, err := os.Open(path)
	if err != nil {
		return res, fmt.Errorf("open pack: %w", err)
	}
	defer f.Close()
	ctx, stop := context.WithCancel(ctx)
	in := newPackReader(ctx, st, f, o)
	defer func() {
		stop()
		in.wait()
	}()
	// The header is looked at before anybody has to wait for the transaction.
	if err := in.begin(); err != nil {
		return res, err
	}
	err = st.Merge(ctx, func(m *store.Merger) error {
		a := &adder{merger: m, options: o, result: &res}
		if err := in.each(a.add); err != nil {
			return err
		}
		if err := a.settle(); err != nil {
			return err
		}
		if o.Preview {
			return store.ErrUndone
		}
		return m.Log(store.Merged{Digest: in.digest(), File: filepath.Base(path), Device: res.Device, Written: res.Written, Counts: res.MergeCounts})
	})
	if o.Preview && errors.Is(err, store.ErrUndone) {
		err = nil
	}
	return res, err
}

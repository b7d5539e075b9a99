package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"doorstep/survey"
)

// ErrChanged is given when a response is no longer as it was looked at.
var ErrChanged = errors.New("the response changed meanwhile")

// Head is one of the edits of a response that nothing followed.
type Head struct {
	HistoryEntry
	Submission *survey.Submission
}

// Heads opens the edits of a response that stand beside each other, the one
// that stands for it meanwhile first. Those erased are not among them.
func (s *Store) Heads(ctx context.Context, instanceID string) ([]Head, error) {
	history, err := s.History(ctx, instanceID)
	if err != nil {
		return nil, err
	}
	var all []Head
	for _, h := range history {
		if !h.Head || h.Erased {
			continue
		}
		sub, err := s.Revision(ctx, h.ID)
		if err != nil {
			return nil, err
		}
		if h.Current {
			all = slices.Insert(all, 0, Head{h, sub})
		} else {
			all = append(all, Head{h, sub})
		}
	}
	if len(all) == 0 {
		return nil, isErased(instanceID)
	}
	return all, nil
}

// ResolveConflict settles what a response edited in several places says: the
// new revision follows all of the heads named, which must be all there are. It
// travels as any edit does. It fails with [ErrChanged] while one of the heads
// holds what the consent taken back in another forbids: [Store.ReapplyConsents]
// comes first.
func (s *Store) ResolveConflict(ctx context.Context, sub *survey.Submission, over [][16]byte, cause Cause, e Edit) error {
	if e.Reason == "" {
		return noReason()
	}
	opened, err := s.Heads(ctx, sub.InstanceID)
	if err != nil {
		return err
	}
	if len(takenBack(opened)) > 0 {
		return worded(ErrChanged, nil, "A consent was taken back in one edit of response %s and another does not know it yet. Nothing was changed. Look at its edits once more.", sub.InstanceID)
	}
	err = s.changing(sub.InstanceID, func(tx *sql.Tx) error {
		if gone, err := tombstoned(tx, sub.InstanceID); err != nil || gone {
			return errors.Join(err, isErased(sub.InstanceID))
		}
		there, generation, err := heads(tx, sub.InstanceID)
		if err != nil {
			return err
		}
		for _, id := range there {
			if !slices.Contains(over, id) {
				return worded(ErrChanged, nil, "Response %s was edited again meanwhile. Nothing was changed. Look at its edits once more.", sub.InstanceID)
			}
		}
		r := newRevision{parents: there, generation: generation + 1}
		settled := *sub
		settled.Device = s.info.Device
		if settled.Number, err = nextNumber(tx, settled.Device); err != nil {
			return err
		}
		return s.writeRevision(tx, &r, &settled, &RevisionEdit{Cause: cause, Worker: e.Worker, Reason: e.Reason, At: s.now()})
	})
	if err != nil {
		return fmt.Errorf("settle response %s: %w", sub.InstanceID, err)
	}
	return nil
}

package exchange

import (
	"context"
	"errors"

	"doorstep/survey"
	"doorstep/survey/store"
)

// packAttempt is one state of a try in the contact log. All of them go into
// every pack: they are small, and what was erased of one must reach every copy.
type packAttempt struct {
	_                          struct{} `cbor:",toarray"`
	ID, Attempt                []byte
	Replaces                   []byte
	Generation                 int
	Made, At                   instant
	Mode, Outcome, Place, Note string
	Interpreter                string
	Friend, Carer              bool
	Device, Worker             string
	Training                   bool
	InstanceID                 string
	Follows                    []byte
	Due                        instant
	Reminder                   string
	Settled                    bool
}

type packAttemptEnd struct {
	_         struct{} `cbor:",toarray"`
	Attempt   []byte
	Withdrawn bool
}

// attempts writes the contact log.
func (w *packWriter) attempts(ctx context.Context, st *store.Store) error {
	all, err := st.AttemptRevisions(ctx)
	if err != nil {
		return err
	}
	for _, r := range all {
		if err := w.item(itemAttempt, toPackAttempt(&r)); err != nil {
			return err
		}
		w.info.Attempts++
	}
	ends, err := st.AttemptEnds(ctx)
	if err != nil {
		return err
	}
	for _, e := range ends {
		if err := w.item(itemAttemptEnd, packAttemptEnd{Attempt: e.ID[:], Withdrawn: e.Withdrawn}); err != nil {
			return err
		}
	}
	return nil
}

func toPackAttempt(r *store.AttemptRevision) packAttempt {
	a := &r.Attempt
	return packAttempt{
		ID: r.ID[:], Attempt: a.ID[:], Replaces: bytesOf(r.Replaces), Generation: r.Generation, Made: toInstant(r.Made), At: toInstant(a.At),
		Mode: string(a.Mode), Outcome: string(a.Outcome), Place: a.Place, Note: a.Note, Interpreter: a.Interpreter, Friend: a.Friend, Carer: a.Carer,
		Device: a.Device, Worker: a.Worker, Training: a.Training, InstanceID: a.InstanceID, Follows: bytesOf(a.Follows),
		Due: toInstant(a.Due), Reminder: a.Reminder, Settled: a.Settled,
	}
}

// bytesOf is an id as packs hold it: empty for none.
func bytesOf(id [16]byte) []byte {
	if id == ([16]byte{}) {
		return nil
	}
	return id[:]
}

// idFrom is bytesOf's inverse; ok is false for what is no id.
func idFrom(b []byte, ok *bool) (id [16]byte) {
	switch len(b) {
	case 0:
	case 16:
		id = [16]byte(b)
	default:
		*ok = false
	}
	return id
}

var errAttemptID = errors.New("an entry of the contact log in it has no proper id")

func (p *packAttempt) revision() (*store.AttemptRevision, error) {
	ok := true
	rev := &store.AttemptRevision{
		ID: idFrom(p.ID, &ok), Replaces: idFrom(p.Replaces, &ok), Generation: p.Generation, Made: p.Made.time(),
		Attempt: survey.Attempt{
			ID: idFrom(p.Attempt, &ok), At: p.At.time(), Mode: survey.Mode(p.Mode), Outcome: survey.Outcome(p.Outcome), Place: p.Place, Note: p.Note,
			Interpreter: p.Interpreter, Friend: p.Friend, Carer: p.Carer, Device: p.Device, Worker: p.Worker, Training: p.Training,
			InstanceID: p.InstanceID, Follows: idFrom(p.Follows, &ok), Due: p.Due.time(), Reminder: p.Reminder, Settled: p.Settled,
		},
	}
	if !ok || len(p.ID) == 0 || len(p.Attempt) == 0 {
		return nil, damagedPack(errAttemptID)
	}
	return rev, nil
}

func (p *packAttemptEnd) end() (store.AttemptEnd, error) {
	ok := len(p.Attempt) > 0
	id := idFrom(p.Attempt, &ok)
	if !ok {
		return store.AttemptEnd{}, damagedPack(errAttemptID)
	}
	return store.AttemptEnd{ID: id, Withdrawn: p.Withdrawn}, nil
}

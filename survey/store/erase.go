package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"doorstep/survey"

	"github.com/google/uuid"
)

// erasureKind is why something was erased.
type erasureKind string

const (
	erasedExpired   erasureKind = "expired"
	erasedConsent   erasureKind = "consent"
	erasedDraft     erasureKind = "draft"     // an interview was discarded
	erasedElsewhere erasureKind = "elsewhere" // on another laptop first; void and withdrawn besides
)

// Erasure is the record that something was erased: no word of what.
type Erasure struct {
	InstanceID string
	Kind       string // void, withdrawn, expired, consent, draft, elsewhere
	Details    int    // how many contact details, for expired
	At         time.Time
}

// noteErasure records an erasure. Backups follow the record, and the second
// copy is owed a change.
func (s *Store) noteErasure(tx *sql.Tx, instanceID string, kind erasureKind, details int, now time.Time) error {
	id := s.newID()
	at, zone := split(now)
	_, err := tx.Exec("INSERT INTO erasure (id, instance_id, kind, answers, at, zone) VALUES (?, ?, ?, ?, ?, ?)", id[:], instanceID, string(kind), details, at, zone)
	if err != nil {
		return err
	}
	return owe(tx, instanceID)
}

// Erasures lists what was erased since a time, the first first.
func (s *Store) Erasures(ctx context.Context, since time.Time) ([]Erasure, error) {
	after := int64(0)
	if !since.IsZero() {
		after = since.UnixNano()
	}
	rows, err := s.reader.QueryContext(ctx, "SELECT instance_id, kind, answers, at, zone FROM erasure WHERE at >= ? ORDER BY at, id", after)
	if err != nil {
		return nil, explain(err)
	}
	defer rows.Close()
	var all []Erasure
	for rows.Next() {
		var e Erasure
		var at, zone int64
		if err := rows.Scan(&e.InstanceID, &e.Kind, &e.Details, &at, &zone); err != nil {
			return nil, explain(err)
		}
		e.At = join(at, zone)
		all = append(all, e)
	}
	return all, explain(rows.Err())
}

// eraseRevision takes one revision's answers away.
func eraseRevision(tx *sql.Tx, id [16]byte) error {
	_, err := tx.Exec("UPDATE revision SET document = NULL WHERE id = ?", id[:])
	return err
}

// WithdrawByReference withdraws the response with the code on a card and
// returns its instanceID. It fails with [ErrBadReference], with
// [ErrNoResponse], and with [ErrAmbiguous] when two laptops gave one code.
func (s *Store) WithdrawByReference(ctx context.Context, typed string) (instanceID string, err error) {
	if instanceID, err = s.ResolveReference(ctx, typed); err != nil {
		return "", err
	}
	return instanceID, s.Withdraw(ctx, instanceID)
}

// ResolveReference turns the code on a card into an instanceID; what is no
// code is taken for an instanceID itself.
func (s *Store) ResolveReference(ctx context.Context, typed string) (instanceID string, err error) {
	if !IsReference(typed) {
		return strings.TrimSpace(typed), nil
	}
	found, err := s.FindReference(ctx, typed)
	if err != nil {
		return "", err
	}
	switch len(found) {
	case 0:
		return "", worded(ErrNoResponse, nil, "No response here has the code %s. It may have been withdrawn already, or be on a laptop that has not been merged yet.", strings.ToUpper(typed))
	case 1:
		return found[0].InstanceID, nil
	}
	var which []string
	for _, h := range found {
		which = append(which, fmt.Sprintf("%s of %s", h.InstanceID, h.Finished.Format("2 January 2006 15:04")))
	}
	return "", worded(ErrAmbiguous, nil, "Two laptops gave out this code: %s. Ask the resident when the interview was, and name the response by its id.", strings.Join(which, "; "))
}

// WithdrawConsent takes one purpose's consent back, at the resident's wish.
// rework returns the response without it (the engine's WithoutConsent), and
// false when the form asks no such consent, which is [ErrNoConsent]. A new
// revision holds what is left, and every earlier one is erased, as in
// [Store.Withdraw]. Taking part is a purpose too: without that consent the
// whole response is withdrawn.
func (s *Store) WithdrawConsent(ctx context.Context, instanceID, purpose, worker string, rework func(*survey.Submission) (*survey.Submission, bool)) error {
	if purpose == survey.ConsentTakePart {
		return s.Withdraw(ctx, instanceID)
	}
	heads, err := s.Heads(ctx, instanceID)
	if err != nil {
		return err
	}
	err = s.changing(instanceID, func(tx *sql.Tx) error {
		kept := map[[16]byte]bool{}
		for _, h := range heads {
			without, ok := rework(h.Submission)
			if !ok {
				return worded(ErrNoConsent, nil, "This questionnaire asks no consent called %q. Nothing was changed.", purpose)
			}
			r := newRevision{id: s.newID(), parents: [][16]byte{h.ID}, generation: h.Generation + 1}
			without.Device = s.info.Device
			if without.Number, err = nextNumber(tx, without.Device); err != nil {
				return err
			}
			if err := s.writeRevision(tx, &r, without, &RevisionEdit{Cause: ConsentChanged, Worker: worker, Reason: purpose, At: s.now()}); err != nil {
				return err
			}
			kept[r.id] = true
		}
		return s.eraseAllBut(tx, instanceID, kept, erasedConsent, 0)
	})
	if err != nil {
		return err
	}
	return s.followErasures(ctx)
}

// eraseAllBut erases every other revision of a response, and an edit of it
// that is under way.
func (s *Store) eraseAllBut(tx *sql.Tx, instanceID string, kept map[[16]byte]bool, kind erasureKind, details int) error {
	if err := s.keepIDsOfErased(tx, instanceID); err != nil {
		return err
	}
	rows, err := tx.Query("SELECT id FROM revision WHERE instance_id = ? AND document IS NOT NULL", instanceID)
	if err != nil {
		return err
	}
	defer rows.Close()
	var gone [][16]byte
	for rows.Next() {
		var id []byte
		if err := rows.Scan(&id); err != nil {
			return err
		}
		if len(id) == 16 && !kept[[16]byte(id)] {
			gone = append(gone, [16]byte(id))
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, id := range gone {
		if err := eraseRevision(tx, id); err != nil {
			return err
		}
	}
	if _, err := tx.Exec("DELETE FROM draft WHERE instance_id = ?", instanceID); err != nil {
		return err
	}
	if err := s.eraseUnnamed(tx, instanceID); err != nil {
		return err
	}
	if err := s.noteErasure(tx, instanceID, kind, details, s.now()); err != nil {
		return err
	}
	return chooseHead(tx, instanceID)
}

// expiredID is the id of the revision that follows another at its end date:
// the same on every laptop, so that each may see to it by itself.
func expiredID(parent [16]byte) [16]byte {
	return uuid.NewSHA1(uuid.UUID(parent), []byte("expired"))
}

// Retention is what a form version says of its contact details.
type Retention struct {
	Months int // after the interview's end that they are kept; below 0 for the project's setting
	// Erase takes them out of a response and returns how many there were (the
	// engine's EraseContacts).
	Erase func(*survey.Submission) int
	// Without returns a response without a consent that was taken back (the
	// engine's WithoutConsent).
	Without func(sub *survey.Submission, purpose string) (*survey.Submission, bool)
}

// RetentionOf is what a form's program (the engine's) says. O are the options
// that the program works with; the usual ones are taken.
func RetentionOf[O any](program interface {
	Form() *survey.Form
	EraseContacts(sub *survey.Submission) int
	WithoutConsent(sub *survey.Submission, purpose string, o O) (*survey.Submission, bool)
},
) Retention {
	months, said := program.Form().ContactMonths()
	if !said {
		months = -1
	}
	return Retention{Months: months, Erase: program.EraseContacts, Without: func(sub *survey.Submission, purpose string) (*survey.Submission, bool) {
		var usual O
		return program.WithoutConsent(sub, purpose, usual)
	}}
}

// Expired says what reached its end date.
type Expired struct {
	Responses int // that had contact details erased
	Details   int // contact details erased
	Waiting   int // responses left for now because somebody is editing them
	Reminders int // entries of the contact log that lost the words of a come-back
}

// defaultContactMonths is how long contact details are kept unless the project
// or the form says otherwise.
const defaultContactMonths = 12

// EraseExpired erases the contact details of every response whose end date has
// come, and the words of come-backs in the contact log that are as old or were
// done 30 days ago, here and in backups and second copies. What is left becomes a revision
// of its own. [Store.Erasures] keeps the record.
func (s *Store) EraseExpired(ctx context.Context, retention func(formID, version string) (Retention, error), now time.Time) (Expired, error) {
	var done Expired
	months, err := s.ContactMonths(ctx)
	if err != nil {
		return done, err
	}
	over, err := s.expired(ctx, months, retention, now)
	if err != nil {
		return done, err
	}
	for _, e := range over {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		if err := s.expire(ctx, e.instanceID, e.rule, e.end, &done); err != nil {
			return done, err
		}
	}
	if done.Reminders, err = s.eraseReminders(ctx, months, now); err != nil {
		return done, err
	}
	if done.Details+done.Reminders == 0 {
		return done, nil
	}
	return done, s.followErasures(ctx)
}

// ended is a response whose contact details have reached their end date.
type ended struct {
	instanceID string
	rule       Retention
	end        time.Time
}

// expired finds them: a few among all, of which nothing else is kept.
func (s *Store) expired(ctx context.Context, months int, retention func(formID, version string) (Retention, error), now time.Time) (list []ended, err error) {
	rules := map[formKey]Retention{}
	for h, err := range s.EachHeader(ctx, Filter{}) {
		if err != nil {
			return nil, err
		}
		k := formKey{h.FormID, h.FormVersion}
		rule, ok := rules[k]
		if !ok {
			if rule, err = retention(h.FormID, h.FormVersion); err != nil {
				return nil, err
			}
			if rule.Months < 0 {
				rule.Months = months
			}
			rules[k] = rule
		}
		if end := h.Finished.AddDate(0, rule.Months, 0); !h.Finished.IsZero() && !now.Before(end) {
			list = append(list, ended{h.InstanceID, rule, end})
		}
	}
	return list, nil
}

// expire erases one response's contact details from every revision.
func (s *Store) expire(ctx context.Context, instanceID string, rule Retention, end time.Time, done *Expired) error {
	history, err := s.History(ctx, instanceID)
	if err != nil {
		return err
	}
	most := 0
	var gone []HistoryEntry
	left := map[[16]byte]*survey.Submission{}
	for _, h := range history {
		if h.Erased || h.Cause == ContactsExpired {
			continue
		}
		sub, err := s.Revision(ctx, h.ID)
		if err != nil {
			return err
		}
		if n := rule.Erase(sub); n > 0 {
			most = max(most, n)
			gone, left[h.ID] = append(gone, h), sub
		}
	}
	if most == 0 {
		return nil
	}
	edited := false
	err = s.changing(instanceID, func(tx *sql.Tx) error {
		if err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM draft WHERE instance_id = ?)", instanceID).Scan(&edited); err != nil || edited {
			return err
		}
		if err := s.keepIDsOfErased(tx, instanceID); err != nil {
			return err
		}
		for _, h := range gone {
			if h.Head {
				sub := left[h.ID]
				sub.Number = 0 // no device's count: every laptop comes to this revision by itself
				r := newRevision{id: expiredID(h.ID), parents: [][16]byte{h.ID}, generation: h.Generation + 1}
				if err := s.writeRevision(tx, &r, sub, &RevisionEdit{Cause: ContactsExpired, At: end}); err != nil {
					return err
				}
			}
			if err := eraseRevision(tx, h.ID); err != nil {
				return err
			}
		}
		if err := s.eraseUnnamed(tx, instanceID); err != nil {
			return err
		}
		if err := s.noteErasure(tx, instanceID, erasedExpired, most, s.now()); err != nil {
			return err
		}
		return chooseHead(tx, instanceID)
	})
	switch {
	case err != nil:
		return err
	case edited:
		done.Waiting++
	default:
		done.Responses++
		done.Details += most
	}
	return nil
}

// ContactMonths returns for how many months after an interview contact details
// are kept where the form does not say.
func (s *Store) ContactMonths(ctx context.Context) (int, error) {
	months := defaultContactMonths
	err := s.readSetting(ctx, monthsSetting, &months)
	return months, err
}

// SetContactMonths sets what [Store.ContactMonths] returns.
func (s *Store) SetContactMonths(_ context.Context, months int) error {
	return writeSetting(s.writer, monthsSetting, max(months, 0))
}

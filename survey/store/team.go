package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"math"
	"slices"
	"time"
)

// Team is who works on a project and where, as the coordinator writes it down.
// It holds nothing of residents.
type Team struct {
	Areas         []string `json:"areas,omitempty"`
	Organisations []string `json:"organisations,omitempty"`
	Workers       []Worker `json:"workers,omitempty"`
}

// Worker is one who interviews.
type Worker struct {
	Code         string `json:"code"`
	Name         string `json:"name,omitempty"`
	Organisation string `json:"organisation,omitempty"`
}

// TeamCount is how far all laptops together have come towards a quota.
type TeamCount struct {
	Form  string `json:"form"`
	Quota string `json:"quota"` // its name in the questionnaire
	Count int    `json:"count"`
}

// TeamCounts are quota counts over all laptops, as the coordinator's laptop had
// them.
type TeamCounts struct {
	At     time.Time            `json:"at"`
	Counts []TeamCount          `json:"counts"`
	UpTo   map[string]int       `json:"upTo,omitempty"` // per device: every number up to it had come in
	Had    map[string][]Numbers `json:"had,omitempty"`  // per device: all that had come in; missing in what older programs kept
}

// Of returns the count of a quota, and whether there is one.
func (c *TeamCounts) Of(form, quota string) (int, bool) {
	for _, n := range c.Counts {
		if n.Form == form && n.Quota == quota {
			return n.Count, true
		}
	}
	return 0, false
}

// Counted reports whether what a device gave a number was there when the counts
// were made. An import has no number and passes for counted: once too few does
// less harm than twice.
func (c *TeamCounts) Counted(device string, number int) bool {
	if number == 0 {
		return true
	}
	if had, known := c.Had[device]; known {
		return slices.ContainsFunc(had, func(n Numbers) bool { return n.First <= number && number <= n.Last })
	}
	return number <= c.UpTo[device]
}

// AnyCounted reports whether any edit of a response was there when the counts
// were made: then the response is in them.
func (s *Store) AnyCounted(ctx context.Context, c *TeamCounts, instanceID string) (found bool, err error) {
	err = eachRow(ctx, s.reader, "SELECT device, number FROM revision WHERE instance_id = ?", []any{instanceID}, func(row []driver.Value) error {
		found = found || c.Counted(text(row[0]), int(number(row[1])))
		return nil
	})
	return found, explain(err)
}

// Without is every number up to last that is not in the gaps, which are in order.
func Without(last int, gaps []Numbers) (had []Numbers) {
	next := 1
	for _, g := range gaps {
		if g.First > next {
			had = append(had, Numbers{next, min(g.First-1, last)})
		}
		next = max(next, g.Last+1)
	}
	if next <= last {
		had = append(had, Numbers{next, last})
	}
	return had
}

// Team returns who works on the project.
func (s *Store) Team(ctx context.Context) (t Team, err error) {
	err = s.readSetting(ctx, teamSetting, &t)
	return t, err
}

// SetTeam writes down who works on the project.
func (s *Store) SetTeam(_ context.Context, t Team) error {
	return inTx(s.writer, func(tx *sql.Tx) error { return writeSetting(tx, teamSetting, t) })
}

// TeamCounts returns the quota counts over all laptops that came last; At is
// zero when none did.
func (s *Store) TeamCounts(ctx context.Context) (c TeamCounts, err error) {
	err = s.readSetting(ctx, countsSetting, &c)
	return c, err
}

// Verifier returns the public half of the key that the coordinator's files are
// signed with; empty when this laptop was not given it.
func (s *Store) Verifier(ctx context.Context) (key []byte, err error) {
	err = s.readSetting(ctx, verifierSetting, &key)
	return key, err
}

// SetVerifier keeps what [Store.Verifier] returns.
func (s *Store) SetVerifier(_ context.Context, key []byte) error {
	return inTx(s.writer, func(tx *sql.Tx) error { return writeSetting(tx, verifierSetting, key) })
}

// TakeCounts keeps quota counts and who is on the team, unless what is here is
// newer, and returns whether they were kept.
func (m *Merger) TakeCounts(c TeamCounts, t Team) (bool, error) {
	var here TeamCounts
	if err := readSettingIn(m.tx, countsSetting, &here); err != nil || !c.At.After(here.At) {
		return false, err
	}
	if err := writeSetting(m.tx, countsSetting, c); err != nil {
		return false, err
	}
	return true, writeSetting(m.tx, teamSetting, t)
}

// Retire takes a form version out of use, or back in, as the coordinator did.
func (m *Merger) Retire(id, version string, retired bool) error {
	_, err := m.tx.Exec("UPDATE form SET retired = ?1 WHERE id = ?2 AND version = ?3 AND retired <> ?1", retired, id, version)
	return err
}

// ResendMissing is [Store.ResendMissing] inside a merge. What this laptop sent
// before written and gave a number beyond last, the highest that is known there,
// got lost too.
func (m *Merger) ResendMissing(missing []Numbers, last int, written time.Time) (int, error) {
	at, err := scanSetting(m.tx.QueryRow(selectSetting, lastPackedSetting))
	if err != nil {
		return 0, err
	}
	if packed, err := time.Parse(time.RFC3339, at); err == nil && packed.Before(written.Truncate(time.Second)) {
		missing = append(missing, Numbers{last + 1, math.MaxInt32})
	}
	return resendMissing(m.tx, missing)
}

package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
)

// Pair is two responses that may be one person's, named so that A < B.
type Pair struct{ A, B string }

// NewPair puts two instanceIDs in order.
func NewPair(a, b string) Pair {
	if b < a {
		a, b = b, a
	}
	return Pair{a, b}
}

// DecidePair notes what a person decided of two responses: one person's, or two
// people's. Neither response is changed.
func (s *Store) DecidePair(_ context.Context, p Pair, same bool, worker string) error {
	verdict := "different"
	if same {
		verdict = "same"
	}
	at, zone := split(s.now())
	_, err := s.writer.Exec(`INSERT INTO same_person (a, b, verdict, worker, at, zone) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (a, b) DO UPDATE SET verdict = excluded.verdict, worker = excluded.worker, at = excluded.at, zone = excluded.zone`, p.A, p.B, verdict, worker, at, zone)
	return explain(err)
}

// PairsDecided returns every decision: true for one person.
func (s *Store) PairsDecided(ctx context.Context) (map[Pair]bool, error) {
	all := map[Pair]bool{}
	err := eachRow(ctx, s.reader, "SELECT a, b, verdict FROM same_person", nil, func(row []driver.Value) error {
		all[Pair{text(row[0]), text(row[1])}] = text(row[2]) == "same"
		return nil
	})
	return all, explain(err)
}

const sameRulesSetting = "same_person_rules"

// SameRules returns the rules by which two responses may be one person's, each
// a list of questions.
func (s *Store) SameRules(ctx context.Context) (rules [][]string, err error) {
	err = s.readSetting(ctx, sameRulesSetting, &rules)
	return rules, err
}

// SetSameRules keeps the rules.
func (s *Store) SetSameRules(_ context.Context, rules [][]string) error {
	return inTx(s.writer, func(tx *sql.Tx) error { return writeSetting(tx, sameRulesSetting, rules) })
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
)

// The names of this laptop's settings for the project.
const (
	copiesSetting     = "copies"         // the folder for second copies
	monthsSetting     = "contact_months" // that contact details are kept
	lastPackedSetting = "last_packed"
	teamSetting       = "team"
	countsSetting     = "team_counts"
	verifierSetting   = "verifier"
)

// setting returns a setting, "" when it was never set.
func (s *Store) setting(ctx context.Context, name string) (string, error) {
	return scanSetting(s.reader.QueryRowContext(ctx, selectSetting, name))
}

const selectSetting = "SELECT value FROM setting WHERE name = ?"

func scanSetting(row *sql.Row) (value string, err error) {
	if err = row.Scan(&value); errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, explain(err)
}

// writing is a database or a transaction on it.
type writing interface {
	Exec(query string, args ...any) (sql.Result, error)
}

// set keeps a setting. One that is so already is not written again.
func set(db writing, name, value string) error {
	_, err := db.Exec(`INSERT INTO setting (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value`, name, value)
	return explain(err)
}

// readSetting reads a setting that is kept as JSON; into stays as it is when it
// was never set.
func (s *Store) readSetting(ctx context.Context, name string, into any) error {
	text, err := s.setting(ctx, name)
	return errors.Join(err, parseSetting(text, into))
}

// readSettingIn is readSetting in a transaction.
func readSettingIn(tx *sql.Tx, name string, into any) error {
	text, err := scanSetting(tx.QueryRow(selectSetting, name))
	return errors.Join(err, parseSetting(text, into))
}

func parseSetting(text string, into any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return damaged("A setting of the project", err)
	}
	return nil
}

// writeSetting keeps a setting as JSON.
func writeSetting(db writing, name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return set(db, name, string(text))
}

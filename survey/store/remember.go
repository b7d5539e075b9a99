package store

import (
	"context"
	"database/sql"
	"errors"
)

func rememberedName(name string) string { return "remembered\x00" + name }

// Remember keeps a text of the program's own in the project, sealed as answers
// are: a filter may quote one. "" forgets it.
func (s *Store) Remember(ctx context.Context, name, text string) error {
	ctx = context.WithoutCancel(ctx)
	if text == "" {
		_, err := s.writer.ExecContext(ctx, "DELETE FROM remembered WHERE name = ?", name)
		return explain(err)
	}
	sealed, err := s.sealer.seal([]byte(text), rememberedName(name))
	if err != nil {
		return explain(err)
	}
	_, err = s.writer.ExecContext(ctx, "INSERT INTO remembered (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text", name, sealed)
	return explain(err)
}

// Remembered returns a text that Remember kept, "" when there is none.
func (s *Store) Remembered(ctx context.Context, name string) (string, error) {
	var sealed []byte
	err := s.reader.QueryRowContext(ctx, "SELECT text FROM remembered WHERE name = ?", name).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", explain(err)
	}
	data, err := s.sealer.open(sealed, rememberedName(name))
	if err != nil {
		return "", damaged("What is remembered as "+name, err)
	}
	return string(data), nil
}

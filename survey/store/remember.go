package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"strings"
)

const sealedSetting = "sealed:"

func settingName(name string) string { return "setting\x00" + name }

// Remember keeps a text of the program's own in the project, sealed as answers
// are when the project is: a filter may quote one. "" forgets it.
func (s *Store) Remember(ctx context.Context, name, text string) error {
	if text != "" && s.Info().Sealed {
		data, err := s.sealer.seal([]byte(text), settingName(name))
		if err != nil {
			return explain(err)
		}
		text = sealedSetting + base64.StdEncoding.EncodeToString(data)
	}
	return s.set(ctx, name, text)
}

// Remembered returns a text that Remember kept, "" when there is none. One
// from before the project had a passphrase is sealed on the way.
func (s *Store) Remembered(ctx context.Context, name string) (string, error) {
	var text string
	err := s.reader.QueryRowContext(ctx, "SELECT value FROM setting WHERE name = ?", name).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) || err == nil && text == "" {
		return "", nil
	}
	if err != nil {
		return "", explain(err)
	}
	sealed, ok := strings.CutPrefix(text, sealedSetting)
	if !ok {
		if s.Info().Sealed {
			return text, s.Remember(ctx, name, text)
		}
		return text, nil
	}
	data, err := base64.StdEncoding.DecodeString(sealed)
	if err == nil {
		data, err = s.sealer.open(data, settingName(name))
	}
	if err != nil {
		return "", damaged("The setting "+name, err)
	}
	return string(data), nil
}

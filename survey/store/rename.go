package store

import (
	"context"
	"strings"
)

// Rename gives the project another name. Laptops that were set up before keep
// the one they know: a project is known by its id.
func (s *Store) Rename(ctx context.Context, name string) error {
	name = strings.TrimSpace(name)
	if name == "" || name == s.Info().Name {
		return nil
	}
	if _, err := s.writer.ExecContext(context.WithoutCancel(ctx), "UPDATE project SET name = ?", name); err != nil {
		return explain(err)
	}
	s.infoMu.Lock()
	defer s.infoMu.Unlock()
	s.info.Name = name
	return nil
}

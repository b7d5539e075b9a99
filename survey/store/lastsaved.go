package store

import (
	"context"
	"database/sql"
	"errors"

	"doorstep/survey"
)

// LastSaved returns what was said in the response to the same version of a
// questionnaire that h's device finished last before h started, nil when there
// is none. A draft resumed later so sees the response it began with.
func (s *Store) LastSaved(ctx context.Context, h survey.Header) (*survey.Record, error) {
	form, err := s.forms.row(h.FormID, h.FormVersion)
	if err != nil {
		return nil, err
	}
	started, _ := split(h.Started)
	var instanceID string
	err = s.reader.QueryRowContext(ctx, `
		SELECT instance_id FROM revision
		WHERE current AND document IS NOT NULL AND form = ? AND device = ? AND training = ? AND finished < ? AND instance_id <> ?
		ORDER BY finished DESC, n DESC LIMIT 1`,
		form, h.Device, h.Training, started, h.InstanceID).Scan(&instanceID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, explain(err)
	}
	sub, err := s.Submission(ctx, instanceID)
	if err != nil {
		return nil, err
	}
	return &sub.Record, nil
}

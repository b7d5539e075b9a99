package store

import (
	"time"

	"doorstep/survey"
)

// Tombstone is the record that a response was taken out.
type Tombstone struct {
	ID         [16]byte
	InstanceID string
	Kind       survey.Status // Void or Withdrawn
	Reason     string        // the team's, for Void
	Device     string
	At         time.Time
}

package store

import (
	"database/sql"
	"time"
)

// split parts an instant into UTC nanoseconds and its zone's offset.
func split(t time.Time) (nanos, zone int64) {
	_, offset := t.Zone()
	return t.UnixNano(), int64(offset)
}

// join is split's inverse.
func join(nanos, zone int64) time.Time {
	return time.Unix(0, nanos).In(zoneOf(zone))
}

// zoneOf is the zone of an offset in seconds.
func zoneOf(seconds int64) *time.Location {
	if seconds == 0 {
		return time.UTC
	}
	return time.FixedZone("", int(seconds))
}

// splitNull is split for a time that may not be known.
func splitNull(t time.Time) (nanos, zone sql.NullInt64) {
	if t.IsZero() {
		return nanos, zone
	}
	n, z := split(t)
	return sql.NullInt64{Int64: n, Valid: true}, sql.NullInt64{Int64: z, Valid: true}
}

func joinNull(nanos, zone sql.NullInt64) time.Time {
	if !nanos.Valid {
		return time.Time{}
	}
	return join(nanos.Int64, zone.Int64)
}

package store

import "testing"

// BenchmarkFindReference looks a card up among a hundred thousand.
func BenchmarkFindReference(b *testing.B) {
	s, _ := newSealed(b)
	const responses = 100_000
	if _, err := s.Import(b.Context(), many(responses), nil); err != nil {
		b.Fatal(err)
	}
	tx, err := s.writer.Begin()
	if err != nil {
		b.Fatal(err)
	}
	var last string
	for i := range responses {
		last = newReference()
		if err := s.addReference(tx, [16]byte{byte(i), byte(i >> 8), byte(i >> 16)}, typical(i).InstanceID, last); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if found, err := s.FindReference(b.Context(), last); err != nil || len(found) != 1 {
			b.Fatal(found, err)
		}
	}
}

package formats

import (
	"errors"
	"testing"
)

// Settings of an earlier version held the totals; they must not export
// unweighted without a word.
func TestOlderKeptTotalsAreNotDroppedSilently(t *testing.T) {
	kept, err := ReadKept(`[{"name":"Board","settings":{"format":"csv","targets":[{"Question":"area","Answer":"h","Total":1}]}},{"name":"Plain","settings":{"format":"csv"}}]`)
	if err != nil || len(kept) != 2 {
		t.Fatal(kept, err)
	}
	if err := kept[0].Settings.ReadTotals(); !errors.Is(err, ErrSettings) {
		t.Errorf("the totals are gone and nobody is told: %v", err)
	}
	if err := kept[1].Settings.ReadTotals(); err != nil {
		t.Error(err)
	}
}

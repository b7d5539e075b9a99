package formats

import (
	"encoding/json"
	"fmt"
)

// KeptName is what a project remembers its kept settings as.
const KeptName = "exports"

// TotalsGone stands for the file of totals in settings that an earlier version
// kept with the totals themselves: without it they would export unweighted and
// nobody would be told.
const TotalsGone = "(choose the file of totals again)"

// Kept is settings with the name somebody gave them: "Board report".
type Kept struct {
	Name     string   `json:"name"`
	Settings Settings `json:"settings"`
}

// ReadKept reads what [WriteKept] wrote; "" is none.
func ReadKept(text string) ([]Kept, error) {
	if text == "" {
		return nil, nil
	}
	var kept []Kept
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		return nil, fmt.Errorf("read the kept exports: %w", err)
	}
	var older []struct {
		Settings struct {
			Targets []json.RawMessage `json:"targets"`
		} `json:"settings"`
	}
	if err := json.Unmarshal([]byte(text), &older); err != nil {
		return nil, fmt.Errorf("read the kept exports: %w", err)
	}
	for i, k := range older {
		if len(k.Settings.Targets) > 0 && kept[i].Settings.Totals == "" {
			kept[i].Settings.Totals = TotalsGone
		}
	}
	return kept, nil
}

// WriteKept writes kept settings as one text.
func WriteKept(kept []Kept) (string, error) {
	data, err := json.Marshal(kept)
	if err != nil {
		return "", fmt.Errorf("write the kept exports: %w", err)
	}
	return string(data), nil
}

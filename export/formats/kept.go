package formats

import (
	"encoding/json"
	"fmt"
)

// KeptName is what a project remembers its kept settings as.
const KeptName = "exports"

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

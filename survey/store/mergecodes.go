package store

import (
	"bytes"
	"slices"
)

// addReference keeps a code until there are many, which go in together.
func (m *Merger) addReference(r *Prepared) error {
	m.codes = append(m.codes, waitingCode{r.ID, r.Header.InstanceID, r.reference})
	if len(m.codes) < manyCodes {
		return nil
	}
	return m.addCodes()
}

// waitingCode is a reference code on its way in, sealed.
type waitingCode struct {
	revision   [16]byte
	instanceID string
	sealed     []byte
}

const manyCodes = 1 << 15 // some 10 MB

// addCodes adds the codes that wait, in the order of their table: one by one,
// as they come, each would go to another page of it.
func (m *Merger) addCodes() error {
	slices.SortFunc(m.codes, func(a, b waitingCode) int { return bytes.Compare(a.revision[:], b.revision[:]) })
	for i := range m.codes {
		c := &m.codes[i]
		if _, err := m.refer.one(c.revision[:], c.instanceID, c.sealed); err != nil {
			return err
		}
	}
	clear(m.codes)
	m.codes = m.codes[:0]
	return nil
}

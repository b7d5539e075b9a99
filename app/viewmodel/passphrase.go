package viewmodel

// Strength is what can be said of a new passphrase.
type Strength struct {
	Weak bool
	Why  []string // in sentences, what makes it weak
}

// NewPassphrase is a passphrase being chosen: typed twice and judged. A weak
// one is named weak, and taken only when it is given once more.
type NewPassphrase struct {
	first, second string
	insist        bool // the weak one was named weak
	judge         func(string) Strength
	strength      Strength
	fault         string
	about         PassphraseField // what was not taken
}

// PassphraseState is what the fields of a new passphrase show.
type PassphraseState struct {
	Weak   bool
	Why    []string // what makes it weak
	Insist bool     // the next confirmation takes the weak one
	Fault  string   // why it was not taken, in words
	About  PassphraseField
}

// PassphraseField is one of the two fields.
type PassphraseField uint8

// The fields that something may be wrong with.
const (
	NoField PassphraseField = iota
	FirstField
	SecondField
)

// State returns what is shown.
func (p *NewPassphrase) State() PassphraseState {
	return PassphraseState{Weak: p.strength.Weak, Why: p.strength.Why, Insist: p.insist, Fault: p.fault, About: p.about}
}

// Type sets both fields as they stand.
func (p *NewPassphrase) Type(first, second string) {
	if first != p.first {
		p.insist = false
	}
	if first != p.first || second != p.second {
		p.fault, p.about = "", NoField
	}
	p.first, p.second = first, second
}

// take returns the passphrase when it may be used, or notes why not.
func (p *NewPassphrase) take() (string, bool) {
	p.fault, p.about = "", NoField
	switch {
	case p.first == "":
		p.fault, p.about = "Type a passphrase in the first field.", FirstField
		return "", false
	case p.second == "":
		p.fault, p.about = "Type the same passphrase again in the second field.", SecondField
	case p.first != p.second:
		p.fault, p.about = "The two differ. Type the same passphrase in both fields.", SecondField
	}
	if p.judge != nil {
		p.strength = p.judge(p.first)
	}
	if p.fault != "" {
		return "", false
	}
	if p.strength.Weak && !p.insist {
		p.insist, p.about = true, FirstField
		return "", false
	}
	return p.first, true
}

// forget drops what was typed.
func (p *NewPassphrase) forget() { *p = NewPassphrase{judge: p.judge} }

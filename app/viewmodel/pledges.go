package viewmodel

import (
	"context"
	"image"
	"strings"
	"time"
)

// PledgeTree is the "What Matters to You?" tree: pledges appear on it one after
// another, for a room to read. Only those are ever in it whose givers agreed.
type PledgeTree struct {
	OnChange func()

	run      Runtime
	findings Findings
	pictures PictureKeeper
	leave    func()      // the shell: back to the results
	still    func() bool // nothing is to move
	formID   string
	asked    int
	next     func() // stops the timer of the next leaf
	state    PledgesState
}

// PledgesState is what is shown.
type PledgesState struct {
	Title   string
	Loading bool
	Pledges []string // all that may be shown, in the order they appear
	Shown   int      // so many are on the tree
	Reading int      // the one being read, from 0; -1 for none
	Paused  bool
	Words   string // how many there are, or what to do first
	Still   bool   // leaves appear at once
	Saving  bool
	Saved   string // where the picture went
	Err     error
}

// Caption is the pledge being read, "" for none.
func (s PledgesState) Caption() string {
	if s.Reading < 0 || s.Reading >= len(s.Pledges) {
		return ""
	}
	return s.Pledges[s.Reading]
}

// TreeTitle stands over the tree.
const TreeTitle = "What Matters to You?"

// NewPledgeTree makes the tree, bare until it is opened.
func NewPledgeTree(run Runtime, findings Findings, pictures PictureKeeper) *PledgeTree {
	return &PledgeTree{run: run, findings: findings, pictures: pictures, state: PledgesState{Title: TreeTitle, Reading: -1}}
}

// State returns what is shown.
func (m *PledgeTree) State() PledgesState {
	s := m.state
	s.Still = m.still != nil && m.still()
	switch n := len(s.Pledges); {
	case s.Loading, s.Err != nil:
	case n == 0:
		s.Words = "No pledge may be shown yet. Pledges grow here once their givers have said yes to that."
	case n == 1:
		s.Words = "1 pledge, shown because its giver agreed"
	default:
		s.Words = number(n) + " pledges, shown because their givers agreed"
	}
	return s
}

// open reads a questionnaire's pledges and lets them appear.
func (m *PledgeTree) open(formID string) {
	m.end()
	asked := m.asked
	m.formID, m.state = formID, PledgesState{Title: TreeTitle, Loading: true, Reading: -1}
	notify(m.OnChange)
	m.run.Go(func() {
		pledges, err := m.findings.Pledges(context.Background(), formID)
		m.run.Do(func() {
			if asked != m.asked {
				return
			}
			m.state.Loading, m.state.Pledges, m.state.Err = false, pledges, err
			if err != nil {
				m.run.Log.Error("pledges not read", "form", formID, "err", err)
			}
			m.wait(firstLeaf)
			notify(m.OnChange)
		})
	})
}

// The pace. A pledge stays long enough to be read aloud.
const (
	firstLeaf   = 1500 * time.Millisecond // the bare tree
	leafAtLeast = 3500 * time.Millisecond
	leafAtMost  = 12 * time.Second
	aWord       = 330 * time.Millisecond
)

// readingTime is how long a pledge stays.
func readingTime(pledge string) time.Duration {
	words := max(len(strings.Fields(pledge)), len([]rune(pledge))/8)
	return max(leafAtLeast, min(leafAtMost, 1500*time.Millisecond+time.Duration(words)*aWord))
}

// wait lets the next leaf come after a while.
func (m *PledgeTree) wait(d time.Duration) {
	m.rest()
	if m.state.Paused || len(m.state.Pledges) == 0 {
		return
	}
	m.next = m.run.After(d, m.Next)
}

// rest stops the clock.
func (m *PledgeTree) rest() {
	if m.next != nil {
		m.next()
		m.next = nil
	}
}

// Next brings the next pledge: a new leaf or, once all are there, the next to
// be read again.
func (m *PledgeTree) Next() { m.step(1) }

// Previous goes back to the pledge before.
func (m *PledgeTree) Previous() { m.step(-1) }

func (m *PledgeTree) step(by int) {
	n := len(m.state.Pledges)
	if n == 0 {
		return
	}
	switch at := m.state.Reading + by; {
	case at >= 0 && at < n:
		m.state.Reading = at
	case at >= n:
		m.state.Reading = 0
	case m.state.Shown == n:
		m.state.Reading = n - 1
	default:
		m.state.Reading = 0
	}
	m.state.Shown = max(m.state.Shown, m.state.Reading+1)
	m.wait(readingTime(m.state.Caption()))
	notify(m.OnChange)
}

// Pause holds the tree as it is, or lets it go on.
func (m *PledgeTree) Pause() {
	m.state.Paused = !m.state.Paused
	if m.state.Paused {
		m.rest()
	} else {
		m.wait(leafAtLeast)
	}
	notify(m.OnChange)
}

// ShowAll puts every leaf on the tree.
func (m *PledgeTree) ShowAll() {
	if n := len(m.state.Pledges); n > 0 {
		m.state.Shown, m.state.Reading = n, max(m.state.Reading, 0)
		m.wait(readingTime(m.state.Caption()))
		notify(m.OnChange)
	}
}

// Again begins with the bare tree.
func (m *PledgeTree) Again() {
	m.state.Shown, m.state.Reading = 0, -1
	m.wait(firstLeaf)
	notify(m.OnChange)
}

// CanSave reports whether a picture of the tree can be kept.
func (m *PledgeTree) CanSave() bool {
	return m.pictures != nil && len(m.state.Pledges) > 0 && !m.state.Saving
}

// Save keeps a picture of the tree as a PNG file. draw makes it; all pledges
// that may be shown are on it.
func (m *PledgeTree) Save(draw func(title string, pledges []string, below string) image.Image) {
	if !m.CanSave() {
		return
	}
	m.state.Saving, m.state.Saved = true, ""
	asked := m.asked
	img := draw(m.state.Title, m.state.Pledges, m.State().Words)
	keepPicture(m.run, m.pictures, m.formID+" pledge tree", img, func(path string, err error) {
		if asked != m.asked {
			return
		}
		m.state.Saving, m.state.Saved, m.state.Err = false, path, err
		notify(m.OnChange)
	})
	notify(m.OnChange)
}

// Leave goes back to the results.
func (m *PledgeTree) Leave() {
	m.end()
	notify(m.leave)
}

// end gives up what is under way. What was read is let go of.
func (m *PledgeTree) end() {
	m.asked++
	m.rest()
	m.state = PledgesState{Title: TreeTitle, Reading: -1}
}

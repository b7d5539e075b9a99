package viewmodel

import (
	"context"
	"time"
)

// Exchanger carries responses between laptops. Its words are the user's.
type Exchanger interface {
	Overview(ctx context.Context) (ExchangeOverview, error)
	// Folder is where packs go and come from unless the user says otherwise: a
	// stick that is plugged in, say.
	Folder() string

	// Pack writes what is new since the last pack, or everything, to a folder.
	Pack(ctx context.Context, folder string, all bool, progress func(done, total int)) (words string, err error)
	// Look reads a file or a folder of them and says what taking it in would do.
	// It changes nothing.
	Look(ctx context.Context, path string, progress func(done, total int)) ([]Incoming, error)
	// Take takes it in.
	Take(ctx context.Context, path string, progress func(done, total int)) ([]Incoming, error)
	Undo(ctx context.Context) (words string, err error)

	// Scan takes in what came whole into a watched folder since the last look.
	Scan(ctx context.Context, folder string) ([]Incoming, error)

	Conflict(ctx context.Context, id string) (*Conflict, error)
	// Settle makes one edit of several: the base's, with each difference from
	// the side chosen for it.
	Settle(ctx context.Context, c *Conflict, worker string) error
	// Decide notes whether two responses are one person's.
	Decide(ctx context.Context, p AlikePair, same bool, worker string) error

	// KeepKey keeps the recovery key, so that packs can be opened here.
	KeepKey(ctx context.Context, key string) error
	HandOut(ctx context.Context, folder string) (words string, err error)
	News(ctx context.Context, folder string) (words string, err error)
}

// ExchangeOverview is what there is to know before anything is sent or taken.
type ExchangeOverview struct {
	NotSent   int
	LastSent  time.Time // zero for never
	Laptops   []LaptopLine
	Conflicts []ConflictLine
	Alike     []AlikePair // pairs that may be one person's, to decide
	LastMerge string      // what the last one was, "" for none to take back
	OpensHere bool        // the recovery key is kept: packs open on this laptop
}

// LaptopLine is what came in from one laptop.
type LaptopLine struct {
	Title, Detail string
	Missing       int // numbers it gave that are not here
}

// ConflictLine is a response edited in several places.
type ConflictLine struct{ ID, Title, Detail string }

// AlikePair is two responses that may be one person's.
type AlikePair struct{ A, B, Title, Detail string }

// Incoming is what a file that came in did, or would do.
type Incoming struct {
	File   string
	Words  string // what it brings; "" when it is refused
	Counts []IncomingCount
	Notes  []string // what to know of it besides, in whole sentences
	Err    error    // it is refused, and why
}

// IncomingCount is a line of the preview.
type IncomingCount struct {
	Words string
	N     int
}

// Conflict is a response edited in several places, answer by answer.
type Conflict struct {
	ID    string
	Sides []ConflictSide
	Rows  []ConflictRow
	Base  int // whose edit stands where nothing else is chosen
}

// ConflictSide is one edit.
type ConflictSide struct {
	Letter, Who, When, Why string
	Stands                 bool // for the response meanwhile
}

// ConflictRow is an answer in which the edits differ.
type ConflictRow struct {
	Question string
	Values   []string // of each side
	Chosen   int
}

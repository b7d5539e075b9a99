package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"doorstep/survey"
)

// Place names a response as it stands now: one that is changed later has
// another place. Places grow in the order in which responses came in.
type Place struct {
	N      int64
	Status survey.Status
}

// Listed is a response as a list shows it.
type Listed struct {
	Place int64
	survey.Header
}

// Entry is what a list can be searched by. Reference and Picked are sealed in
// the project: whoever keeps entries forgets them when the project is locked.
type Entry struct {
	Listed
	Reference string // the code on the resident's card
	Picked    string // of the answers, what the caller wanted
}

// List returns so many finished, void and withdrawn responses, the last to come
// in first, and how many there are in all. It opens none of them.
func (s *Store) List(ctx context.Context, offset, limit int) (page []Listed, total int, err error) {
	if err := s.reader.QueryRowContext(ctx, "SELECT count(*) FROM revision WHERE current = 1").Scan(&total); err != nil {
		return nil, 0, explain(err)
	}
	page, err = s.listed(ctx, "(SELECT n AS value FROM revision WHERE current = 1 ORDER BY n DESC LIMIT ? OFFSET ?)", limit, offset)
	return page, total, err
}

// ListAt returns the responses at some places, in their order.
func (s *Store) ListAt(ctx context.Context, places []int64) ([]Listed, error) {
	list, err := json.Marshal(places)
	if err != nil {
		return nil, err
	}
	return s.listed(ctx, "json_each(?)", string(list))
}

// listed reads headers at the places that a table's column value holds.
func (s *Store) listed(ctx context.Context, places string, args ...any) ([]Listed, error) {
	for i, a := range args {
		if n, ok := a.(int); ok {
			args[i] = int64(n) // as the driver has them
		}
	}
	var page []Listed
	reader := rowReader{store: s}
	err := eachRow(ctx, s.reader, selectRevisions+", NULL, r.n FROM "+places+" p CROSS JOIN revision r ON r.n = p.value", args, func(row []driver.Value) error {
		sub, err := reader.read(row)
		if err != nil {
			return err
		}
		page = append(page, Listed{number(row[columnBeyond]), sub.Header})
		return nil
	})
	return page, explain(err)
}

// Places names every finished, void and withdrawn response, the last to come in
// first.
func (s *Store) Places(ctx context.Context) ([]Place, error) {
	gone := map[int64]survey.Status{}
	err := eachRow(ctx, s.reader, `
		SELECT r.n, max(t.kind) FROM tombstone t CROSS JOIN revision r ON r.instance_id = t.instance_id
		WHERE r.current GROUP BY r.n`, nil, func(row []driver.Value) error {
		gone[number(row[0])] = survey.Void
		if text(row[1]) == "withdrawn" {
			gone[number(row[0])] = survey.Withdrawn
		}
		return nil
	})
	if err != nil {
		return nil, explain(err)
	}
	var all []Place
	err = eachRow(ctx, s.reader, "SELECT n FROM revision WHERE current = 1 ORDER BY n DESC", nil, func(row []driver.Value) error {
		p := Place{number(row[0]), survey.Finished}
		if status, ok := gone[p.N]; ok {
			p.Status = status
		}
		all = append(all, p)
		return nil
	})
	return all, explain(err)
}

// entryBatch is how many responses are opened at a time.
const entryBatch = 1024

type entries struct {
	list []Entry
	err  error
}

// Entries opens the responses at some places and yields what a list can be
// searched by, in their order, a batch at a time. pick takes what is wanted of
// the answers, which are lent to it, and is called on several goroutines. An
// error ends the reading.
func (s *Store) Entries(ctx context.Context, places []int64, pick func(*survey.Submission) string) iter.Seq2[[]Entry, error] {
	return func(yield func([]Entry, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var running sync.WaitGroup
		defer running.Wait()
		defer cancel()
		// One more waits in the sender's hand and one is with the caller.
		order := make(chan chan entries, max(1, min(runtime.GOMAXPROCS(0), mostWorkers)-1))
		running.Go(func() {
			defer close(order)
			for batch := range slices.Chunk(places, entryBatch) {
				done := make(chan entries, 1)
				select {
				case order <- done:
				case <-ctx.Done():
					return
				}
				running.Go(func() { done <- s.entries(ctx, batch, pick) })
			}
		})
		for done := range order {
			batch := <-done
			if batch.err != nil {
				yield(nil, explain(batch.err))
				return
			}
			if !yield(batch.list, nil) {
				return
			}
		}
	}
}

// entries reads one batch. A response that cannot be opened is in it all the
// same, with what is known of it: opening it by itself says what is wrong.
func (s *Store) entries(ctx context.Context, places []int64, pick func(*survey.Submission) string) (batch entries) {
	list, err := json.Marshal(places)
	if err != nil {
		return entries{err: err}
	}
	opened, bare := rowReader{store: s, documents: true, decoder: decoder{only: Answers}}, rowReader{store: s}
	sub := new(survey.Submission)
	batch.list = make([]Entry, 0, len(places))
	batch.err = eachRow(ctx, s.reader, selectRevisions+`, r.document, r.n, f.revision, f.code
		FROM json_each(?) p CROSS JOIN revision r ON r.n = p.value
		LEFT JOIN reference f ON f.revision = (SELECT min(revision) FROM reference WHERE instance_id = r.instance_id)`,
		[]any{string(list)}, func(row []driver.Value) error {
			err := opened.readInto(row, sub)
			if err != nil && !errors.Is(err, ErrLocked) {
				err = bare.readInto(row, sub)
			}
			if err != nil {
				return err
			}
			e := Entry{Listed: Listed{number(row[columnBeyond]), sub.Header}}
			if sub.Status == survey.Finished {
				e.Picked = strings.Clone(pick(sub)) // or it would keep all that was said
			}
			revision, _ := row[columnBeyond+1].([]byte)
			if sealed, ok := row[columnBeyond+2].([]byte); ok {
				if code, err := s.sealer.open(sealed, referenceName(revision)); err == nil {
					e.Reference = string(code)
				}
			}
			batch.list = append(batch.list, e)
			return nil
		})
	return batch
}

// Tally counts the finished responses of one form version that ended alike.
type Tally struct {
	FormID, FormVersion string
	Training            bool
	Outcome             survey.Outcome
	All                 int
	Since               []int // those finished since each of the times asked for
}

// Tallies counts the finished responses, and those finished since some times.
func (s *Store) Tallies(ctx context.Context, since ...time.Time) ([]Tally, error) {
	columns, args := "r.form, r.training, r.outcome, count(*)", []any(nil)
	for _, t := range since {
		columns, args = columns+", sum(r.finished >= ?)", append(args, t.UnixNano())
	}
	const group = " GROUP BY r.form, r.training, r.outcome"
	all, err := s.tallies(ctx, "SELECT "+columns+" FROM revision r WHERE r.current = 1"+group, args, len(since))
	if err != nil {
		return nil, err
	}
	// The few that were taken out are found from their tombstones.
	gone, err := s.tallies(ctx, "SELECT "+columns+` FROM (SELECT DISTINCT instance_id FROM tombstone) t
		CROSS JOIN revision r ON r.instance_id = t.instance_id WHERE r.current = 1`+group, args, len(since))
	for _, g := range gone {
		at := slices.IndexFunc(all, func(t Tally) bool {
			return t.FormID == g.FormID && t.FormVersion == g.FormVersion && t.Training == g.Training && t.Outcome == g.Outcome
		})
		if at < 0 {
			continue // it came in between the two readings
		}
		all[at].All -= g.All
		for i := range g.Since {
			all[at].Since[i] -= g.Since[i]
		}
	}
	return slices.DeleteFunc(all, func(t Tally) bool { return t.All <= 0 }), err
}

func (s *Store) tallies(ctx context.Context, query string, args []any, times int) (all []Tally, err error) {
	err = eachRow(ctx, s.reader, query, args, func(row []driver.Value) error {
		form := s.forms.key(number(row[0]))
		t := Tally{FormID: form.id, FormVersion: form.version, Training: number(row[1]) != 0, Outcome: survey.Outcome(text(row[2])), All: int(number(row[3]))}
		for i := range times {
			t.Since = append(t.Since, int(number(row[4+i])))
		}
		all = append(all, t)
		return nil
	})
	return all, explain(err)
}

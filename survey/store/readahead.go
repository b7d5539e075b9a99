package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"runtime"
	"slices"
	"sync"

	"doorstep/survey"
)

// readAhead reads rows of selectRevisions with their documents. One goroutine
// steps through the rows, others open and decode them a batch at a time, and do
// gets each response on the caller's goroutine, in the rows' order. It returns
// once all of them have ended. What is read in part is do's until it returns.
func (s *Store) readAhead(ctx context.Context, query string, args []any, only Part, do func(*survey.Submission) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()

	workers := max(1, min(runtime.GOMAXPROCS(0), mostWorkers))
	work := make(chan *readBatch, workers)
	order := make(chan *readBatch, workers) // the same batches, for the caller
	spare := make(chan *readBatch, 2*workers+2)
	for range workers {
		running.Go(func() {
			r := rowReader{store: s, documents: true, decoder: decoder{only: only}}
			for b := range work {
				b.decode(&r)
			}
		})
	}
	var failed error // read once order is closed
	running.Go(func() {
		defer close(order)
		defer close(work)
		failed = s.readBatches(ctx, query, args, spare, func(b *readBatch) error {
			for _, to := range []chan *readBatch{work, order} {
				select {
				case to <- b:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	})
	for b := range order {
		<-b.done
		for i, sub := range b.subs {
			b.subs[i] = nil // what the caller lets go is not kept alive here
			if err := do(sub); err != nil {
				return err
			}
		}
		if b.err != nil {
			return b.err
		}
		select {
		case spare <- b:
		default:
		}
	}
	return failed
}

// A batch is small at first, for who wants one response only.
const (
	mostWorkers    = 4
	firstBatchRows = 8
	mostBatchRows  = 64
)

// readBatch is some rows, and the responses they hold up to the first fault.
type readBatch struct {
	cells []driver.Value // row after row
	width int            // of a row
	done  chan struct{}  // gets one thing once subs and err are there
	subs  []*survey.Submission
	lent  []survey.Submission // where subs are, when they are read in part
	err   error
}

// fill steps through at most so many rows.
func (b *readBatch) fill(ctx context.Context, rows driver.Rows, most int) error {
	b.width = len(rows.Columns())
	if cap(b.cells) < most*b.width {
		b.cells = make([]driver.Value, 0, most*b.width)
	}
	b.cells = b.cells[:0]
	for range most {
		if err := ctx.Err(); err != nil {
			return err
		}
		row := b.cells[len(b.cells):][:b.width]
		if err := rows.Next(row); err != nil {
			return err
		}
		b.cells = b.cells[:len(b.cells)+b.width]
	}
	return nil
}

func (b *readBatch) decode(r *rowReader) {
	b.subs = b.subs[:0]
	for row := range slices.Chunk(b.cells, b.width) {
		sub := b.room(r.decoder.only)
		err := r.readInto(row, sub)
		clear(row) // or what is opened in place would live on there
		if err != nil {
			b.err = err
			break
		}
		b.subs = append(b.subs, sub)
	}
	b.done <- struct{}{}
}

// room is where the next response goes.
func (b *readBatch) room(only Part) *survey.Submission {
	if only == whole {
		return new(survey.Submission)
	}
	if b.lent == nil {
		b.lent = make([]survey.Submission, mostBatchRows)
	}
	return &b.lent[len(b.subs)]
}

// readBatches sends the rows of a query, in batches taken from spare where there
// are some.
func (s *Store) readBatches(ctx context.Context, query string, args []any, spare <-chan *readBatch, send func(*readBatch) error) error {
	return withRows(ctx, s.reader, query, args, func(rows driver.Rows) error {
		for size := firstBatchRows; ; size = min(2*size, mostBatchRows) {
			var b *readBatch
			select {
			case b = <-spare:
			default:
				b = &readBatch{done: make(chan struct{}, 1)}
			}
			end := b.fill(ctx, rows, size)
			if len(b.cells) > 0 {
				if err := send(b); err != nil {
					return err
				}
			}
			switch {
			case errors.Is(end, io.EOF):
				return nil
			case end != nil:
				return end
			}
		}
	})
}

package store

import (
	"context"
	"database/sql/driver"
	"runtime"
	"slices"
	"sync"

	"doorstep/survey"
)

// readAhead reads rows of selectRevisions with their documents. One goroutine
// steps through the rows, others open and decode them a batch at a time, and do
// gets each response on the caller's goroutine, in the rows' order. It returns
// once all of them have ended.
func (s *Store) readAhead(ctx context.Context, query string, args []any, do func(*survey.Submission) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()

	workers := max(1, min(runtime.GOMAXPROCS(0), mostWorkers))
	work := make(chan *readBatch, workers)
	order := make(chan *readBatch, workers) // the same batches, for the caller
	spare := make(chan []driver.Value, 2*workers)
	for range workers {
		running.Go(func() {
			r := rowReader{store: s, documents: true, words: map[string]string{}}
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
		clear(b.cells) // or what was sealed would live on there
		select {
		case spare <- b.cells:
		default:
		}
		for _, sub := range b.subs {
			if err := do(sub); err != nil {
				return err
			}
		}
		if b.err != nil {
			return b.err
		}
	}
	return failed
}

const (
	mostWorkers = 4
	batchRows   = 32
)

// readBatch is some rows, and the responses they hold up to the first fault.
type readBatch struct {
	cells []driver.Value // row after row
	width int            // of a row
	done  chan struct{}  // closed once subs and err are there
	subs  []*survey.Submission
	err   error
}

func (b *readBatch) decode(r *rowReader) {
	defer close(b.done)
	b.subs = make([]*survey.Submission, 0, len(b.cells)/b.width)
	for row := range slices.Chunk(b.cells, b.width) {
		sub, err := r.read(row)
		if err != nil {
			b.err = err
			return
		}
		b.subs = append(b.subs, sub)
	}
}

// readBatches sends the rows of a query, in memory taken from spare where there
// is some.
func (s *Store) readBatches(ctx context.Context, query string, args []any, spare <-chan []driver.Value, send func(*readBatch) error) error {
	var b *readBatch
	err := eachRow(ctx, s.reader, query, args, func(row []driver.Value) error {
		if b == nil {
			b = &readBatch{width: len(row), done: make(chan struct{})}
			select {
			case cells := <-spare:
				b.cells = cells[:0]
			default:
			}
		}
		b.cells = append(b.cells, row...)
		if len(b.cells) < batchRows*b.width {
			return nil
		}
		full := b
		b = nil
		return send(full)
	})
	if err != nil || b == nil {
		return err
	}
	return send(b)
}

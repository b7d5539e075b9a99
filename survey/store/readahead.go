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
	order := make(chan *readBatch, 2*workers) // the same batches, for the caller
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
		failed = s.readBatches(ctx, query, args, func(b *readBatch) error {
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
	batchRows   = 64
)

// readBatch is some rows, and the responses they hold up to the first fault.
type readBatch struct {
	rows [][]driver.Value
	done chan struct{} // closed once subs and err are there
	subs []*survey.Submission
	err  error
}

func (b *readBatch) decode(r *rowReader) {
	defer close(b.done)
	b.subs = make([]*survey.Submission, 0, len(b.rows))
	for _, row := range b.rows {
		sub, err := r.read(row)
		if err != nil {
			b.err = err
			return
		}
		b.subs = append(b.subs, sub)
	}
}

func (s *Store) readBatches(ctx context.Context, query string, args []any, send func(*readBatch) error) error {
	b := &readBatch{done: make(chan struct{})}
	err := eachRow(ctx, s.reader, query, args, func(row []driver.Value) error {
		b.rows = append(b.rows, slices.Clone(row))
		if len(b.rows) < batchRows {
			return nil
		}
		full := b
		b = &readBatch{done: make(chan struct{}), rows: make([][]driver.Value, 0, batchRows)}
		return send(full)
	})
	if err != nil {
		return err
	}
	return send(b)
}

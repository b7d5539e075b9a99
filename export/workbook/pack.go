package workbook

import (
	"bytes"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"doorstep/export"
)

// packers encode rows and deflate them, a chunk at a time, on every processor.
// Deflate lets pieces that know nothing of one another stand end to end, so the
// chunks of a sheet need only be put in their order. Everything else belongs to
// the goroutine that brings the rows.
type packers struct {
	jobs    chan *chunk
	running sync.WaitGroup
	most    int      // chunks of a sheet on their way
	spare   []*chunk // to use again
}

const (
	mostPackers = 8
	chunkCells  = 1 << 14 // a megabyte of XML at most, as a rule
)

// chunk is some rows of a sheet on their way into the file.
type chunk struct {
	sheet  *sheetLayout
	first  int           // the number of the first row
	cells  []export.Cell // row after row
	before []byte        // the XML before the rows
	after  []byte        // and behind them

	plain    []byte
	deflated bytes.Buffer
	err      error
	done     chan struct{} // gets one thing once the three above are there
}

func newPackers(st *styles, words *sharedWords) (*packers, error) {
	n := min(runtime.GOMAXPROCS(0), mostPackers)
	p := &packers{jobs: make(chan *chunk, n), most: n + 2}
	for range n {
		pack, err := flate.NewWriter(nil, level)
		if err != nil {
			p.stop()
			return nil, err
		}
		e := &rowEncoder{styles: st, words: words, known: map[string]int{}}
		p.running.Go(func() {
			for c := range p.jobs {
				c.err = c.pack(e, pack)
				c.done <- struct{}{}
			}
		})
	}
	return p, nil
}

// stop ends the packers; what is on its way is thrown away.
func (p *packers) stop() {
	close(p.jobs)
	p.running.Wait()
}

func (c *chunk) pack(e *rowEncoder, pack *flate.Writer) error {
	e.sheet, e.buf = c.sheet, append(c.plain[:0], c.before...)
	number := c.first
	for row := range slices.Chunk(c.cells, max(1, len(c.sheet.columns))) {
		e.row(number, row)
		number++
	}
	clear(c.cells) // lets go of the texts
	c.plain = append(e.buf, c.after...)
	c.deflated.Reset()
	pack.Reset(&c.deflated)
	if _, err := pack.Write(c.plain); err != nil {
		return err
	}
	return pack.Flush()
}

func (p *packers) chunk(l *sheetLayout, first int) *chunk {
	c := &chunk{done: make(chan struct{}, 1)}
	if n := len(p.spare); n > 0 {
		c, p.spare = p.spare[n-1], p.spare[:n-1]
	}
	c.sheet, c.first, c.cells, c.before, c.after = l, first, c.cells[:0], nil, nil
	return c
}

// rowSheet is one sheet of answers being written.
type rowSheet struct {
	packers *packers
	layout  *sheetLayout
	part    *part
	long    func(column *export.Column, text string) (string, error)

	row    int // written so far, the header included
	filled *chunk
	queue  []*chunk // on their way, in order
	edges  rowEncoder
}

// newRowSheet starts a sheet: its columns and the header row.
func newRowSheet(p *packers, to *part, s *export.Sheet, st *styles) (*rowSheet, error) {
	layout, err := newSheetLayout(s)
	if err != nil {
		return nil, err
	}
	w := &rowSheet{packers: p, layout: layout, part: to, row: 1, edges: rowEncoder{styles: st}}
	w.edges.begin(layout)
	w.filled = p.chunk(layout, 2)
	w.filled.before = w.edges.buf
	return w, nil
}

// write adds one row; it keeps none of the cells.
func (w *rowSheet) write(cells []export.Cell) error {
	w.row++
	at := len(w.filled.cells)
	w.filled.cells = append(w.filled.cells, cells...)
	for i := range w.filled.cells[at:] {
		c := &w.filled.cells[at+i]
		if c.Kind != export.Text || len(c.Text) <= maxText || utf16Length(c.Text) <= maxText {
			continue
		}
		var err error
		if c.Text, err = w.long(w.layout.columns[i], c.Text); err != nil {
			return err
		}
	}
	if len(w.filled.cells) < chunkCells {
		return nil
	}
	return w.send(w.packers.chunk(w.layout, w.row+1))
}

// send hands over what is filled; next is filled from now on.
func (w *rowSheet) send(next *chunk) error {
	w.packers.jobs <- w.filled
	w.queue = append(w.queue, w.filled)
	w.filled = next
	if len(w.queue) < w.packers.most {
		return nil
	}
	return w.take()
}

// take waits for the oldest chunk and puts it in the file.
func (w *rowSheet) take() error {
	c := w.queue[0]
	w.queue = slices.Delete(w.queue, 0, 1)
	<-c.done
	if c.err != nil {
		return c.err
	}
	if err := w.part.add(c.deflated.Bytes(), c.plain); err != nil {
		return err
	}
	w.packers.spare = append(w.packers.spare, c)
	return nil
}

// close ends the sheet.
func (w *rowSheet) close() error {
	w.edges.buf = nil
	w.edges.end(w.layout)
	w.filled.after = w.edges.buf
	if err := w.send(nil); err != nil {
		return err
	}
	for len(w.queue) > 0 {
		if err := w.take(); err != nil {
			return err
		}
	}
	return w.part.close()
}

// sharedWords are the texts that cells point to. They are numbered as they are
// met; excelize, which writes them, gets them in that order, and before any of
// its own.
type sharedWords struct {
	mu    sync.Mutex
	at    map[string]int
	list  []string
	saved int // how many excelize has
}

// Only so many words, and short ones, are shared: memory does not grow with
// the responses.
const (
	mostWords = 1 << 13
	longWord  = 256
)

func newSharedWords() *sharedWords { return &sharedWords{at: map[string]int{}} }

// find returns a word's number, false when it is not to be shared.
func (w *sharedWords) find(s string) (int, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if at, known := w.at[s]; known {
		return at, true
	}
	if len(w.list) >= mostWords || len(s) > longWord || !isOrdinary(s) {
		return 0, false
	}
	return w.add(s), true
}

func (w *sharedWords) add(s string) int {
	s = strings.Clone(s)
	w.at[s] = len(w.list)
	w.list = append(w.list, s)
	return w.at[s]
}

// isOrdinary reports whether excelize writes a text as it is.
func isOrdinary(s string) bool {
	return s != "" && !spacesMatter(s) && string(appendEscapes(nil, s)) == s
}

// save gives excelize the words it does not have, and then those of a heading.
// It uses a cell of a sheet that is not excelize's to write.
func (w *sharedWords) save(f *excelize.File, sheet string, heading []string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range heading {
		if _, known := w.at[s]; !known {
			w.add(s)
		}
	}
	for ; w.saved < len(w.list); w.saved++ {
		if err := f.SetCellStr(sheet, "A1", w.list[w.saved]); err != nil {
			return err
		}
	}
	return nil
}

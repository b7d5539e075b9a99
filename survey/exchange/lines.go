package exchange

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

const longestLine = 64 << 20 // no response is near it

// lines reads a text line by line, with no limit that a response could meet.
type lines struct {
	scanner *bufio.Scanner
	text    []byte
	number  int // from 1
	err     error
}

func newLines(in io.Reader) *lines {
	s := bufio.NewScanner(in)
	s.Buffer(make([]byte, 1<<16), longestLine)
	return &lines{scanner: s}
}

func (l *lines) next() bool {
	if !l.scanner.Scan() {
		l.err = l.scanner.Err()
		if errors.Is(l.err, bufio.ErrTooLong) {
			l.err = fmt.Errorf("line %d is too long to be a response: %w", l.number+1, l.err)
		}
		return false
	}
	l.number++
	l.text = l.scanner.Bytes()
	return true
}

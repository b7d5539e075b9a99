package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"

	"github.com/mattn/go-sqlite3"
)

// rawStmt is a statement that goes to the driver itself: for a hundred thousand
// rows database/sql's goroutines, one a query, would take longer than the rows.
// It belongs to the goroutine of its transaction.
type rawStmt struct {
	statement driver.Stmt
	query     driver.StmtQueryContext
	row       []driver.NamedValue
}

func prepareRaw(raw *sqlite3.SQLiteConn, query string) (*rawStmt, error) {
	statement, err := raw.Prepare(query)
	if err != nil {
		return nil, err
	}
	q, ok := statement.(driver.StmtQueryContext)
	if !ok {
		return nil, errors.Join(errDriver, statement.Close())
	}
	return &rawStmt{statement, q, make([]driver.NamedValue, statement.NumInput())}, nil
}

// one runs the statement and returns the first value of its one row; nil when
// it has none.
func (s *rawStmt) one(args ...driver.Value) (driver.Value, error) {
	for i, v := range args {
		s.row[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	// Asking and not executing, because the driver then hands over all
	// arguments at once.
	rows, err := s.query.QueryContext(context.Background(), s.row)
	if err != nil {
		return nil, err
	}
	var got [1]driver.Value
	if err = rows.Next(got[:]); errors.Is(err, io.EOF) {
		err = nil
	}
	return got[0], errors.Join(err, rows.Close())
}

func (s *rawStmt) close() error { return s.statement.Close() }

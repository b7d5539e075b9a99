package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// Every setting is in the address, so that each pooled connection has it.
const (
	writerSettings = "_journal_mode=WAL&_synchronous=FULL&_foreign_keys=on&_busy_timeout=5000&_secure_delete=on&_txlock=immediate"
	readerSettings = "mode=ro&_query_only=on&_busy_timeout=5000"
	readers        = 4
)

// connector opens connections of one project file.
type connector struct {
	address string
	driver  *sqlite3.SQLiteDriver
}

func newConnector(path, settings string) (*connector, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	slashed := filepath.ToSlash(abs)
	if !strings.HasPrefix(slashed, "/") { // C:/...
		slashed = "/" + slashed
	}
	u := url.URL{Scheme: "file", Path: slashed, RawQuery: settings}
	return &connector{u.String(), &sqlite3.SQLiteDriver{ConnectHook: tighten}}, nil
}

// tighten sets what the address cannot: nothing goes to temporary files, and
// a page that contradicts itself is a fault instead of a guess.
func tighten(c *sqlite3.SQLiteConn) error {
	_, err := c.Exec("PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF", nil)
	return err
}

func (c *connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.address) }
func (c *connector) Driver() driver.Driver                        { return c.driver }

// quietSettings are for looking at a file that this program does not write to.
// With no log beside it the file is all there is, and SQLite need not make one.
func quietSettings(path string) string {
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return readerSettings
	}
	return readerSettings + "&immutable=1"
}

// openDB opens a pool of at most n connections.
func openDB(path, settings string, n int) (*sql.DB, error) {
	c, err := newConnector(path, settings)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

// inTx runs do in one transaction of the writing connection. It takes no
// context on purpose: a commit that has begun is not abandoned half-way.
func inTx(db *sql.DB, do func(*sql.Tx) error) error {
	tx, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback() // after Commit it does nothing
	if err := do(tx); err != nil {
		return explain(err)
	}
	return explain(tx.Commit())
}

// errDriver is for what cannot be: [connector] knows one driver.
var errDriver = errors.New("the database driver is not SQLite's")

// inTxRaw is inTx, and gives do the connection itself, which the transaction is
// on, for what database/sql is too slow for.
func inTxRaw(db *sql.DB, do func(*sql.Tx, *sqlite3.SQLiteConn) error) error {
	conn, err := db.Conn(context.Background())
	if err != nil {
		return explain(err)
	}
	defer conn.Close() // back to its pool
	var raw *sqlite3.SQLiteConn
	err = conn.Raw(func(c any) (err error) {
		var ok bool
		if raw, ok = c.(*sqlite3.SQLiteConn); !ok {
			err = errDriver
		}
		return err
	})
	if err != nil {
		return err
	}
	tx, err := conn.BeginTx(context.Background(), nil)
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback() // after Commit it does nothing
	if err := do(tx, raw); err != nil {
		return explain(err)
	}
	return explain(tx.Commit())
}

// explainFile words a failure of the file system.
func explainFile(err error, path string) error {
	name := filepath.Base(path)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return worded(ErrNotFound, err, "There is no file %s. Check its name and that its disk is connected.", path)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return worded(ErrReadOnly, err, "You may not read or write %s. Check its permissions and its folder's.", name)
	case errors.Is(err, syscall.ENOSPC):
		return worded(ErrDiskFull, err, "The disk is full. What was saved before is safe. Free some space on the disk, then try again.")
	}
	return worded(ErrDisk, err, "%s could not be read or written: %v. What was saved before is safe.", name, err)
}

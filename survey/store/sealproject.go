package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// ErrSealed is given when a project that has a passphrase is to be sealed.
var ErrSealed = errors.New("the project is sealed already")

// SealOptions are how a plain project is sealed.
type SealOptions struct {
	Passphrase string
	// KeepRecoveryKey is for when the project's recovery key was written down
	// when the project was made. Else a new one takes its place, and packs made
	// before can only be merged with the old. A project that joined another
	// laptop's always keeps that one's.
	KeepRecoveryKey bool
	// RecoveryKey is a new one, from [NewRecoveryKey], that is known to be kept;
	// "" has one made.
	RecoveryKey string
	Progress    func(done, total int) // rows sealed; may be nil
}

// Seal gives a plain project a passphrase: every answer in it is sealed, in
// one transaction, and what the file held in plain is overwritten. It returns
// the recovery key when a new one was made. If the overwriting fails the
// project is sealed all the same, the error says so, and the next opening
// tries again.
//
// Rotated backups that can be reached are made again. Other copies made before,
// which [Store.PlainCopies] names, rotated backups that are away until
// [Store.Tend] reaches them, and the disk's own unused blocks keep what was
// plain.
func (s *Store) Seal(ctx context.Context, o SealOptions) (recoveryKey string, err error) {
	recipient := s.Info().Recipient
	if !o.KeepRecoveryKey && !s.Info().Joined {
		made := o.RecoveryKey
		if made == "" {
			if made, err = NewRecoveryKey(); err != nil {
				return "", err
			}
		}
		identity, err := ParseRecoveryKey(made)
		if err != nil {
			return "", err
		}
		recoveryKey, recipient = identity.String(), identity.Recipient().String()
	}
	s.mu.Lock() // no draft is answered meanwhile
	defer s.mu.Unlock()
	var check []byte
	err = inTx(s.writer, func(tx *sql.Tx) error {
		if s.Info().Sealed {
			return worded(ErrSealed, nil, "%s has a passphrase already. Nothing was changed.", s.Info().Name)
		}
		key, newCheck, err := addKeys(tx, keysOf{s.Info().ID, recipient, o.Passphrase, s.work}, s.now())
		if err != nil {
			return err
		}
		check = newCheck
		defer key.wipe()
		if err := sealRows(ctx, tx, key, o.Progress); err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE project SET to_clean = 1"); err != nil {
			return err
		}
		if recoveryKey != "" { // the new key is to open second copies too
			if _, err := tx.Exec("INSERT INTO owed (path, instance_id) SELECT DISTINCT p.path, r.instance_id FROM place p, revision r WHERE p.kind = 'copies' ON CONFLICT DO NOTHING"); err != nil {
				return err
			}
		}
		// Before the commit: whoever writes next must find the vault sealed.
		s.sealer.beginSealed(key)
		return nil
	})
	if err != nil {
		if !errors.Is(err, ErrSealed) {
			s.sealer.backToPlain()
		}
		return "", err
	}
	s.infoMu.Lock()
	s.info.Sealed, s.info.Recipient, s.keyCheck = true, recipient, check
	s.infoMu.Unlock()
	if err := s.clean(ctx); err != nil {
		return recoveryKey, fmt.Errorf("the project is sealed, but old plain text may still be in its file until it is next opened: %w", err)
	}
	waiting, faults, err := s.sweepBackups(ctx)
	if err == nil && len(waiting) > 0 {
		err = worded(ErrErasureWaits, errors.Join(faults...), "The project is sealed. Backups in these places could not be reached and are as readable as before: %s. Connect them and open the project again, or delete them.", strings.Join(waiting, ", "))
	}
	return recoveryKey, err
}

// beginSealed turns a plain vault into a sealed one.
func (v *vault) beginSealed(key *dataKey) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.scheme, v.key, v.unlocked, v.plainToo = schemeSealed, *key, true, true
}

// backToPlain takes beginSealed back.
func (v *vault) backToPlain() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.key.wipe()
	v.scheme, v.unlocked, v.plainToo = schemePlain, false, false
}

// clean overwrites what the file and its log held before it was sealed.
func (s *Store) clean(ctx context.Context) error {
	if _, err := s.writer.ExecContext(context.WithoutCancel(ctx), "VACUUM"); err != nil {
		return explain(err)
	}
	if err := s.emptyLog(ctx); err != nil {
		return err
	}
	_, err := s.writer.ExecContext(context.WithoutCancel(ctx), "UPDATE project SET to_clean = 0")
	return explain(err)
}

// sealedColumn is a column of sealed texts. A test compares the list with the
// columns that the schema says are sealed.
type sealedColumn struct {
	table, column string
	rows          string // a query for the keys of all rows, and what else about needs
	where         string // finds one row by its keys
	keys          int    // how many of a row's values where takes
	about         func(row []any) string
}

var sealedColumns = []sealedColumn{
	{
		"change", "body", "SELECT c.draft, c.seq, d.instance_id FROM change c JOIN draft d ON d.n = c.draft", "draft = ? AND seq = ?", 2,
		func(row []any) string { return changeName(text(row[2]), number(row[1])) },
	},
	{
		"revision", "document", "SELECT n, instance_id, id FROM revision WHERE document IS NOT NULL", "n = ?", 1,
		func(row []any) string { return revisionName(text(row[1]), blob(row[2])) },
	},
	{
		"edit", "reason", "SELECT revision FROM edit WHERE reason IS NOT NULL", "revision = ?", 1,
		func(row []any) string { return editName(blob(row[0])) },
	},
	{
		"tombstone", "reason", "SELECT id FROM tombstone WHERE reason IS NOT NULL", "id = ?", 1,
		func(row []any) string { return tombstoneName(blob(row[0])) },
	},
	{
		"reference", "code", "SELECT revision FROM reference", "revision = ?", 1,
		func(row []any) string { return referenceName(blob(row[0])) },
	},
	{
		"attachment", "name", "SELECT id, instance_id, pieces FROM attachment", "id = ?", 1,
		func(row []any) string { return attachmentName(text(row[1]), blob(row[0]), number(row[2])) },
	},
	{
		"attachment_piece", "data", "SELECT p.attachment, p.n, a.instance_id FROM attachment_piece p JOIN attachment a ON a.id = p.attachment", "attachment = ? AND n = ?", 2,
		func(row []any) string { return pieceName(text(row[2]), blob(row[0]), number(row[1])) },
	},
	attemptColumn("place"), attemptColumn("present"), attemptColumn("note"), attemptColumn("reminder"),
	{"remembered", "text", "SELECT name FROM remembered", "name = ?", 1, func(row []any) string { return rememberedName(text(row[0])) }},
	{"kept_key", "identity", "SELECT one FROM kept_key", "one = ?", 1, func([]any) string { return keptKeyName }},
}

func attemptColumn(name string) sealedColumn {
	return sealedColumn{
		"attempt", name, "SELECT id, attempt FROM attempt WHERE " + name + " IS NOT NULL", "id = ?", 1,
		func(row []any) string { return attemptName(name, blob(row[1]), blob(row[0])) },
	}
}

func blob(v any) []byte { b, _ := v.([]byte); return b }

// sealRows seals every plain text of the project.
func sealRows(ctx context.Context, tx *sql.Tx, key *dataKey, progress func(done, total int)) error {
	rows := make([][][]any, len(sealedColumns))
	total, done := 0, 0
	for i, c := range sealedColumns {
		var err error
		if rows[i], err = allRows(tx, c.rows); err != nil {
			return err
		}
		total += len(rows[i])
	}
	for i, c := range sealedColumns {
		for _, row := range rows[i] {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := c.seal(tx, key, row); err != nil {
				return err
			}
			if done++; progress != nil && (done%1000 == 0 || done == total) {
				progress(done, total)
			}
		}
	}
	return nil
}

func (c *sealedColumn) seal(tx *sql.Tx, key *dataKey, row []any) error {
	var plain []byte
	keys := row[:c.keys]
	if err := tx.QueryRow("SELECT "+c.column+" FROM "+c.table+" WHERE "+c.where, keys...).Scan(&plain); err != nil {
		return err
	}
	opened, err := openPlain(plain, []byte(c.about(row)))
	if err != nil {
		return damaged("One of the answers", err)
	}
	sealed, err := key.seal(opened, c.about(row))
	if err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE "+c.table+" SET "+c.column+" = ? WHERE "+c.where, append([]any{sealed}, keys...)...)
	return err
}

// allRows reads a query's rows to the end.
func allRows(tx *sql.Tx, query string, args ...any) (all [][]any, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// PlainCopies lists the copies of a sealed project that were made while it was
// plain, and hold its answers for all to read: backups, and what migrations and
// restores left beside it. Copies that cannot be reached now are not listed.
func (s *Store) PlainCopies(ctx context.Context) ([]string, error) {
	if !s.Info().Sealed {
		return nil, nil
	}
	places, err := s.places(ctx)
	if err != nil {
		return nil, err
	}
	files := s.besideProject()
	for _, p := range places {
		switch p.kind {
		case placeBackup:
			files = append(files, p.path)
		case placeRotated:
			found, err := s.RotatedBackups(p.path)
			if err != nil {
				continue // its disk is away
			}
			files = append(files, found...)
		}
	}
	var plain []string
	for _, file := range files {
		if isPlain(ctx, file) {
			plain = append(plain, file)
		}
	}
	return plain, nil
}

// isPlain reports whether a file is a project that keeps its answers plain.
func isPlain(ctx context.Context, file string) bool {
	if examineHead(file) != nil {
		return false
	}
	db, err := openDB(file, quietSettings(file), 1)
	if err != nil {
		return false
	}
	defer db.Close() // it only reads
	how := schemeSealed
	return db.QueryRowContext(ctx, "SELECT scheme FROM project").Scan(&how) == nil && how == schemePlain
}

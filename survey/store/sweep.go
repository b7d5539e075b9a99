package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// sweepSettings are for erasing in a backup. The log holds only new pages, so
// no old one is written anywhere again.
const sweepSettings = "_journal_mode=WAL&_synchronous=FULL&_foreign_keys=on&_busy_timeout=5000&_secure_delete=on"

// errPlainBackup tells of a backup from before the project was sealed.
var errPlainBackup = errors.New("the backup is from before the project had a passphrase")

// sweep brings a backup up to date with a project's erasures: the responses
// concerned become as they are in the project, the rest stays as it is. With
// noPlain it refuses a plain backup of a sealed project.
func sweep(ctx context.Context, project, path string, noPlain bool, now time.Time) error {
	if same, err := sameFile(path, project); err != nil || same {
		return err
	}
	steps, err := migrations()
	if err != nil {
		return err
	}
	version, err := examine(ctx, path, len(steps))
	if err != nil {
		return err
	}
	db, err := openDB(path, sweepSettings, 1)
	if err != nil {
		return err
	}
	err = sweepOpen(ctx, project, db, steps, version, noPlain, now)
	return errors.Join(err, explain(db.Close()))
}

func sweepOpen(ctx context.Context, project string, db *sql.DB, steps []migration, version int, noPlain bool, now time.Time) error {
	live, err := newConnector(project, "mode=ro")
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "ATTACH ? AS live", live.address); err != nil {
		return explain(err)
	}
	var other bool
	if err := db.QueryRowContext(ctx, "SELECT (SELECT id FROM main.project) IS NOT (SELECT id FROM live.project)").Scan(&other); err != nil || other {
		return explain(err) // another project took the name
	}
	var plain bool
	if err := db.QueryRowContext(ctx, "SELECT (SELECT scheme FROM live.project) > (SELECT scheme FROM main.project)").Scan(&plain); err != nil {
		return explain(err)
	}
	if plain && noPlain {
		return errPlainBackup
	}
	follow, err := toFollow(ctx, db, version, len(steps))
	if err != nil || !follow {
		return explain(err)
	}
	if err := migrate(db, steps, version, now); err != nil {
		return err
	}
	err = inTx(db, func(tx *sql.Tx) error {
		if err := sweepRows(tx); err != nil {
			return err
		}
		return sweepAttempts(tx)
	})
	if err != nil {
		return err
	}
	var busy, pages, done int
	return explain(db.QueryRowContext(ctx, "PRAGMA main.wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &done))
}

// toFollow reports whether anything was erased that the backup may still hold.
func toFollow(ctx context.Context, db *sql.DB, version, newest int) (follow bool, err error) {
	missing := "SELECT EXISTS (SELECT 1 FROM live.erasure WHERE id NOT IN (SELECT id FROM main.erasure))"
	if version < newest {
		missing = "SELECT EXISTS (SELECT 1 FROM live.erasure)" // the backup may have no such table yet
	}
	if err := db.QueryRowContext(ctx, missing).Scan(&follow); err != nil || follow {
		return follow, err
	}
	var logs int
	err = db.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM main.sqlite_schema WHERE name = 'attempt') + (SELECT count(*) FROM live.sqlite_schema WHERE name = 'attempt')").Scan(&logs)
	if err != nil || logs < 2 {
		return false, err
	}
	err = db.QueryRowContext(ctx, `SELECT EXISTS (SELECT * FROM live.attempt_end EXCEPT SELECT * FROM main.attempt_end)
		OR EXISTS (SELECT 1 FROM main.attempt b JOIN live.attempt l ON l.id = b.id
			WHERE b.place IS NOT NULL AND l.place IS NULL OR b.present IS NOT NULL AND l.present IS NULL
				OR b.note IS NOT NULL AND l.note IS NULL OR b.reminder IS NOT NULL AND l.reminder IS NULL)`).Scan(&follow)
	return follow, err
}

// sweepAttempts erases from a backup what was erased from the contact log.
func sweepAttempts(tx *sql.Tx) error {
	var there bool
	if err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM live.sqlite_schema WHERE name = 'attempt')").Scan(&there); err != nil || !there {
		return err
	}
	statements := []string{
		"INSERT OR IGNORE INTO main.attempt_end SELECT * FROM live.attempt_end",
		`UPDATE main.attempt SET place = NULL, present = NULL, note = NULL, reminder = NULL
			WHERE attempt IN (SELECT attempt FROM main.attempt_end)`,
		"UPDATE main.attempt SET current = 0 WHERE attempt IN (SELECT attempt FROM main.attempt_end WHERE kind = 'deleted')",
		"UPDATE main.attempt SET instance_id = '' WHERE attempt IN (SELECT attempt FROM main.attempt_end WHERE kind = 'withdrawn')",
	}
	for _, column := range attemptTexts {
		statements = append(statements, "UPDATE main.attempt SET "+column+" = NULL WHERE id IN (SELECT id FROM live.attempt WHERE "+column+" IS NULL)")
	}
	for _, statement := range statements {
		if _, err := tx.Exec(statement); err != nil {
			return err
		}
	}
	return nil
}

// sweepRows replaces the responses that were erased, or erased in part, by
// what the project holds of them. Sealed bytes go over as they are: a backup
// has the same data key. Where it has not, the responses go altogether.
func sweepRows(tx *sql.Tx) error {
	const columns = "id, instance_id, generation, current, training, outcome, device, number, worker, language, started, start_zone, finished, finish_zone, active"
	for _, statement := range []string{
		"CREATE TEMP TABLE gone AS SELECT DISTINCT instance_id FROM live.erasure WHERE id NOT IN (SELECT id FROM main.erasure)",
		`CREATE TEMP TABLE had AS SELECT instance_id FROM temp.gone WHERE instance_id IN (SELECT instance_id FROM main.revision)
			OR instance_id IN (SELECT instance_id FROM main.draft)`,
		"CREATE TEMP TABLE alike AS SELECT (SELECT key_check FROM main.project) IS (SELECT key_check FROM live.project) AS yes",
		"DELETE FROM main.parent WHERE revision IN (SELECT id FROM main.revision WHERE instance_id IN (SELECT instance_id FROM temp.had))",
		"DELETE FROM main.revision WHERE instance_id IN (SELECT instance_id FROM temp.had)",
		"DELETE FROM main.edit WHERE instance_id IN (SELECT instance_id FROM temp.gone)",
		"DELETE FROM main.reference WHERE instance_id IN (SELECT instance_id FROM temp.gone)",
		"DELETE FROM main.attachment WHERE instance_id IN (SELECT instance_id FROM temp.gone)",
		"DELETE FROM main.draft WHERE instance_id IN (SELECT instance_id FROM temp.gone)",
		"DELETE FROM main.same_person WHERE a IN (SELECT instance_id FROM temp.gone) OR b IN (SELECT instance_id FROM temp.gone)",
		`DELETE FROM temp.had WHERE NOT (SELECT yes FROM temp.alike) AND instance_id NOT IN (SELECT instance_id FROM live.tombstone)`,
		`INSERT INTO main.form (id, version, title, file, source, digest, added, zone, retired)
			SELECT id, version, title, file, source, digest, added, zone, retired FROM live.form f
			WHERE n IN (SELECT form FROM live.revision WHERE instance_id IN (SELECT instance_id FROM temp.had))
			  AND NOT EXISTS (SELECT 1 FROM main.form b WHERE b.id = f.id AND b.version = f.version)`,
		`INSERT OR IGNORE INTO main.form_file (form, name, data)
			SELECT b.n, l.name, l.data FROM live.form_file l JOIN live.form f ON f.n = l.form JOIN main.form b ON b.id = f.id AND b.version = f.version
			WHERE b.digest = f.digest`,
		`INSERT INTO main.revision (form, ` + columns + `, document)
			SELECT (SELECT b.n FROM main.form b JOIN live.form f ON b.id = f.id AND b.version = f.version WHERE f.n = r.form), ` + columns + `, document
			FROM live.revision r WHERE instance_id IN (SELECT instance_id FROM temp.had) ORDER BY r.n`,
		"INSERT OR IGNORE INTO main.parent SELECT * FROM live.parent WHERE revision IN (SELECT id FROM main.revision WHERE instance_id IN (SELECT instance_id FROM temp.had))",
		"INSERT OR IGNORE INTO main.edit SELECT * FROM live.edit WHERE instance_id IN (SELECT instance_id FROM temp.had)",
		"INSERT OR IGNORE INTO main.reference SELECT * FROM live.reference WHERE instance_id IN (SELECT instance_id FROM temp.had)",
		"INSERT OR IGNORE INTO main.attachment SELECT * FROM live.attachment WHERE instance_id IN (SELECT instance_id FROM temp.had)",
		`INSERT OR IGNORE INTO main.attachment_piece SELECT * FROM live.attachment_piece
			WHERE attachment IN (SELECT id FROM live.attachment WHERE instance_id IN (SELECT instance_id FROM temp.had))`,
		`INSERT OR IGNORE INTO main.tombstone (id, instance_id, kind, reason, device, at, zone)
			SELECT id, instance_id, kind, iif((SELECT yes FROM temp.alike), reason, NULL), device, at, zone FROM live.tombstone`,
		"INSERT OR IGNORE INTO main.erasure SELECT * FROM live.erasure",
		"DROP TABLE temp.gone; DROP TABLE temp.had; DROP TABLE temp.alike",
	} {
		if _, err := tx.Exec(statement); err != nil {
			return err
		}
	}
	return nil
}

// carryOver brings into a restored project what must not go back with it: what
// was erased since, the numbers its device gave, and where copies went.
func carryOver(ctx context.Context, from, project string, now time.Time) error {
	if err := sweep(ctx, from, project, false, now); err != nil {
		return err
	}
	db, err := openDB(project, sweepSettings, 1)
	if err != nil {
		return err
	}
	live, err := newConnector(from, "mode=ro")
	if err == nil {
		_, err = db.ExecContext(ctx, "ATTACH ? AS live", live.address)
	}
	if err == nil {
		err = inTx(db, func(tx *sql.Tx) error {
			var other bool
			if err := tx.QueryRow("SELECT (SELECT id FROM main.project) IS NOT (SELECT id FROM live.project)").Scan(&other); err != nil || other {
				return err
			}
			_, err := tx.Exec(`INSERT INTO main.device (code, last_number, heard, zone) SELECT code, last_number, heard, zone FROM live.device WHERE true
					ON CONFLICT (code) DO UPDATE SET last_number = max(last_number, excluded.last_number);
				INSERT OR IGNORE INTO main.place SELECT * FROM live.place;
				INSERT OR REPLACE INTO main.setting SELECT * FROM live.setting`)
			return err
		})
	}
	return errors.Join(explain(err), explain(db.Close()))
}

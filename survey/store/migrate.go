package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one step of the schema. Its number is its place in the list.
type migration struct{ name, sql string }

// migrations lists every step, oldest first. Steps are only ever added.
func migrations() ([]migration, error) {
	entries, err := migrationFiles.ReadDir("migrations") // sorted by name
	if err != nil {
		return nil, err
	}
	var all []migration
	for _, e := range entries {
		b, err := migrationFiles.ReadFile("migrations/" + e.Name())
		if err != nil {
			return nil, err
		}
		all = append(all, migration{strings.TrimSuffix(e.Name(), ".sql"), string(b)})
	}
	return all, nil
}

// schemaVersion reads how many steps the file has had; 0 for a new one.
func schemaVersion(ctx context.Context, db *sql.DB) (int, error) {
	var tables, version int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE name = 'migration'").Scan(&tables); err != nil || tables == 0 {
		return 0, err
	}
	err := db.QueryRowContext(ctx, "SELECT coalesce(max(n), 0) FROM migration").Scan(&version)
	return version, err
}

// migrate takes the file from version to the newest schema, each step in one
// transaction with its record: a crash leaves the step done or not done.
func migrate(db *sql.DB, steps []migration, version int, now time.Time) error {
	for i := version; i < len(steps); i++ {
		err := inTx(db, func(tx *sql.Tx) error {
			if _, err := tx.Exec("CREATE TABLE IF NOT EXISTS migration (n INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL, zone INTEGER NOT NULL)"); err != nil {
				return err
			}
			if _, err := tx.Exec(steps[i].sql); err != nil {
				return err
			}
			at, zone := split(now)
			_, err := tx.Exec("INSERT INTO migration (n, name, at, zone) VALUES (?, ?, ?, ?)", i+1, steps[i].name, at, zone)
			return err
		})
		if err != nil {
			return fmt.Errorf("bring the project to schema %s: %w", steps[i].name, err)
		}
	}
	return nil
}

// backupName is where the file goes before a migration.
func backupName(path string, version int) string {
	ext := filepath.Ext(path)
	return fmt.Sprintf("%s before schema %d%s", strings.TrimSuffix(path, ext), version, ext)
}

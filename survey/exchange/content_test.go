package exchange_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"github.com/google/go-cmp/cmp"
	_ "github.com/mattn/go-sqlite3"
)

// TestAMergeAgainWritesNothing: not a row, not even an empty change.
func TestAMergeAgainWritesNothing(t *testing.T) {
	f := newFleet(t, t.TempDir(), 2)
	defer f.close()
	main, laptop := f.stores[0], f.stores[1]
	f.answer(t, 0, "uuid:mine", "mine")
	for i := range 5 {
		f.answer(t, 1, fmt.Sprint("uuid:", i), fmt.Sprint("answer ", i))
	}
	f.merge(t, 0, f.pack(t, 1))
	f.answer(t, 0, "uuid:0", "corrected here")
	f.answer(t, 1, "uuid:0", "corrected there")
	f.contact(t, 1, visit)
	if err := laptop.StartDraft(ctx, survey.Header{InstanceID: "uuid:file", FormID: "visit", FormVersion: "1", Started: f.clock}); err != nil {
		t.Fatal(err)
	}
	if err := laptop.Attach(ctx, "uuid:file", "door.png", []byte("picture")); err != nil {
		t.Fatal(err)
	}
	f.answer(t, 1, "uuid:file", "door.png")
	if err := laptop.Void(ctx, "uuid:3", "asked twice"); err != nil {
		t.Fatal(err)
	}
	if err := laptop.Withdraw(ctx, "uuid:4"); err != nil {
		t.Fatal(err)
	}
	newer := survey.Source{Name: "visit.xlsx", Data: []byte("workbook 2")}
	if err := laptop.AddForm(ctx, newer, &survey.Form{ID: "visit", Version: "2"}); err != nil {
		t.Fatal(err)
	}
	pack := f.pack(t, 1)
	res := f.merge(t, 0, pack)
	if res.New != 1 || res.Changed != 1 || res.Conflicting != 1 || res.TakenOut != 2 || res.Contacts != 1 || res.NewForms != 1 {
		t.Errorf("merged %+v", res)
	}
	renamed := filepath.Join(f.dir, "the same once more"+exchange.PackExtension)
	if err := os.WriteFile(renamed, fileBytes(t, pack), 0o600); err != nil {
		t.Fatal(err)
	}

	db := looking(t, main)
	defer db.Close()
	before, version := contentOf(t, main), textsOf(t, db, "PRAGMA data_version")
	for _, path := range []string{pack, renamed} {
		f.clock = f.clock.AddDate(0, 0, 1)
		again := f.merge(t, 0, path)
		if want := res.New + res.Changed + res.AlreadyHere; again.Added() || again.AlreadyHere != want || again.Conflicting != 0 {
			t.Errorf("merged again: %+v", again)
		}
	}
	if d := cmp.Diff(before, contentOf(t, main)); d != "" {
		t.Errorf("merging again changed the project:\n%s", d)
	}
	if d := cmp.Diff(version, textsOf(t, db, "PRAGMA data_version")); d != "" {
		t.Errorf("merging again wrote to the project:\n%s", d)
	}
}

// looking opens a project's database beside the store, on one connection.
func looking(t *testing.T, s *store.Store) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.ToSlash(s.Path())+"?mode=ro&_query_only=on")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	return db
}

// contentOf is every row of every table of a project.
func contentOf(t *testing.T, s *store.Store) map[string][]string {
	t.Helper()
	db := looking(t, s)
	defer db.Close()
	content := map[string][]string{}
	for _, table := range textsOf(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table'") {
		columns := textsOf(t, db, fmt.Sprintf("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('%s')", table))
		content[table] = textsOf(t, db, fmt.Sprintf("SELECT %s FROM %q ORDER BY 1", strings.Join(columns, " || ', ' || "), table))
	}
	if len(content) < 20 {
		t.Fatalf("only %d tables", len(content))
	}
	return content
}

func textsOf(t *testing.T, db *sql.DB, query string) (texts []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return texts
}

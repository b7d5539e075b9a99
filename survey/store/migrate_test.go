package store

import (
	"bufio"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
)

const (
	// updateEnv makes the fixture of the newest schema again. Older ones are
	// never changed: they are what is out there.
	updateEnv = "DOORSTEP_UPDATE_FIXTURES"
	slowEnv   = "DOORSTEP_TEST_MIGRATE_SLOWLY" // the project a child migrates

	fixturePassphrase = "four words for tests"
)

// fixtureProject makes a project with something in every table.
func fixtureProject(t *testing.T, passphrase string) *Store {
	t.Helper()
	ctx := t.Context()
	s, _, err := Create(ctx, filepath.Join(t.TempDir(), "fixture.doorstep"), CreateOptions{
		Device: "LAP1", Name: "Fixture", Passphrase: passphrase, NoPassphrase: passphrase == "", Work: 10, Now: func() time.Time { return testStart },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	addTestForm(t, s, "1")
	for _, id := range []string{"uuid:1", "uuid:2", "uuid:3"} {
		if err := s.Finish(ctx, submission(id)); err != nil {
			t.Fatal(err)
		}
	}
	edit(t, s, "uuid:1", "edited")
	if err := s.Void(ctx, "uuid:2", "asked twice"); err != nil {
		t.Fatal(err)
	}
	if err := s.Withdraw(ctx, "uuid:3"); err != nil {
		t.Fatal(err)
	}
	if err := s.SetContactMonths(ctx, 6); err != nil {
		t.Fatal(err)
	}
	if err := s.StartDraft(ctx, header("uuid:draft")); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		c := survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer(fmt.Sprint(i)), At: testStart}
		if err := s.AppendDraft(ctx, "uuid:draft", c); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Attach(ctx, "uuid:draft", "sketch.png", []byte("a picture")); err != nil {
		t.Fatal(err)
	}
	name := survey.Change{Op: survey.SetValue, Ref: "/data/sketch", Value: survey.Answer("sketch.png"), At: testStart}
	if err := s.AppendDraft(ctx, "uuid:draft", name); err != nil {
		t.Fatal(err)
	}
	first := fixtureAttempt()
	for _, a := range []*survey.Attempt{&first, {At: testStart, Mode: survey.InStreet, Place: "Todd Street", InstanceID: "uuid:draft", Follows: first.ID}} {
		if err := s.LogAttempt(ctx, a); err != nil {
			t.Fatal(err)
		}
	}
	fixtureExchange(t, s, passphrase)
	return s
}

// fixtureExchange puts in what schemas from 3 on hold besides.
func fixtureExchange(t *testing.T, s *Store, passphrase string) {
	t.Helper()
	ctx := t.Context()
	if err := s.Merge(ctx, func(m *Merger) error {
		if err := m.SetDeviceForms("LAP2", testStart, [][2]string{{"visit", "1"}}); err != nil {
			return err
		}
		return m.Log(fixtureMerged())
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.DecidePair(ctx, NewPair("uuid:2", "uuid:1"), true, "W1"); err != nil {
		t.Fatal(err)
	}
	if passphrase == "" {
		return
	}
	key, err := NewRecoveryKey()
	if err != nil {
		t.Fatal(err)
	}
	identity, err := ParseRecoveryKey(key)
	if err != nil {
		t.Fatal(err)
	}
	s.info.Recipient = identity.Recipient().String() // the fixture's own key was shown to nobody
	if _, err := s.writer.Exec("UPDATE project SET recipient = ?", s.info.Recipient); err != nil {
		t.Fatal(err)
	}
	if err := s.KeepKey(ctx, key); err != nil {
		t.Fatal(err)
	}
}

func fixtureMerged() Merged {
	return Merged{
		Digest: []byte("a digest"), File: "pack.doorpack", Device: "LAP2", Written: testStart, At: testStart,
		Counts: MergeCounts{New: 2, AlreadyHere: 1},
	}
}

// checkExchangeOfFixture looks for what fixtureExchange put in.
func checkExchangeOfFixture(t *testing.T, s *Store) {
	t.Helper()
	merges, err := s.Merges(t.Context())
	same(t, "merges", merges, []Merged{fixtureMerged()})
	pairs, err2 := s.PairsDecided(t.Context())
	if err != nil || err2 != nil || !pairs[Pair{"uuid:1", "uuid:2"}] {
		t.Errorf("%v, %v, %v", pairs, err, err2)
	}
	if key, err := s.KeptKey(t.Context()); s.Info().Sealed && (err != nil || key.Recipient().String() != s.Info().Recipient) {
		t.Errorf("the key that is kept: %v", err)
	}
}

func fixtureAttempt() survey.Attempt {
	return survey.Attempt{
		ID: survey.AttemptID{1, 2, 3}, At: testStart, Mode: survey.AtDoor, Outcome: survey.ComeBack, Place: "Duke Street", Note: "dog",
		Interpreter: "Polish", Carer: true, Device: "LAP1", Worker: "W3", Due: testStart.Add(24 * time.Hour), Reminder: "after five",
	}
}

// checkAttemptsOfFixture looks for what schemas from 2 on hold besides.
func checkAttemptsOfFixture(t *testing.T, s *Store) {
	t.Helper()
	first, err := s.Attempts(t.Context(), AttemptFilter{ID: fixtureAttempt().ID})
	want := fixtureAttempt()
	want.Followed = true
	same(t, "the contact log", first, []survey.Attempt{want})
	with, err2 := s.Attempts(t.Context(), AttemptFilter{InstanceID: "uuid:draft"})
	if err != nil || err2 != nil || len(with) != 1 || with[0].Place != "Todd Street" {
		t.Errorf("the interview's %+v, %v, %v", with, err, err2)
	}
	checkFile(t, s, "uuid:draft", "sketch.png", []byte("a picture"))
}

// checkFixture looks for what fixtureProject put in.
func checkFixture(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	want := submission("uuid:1")
	want.Record.Values[0] = survey.Answer("edited")
	want.Status, want.Number = survey.Finished, 4
	same(t, "responses", all(t, s.Submissions(ctx, Filter{})), []*survey.Submission{want})
	history, err := s.History(ctx, "uuid:1")
	if err != nil || len(history) != 2 || history[1].Reason != anEdit.Reason {
		t.Errorf("history %+v, %v", history, err)
	}
	if code, err := s.Reference(ctx, "uuid:1"); err != nil || len(code) != 9 {
		t.Errorf("code %q, %v", code, err)
	}
	if why, err := s.VoidReason(ctx, "uuid:2"); err != nil || why != "asked twice" {
		t.Errorf("reason %q, %v", why, err)
	}
	if h := headersOf(t, s, "uuid:3"); h[0].Status != survey.Withdrawn {
		t.Errorf("%+v", h)
	}
	if changes, err := s.DraftChanges(ctx, "uuid:draft"); err != nil || len(changes) < 3 || changes[2].Value.Text != "2" {
		t.Errorf("draft %+v, %v", changes, err)
	}
	if months, err := s.ContactMonths(ctx); err != nil || months != 6 {
		t.Errorf("%d months, %v", months, err)
	}
	if src, err := s.Source(ctx, "visit", "1"); err != nil || string(src.Data) != "workbook 1" {
		t.Errorf("form %+v, %v", src, err)
	}
	if faults, err := s.Check(ctx, nil); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
}

// dump writes a database as SQL.
func dump(t *testing.T, db *sql.DB) string {
	t.Helper()
	var b strings.Builder
	column := func(query string) (out []string) {
		rows, err := db.Query(query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				t.Fatal(err)
			}
			out = append(out, s)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return out
	}
	fmt.Fprintf(&b, "PRAGMA application_id = %s;\n", column("PRAGMA application_id")[0])
	for _, statement := range column("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid") {
		b.WriteString(statement + ";\n")
	}
	for _, table := range column("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid") {
		names := column("SELECT name FROM pragma_table_info('" + table + "')")
		quoted := "quote(" + strings.Join(names, ") || ', ' || quote(") + ")"
		for _, values := range column("SELECT " + quoted + " FROM " + table) {
			fmt.Fprintf(&b, "INSERT INTO %s (%s) VALUES (%s);\n", table, strings.Join(names, ", "), values)
		}
	}
	return b.String()
}

// load makes a project file from SQL.
func load(t *testing.T, script string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "fixture.doorstep")
	db, err := openDB(path, "_journal_mode=WAL", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(script); err != nil {
		t.Fatal(err)
	}
	return path
}

var fixtures = []struct {
	schema           int
	kind, passphrase string
}{
	{1, "plain", ""},
	{1, "sealed", fixturePassphrase},
	{2, "plain", ""},
	{2, "sealed", fixturePassphrase},
	{3, "plain", ""},
	{3, "sealed", fixturePassphrase},
}

func TestEveryPastSchemaIsMigratedForward(t *testing.T) {
	steps, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	covered := 0
	for _, f := range fixtures {
		covered = max(covered, f.schema)
		t.Run(fmt.Sprintf("schema %d %s", f.schema, f.kind), func(t *testing.T) {
			file := filepath.Join("testdata", fmt.Sprintf("schema%d-%s.sql", f.schema, f.kind))
			newest := f.schema == len(steps)
			if newest && os.Getenv(updateEnv) != "" {
				s := fixtureProject(t, f.passphrase)
				if err := os.WriteFile(file, []byte(dump(t, s.writer)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			script, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			path := load(t, string(script))
			s, err := Open(t.Context(), path, OpenOptions{Now: func() time.Time { return testStart }})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if f.passphrase != "" {
				if err := s.Unlock(t.Context(), f.passphrase); err != nil {
					t.Fatal(err)
				}
			}
			checkFixture(t, s)
			if f.schema >= 2 {
				checkAttemptsOfFixture(t, s)
			}
			if f.schema >= 3 {
				checkExchangeOfFixture(t, s)
			}
			if version, err := schemaVersion(t.Context(), s.writer); err != nil || version != len(steps) {
				t.Errorf("schema %d, %v", version, err)
			}
			if _, err := os.Stat(backupName(path, f.schema)); newest != (err != nil) {
				t.Errorf("the backup from before: %v", err)
			}
			if now := schemaOf(t, newStore(t).writer); schemaOf(t, s.writer) != now {
				t.Errorf("an old project's schema is not a new one's. The first schema was changed: make the fixtures again with %s=1, if no project with it is out there.\nold: %s\nnew: %s",
					updateEnv, schemaOf(t, s.writer), now)
			}
		})
	}
	if covered != len(steps) {
		t.Errorf("there is no fixture of schema %d. Add one to the list", len(steps))
	}
}

func schemaOf(t *testing.T, db *sql.DB) string {
	t.Helper()
	var all string
	if err := db.QueryRow("SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name)").Scan(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

// slowStep is a migration that takes a second or so.
var slowStep = migration{"9999_slow", `ALTER TABLE draft ADD COLUMN slow_half INTEGER; CREATE TABLE filler (n INTEGER PRIMARY KEY, text TEXT);
	INSERT INTO filler WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000) SELECT n, hex(n) FROM c`}

// TestSlowMigrationChild is what the next test kills.
func TestSlowMigrationChild(t *testing.T) {
	path := os.Getenv(slowEnv)
	if path == "" {
		t.Skip("it is run by another test")
	}
	steps, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	db, err := openDB(path, writerSettings, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Ping(); err != nil {
		t.Fatal(err)
	}
	fmt.Println("begun")
	if err := migrate(db, append(steps, slowStep), len(steps), testStart); err != nil {
		t.Fatal(err)
	}
	fmt.Println("ended")
}

// TestKilledInMidMigration kills a program that migrates, at random moments:
// the file is as it was before, and opens.
func TestKilledInMidMigration(t *testing.T) {
	s := fixtureProject(t, "")
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	rounds := 8
	if testing.Short() {
		rounds = 2
	}
	random := rand.New(rand.NewPCG(2, 2))
	for round := range rounds {
		child := exec.Command(os.Args[0], "-test.run=^TestSlowMigrationChild$")
		child.Env = append(os.Environ(), slowEnv+"="+path)
		child.Stderr = os.Stderr
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			switch lines.Text() {
			case "begun":
				after := time.Duration(random.IntN(300_000)) * time.Microsecond
				time.AfterFunc(after, func() { child.Process.Kill() })
			case "ended":
				t.Fatal("the migration ended before it was killed; make it slower")
			}
		}
		if err := child.Wait(); err == nil {
			t.Fatal("the child ended by itself")
		}
		s, err := Open(t.Context(), path, OpenOptions{Now: func() time.Time { return testStart }})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		checkFixture(t, s)
		var half int
		if err := s.reader.QueryRow("SELECT count(*) FROM sqlite_schema WHERE name = 'filler' OR sql LIKE '%slow_half%'").Scan(&half); err != nil || half != 0 {
			t.Errorf("round %d: half a migration stayed: %d, %v", round, half, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

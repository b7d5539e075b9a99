package collate_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"doorstep/survey"
	"doorstep/survey/collate"
	"doorstep/survey/engine"
	"doorstep/survey/simulate"
	"doorstep/survey/store"
	"doorstep/survey/xlsform"
)

// server starts a PostgreSQL of the test's own on a loopback port, in a folder
// of its own, and stops it after. It runs as nobody's root.
func server(t testing.TB) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) == 0 {
		t.Skip("PostgreSQL is not installed (make test-setup installs it)")
	}
	bin := filepath.Dir(found[len(found)-1])
	dir, err := os.MkdirTemp("", "doorstep-pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	as := func(*exec.Cmd) {}
	if os.Geteuid() == 0 { // PostgreSQL refuses root
		who, err := user.Lookup("postgres")
		if err != nil {
			t.Skip("there is no user to run PostgreSQL as")
		}
		uid, _ := strconv.Atoi(who.Uid)
		gid, _ := strconv.Atoi(who.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
		as = func(c *exec.Cmd) {
			c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		}
	}
	data := filepath.Join(dir, "data")
	do := func(name string, args ...string) *exec.Cmd {
		c := exec.Command(filepath.Join(bin, name), args...)
		c.Dir, c.Env = dir, append(os.Environ(), "LC_ALL=C.UTF-8")
		as(c)
		return c
	}
	if out, err := do("initdb", "-D", data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--no-sync").CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	free.Close()
	served := fmt.Sprintf("-h 127.0.0.1 -p %d -k %s -c fsync=off", port, dir)
	if out, err := do("pg_ctl", "start", "-w", "-D", data, "-l", filepath.Join(dir, "log"), "-o", served).CombinedOutput(); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		t.Fatalf("PostgreSQL did not start: %v\n%s\n%s", err, out, log)
	}
	t.Cleanup(func() { _ = do("pg_ctl", "stop", "-w", "-m", "fast", "-D", data).Run() })
	return fmt.Sprintf("postgres://owner@127.0.0.1:%d/postgres?sslmode=disable", port)
}

const visits = `
| survey  |                      |          |                      |          |
|         | type                 | name     | label                | personal |
|         | text                 | postcode | Your postcode?       | yes      |
|         | integer              | age      | How old are you?     |          |
|         | select_multiple help | help     | What would help?     |          |
|         | begin repeat         | child    | Your children        |          |
|         | text                 | called   | What is their name?  | yes      |
|         | integer              | years    | How old are they?    |          |
|         | end repeat           |          |                      |          |
| choices |                      |          |                      |          |
|         | list_name            | name     | label                |          |
|         | help                 | bus      | More buses           |          |
|         | help                 | money    | Money advice         |          |
| settings |                     |          |                      |          |
|         | form_title           | form_id  | version              |          |
|         | Visits               | visits   | 1                    |          |
`

type bench struct {
	st   *store.Store
	form *survey.Form
}

func project(t testing.TB, n int) *bench {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "visits.md")
	if err := os.WriteFile(file, []byte(visits), 0o600); err != nil {
		t.Fatal(err)
	}
	st, _, err := store.Create(t.Context(), filepath.Join(dir, "p.doorstep"), store.CreateOptions{Name: "Visits", NoPassphrase: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	src, err := xlsform.ReadSource(file)
	if err != nil {
		t.Fatal(err)
	}
	form, _, err := xlsform.Read(src)
	if err == nil {
		err = st.AddForm(t.Context(), src, form)
	}
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{st, form}
	b.simulate(t, n, 1)
	return b
}

func (b *bench) simulate(t testing.TB, n int, seed uint64) {
	t.Helper()
	program, _ := engine.Compile(b.form)
	if _, err := b.st.Import(t.Context(), simulate.Responses(program, simulate.Options{N: n, Seed: seed, Now: time.Now(), Location: time.Local}), nil); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) run(t testing.TB, ctx context.Context, url string, personal bool) (collate.Result, error) {
	t.Helper()
	return collate.Run(ctx, b.st, url, collate.Options{Personal: personal, ReadForm: func(context.Context, string, string) (*survey.Form, error) { return b.form, nil }})
}

func count(t testing.TB, url, query string, args ...any) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if err := conn.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestCollated(t *testing.T) {
	url := server(t)
	b := project(t, 50)
	r, err := b.run(t, t.Context(), url, false)
	if err != nil || r.Revisions != 50 || r.Forms != 1 || r.PersonalAnswers != 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	if n := count(t, url, "SELECT count(*) FROM doorstep.answer WHERE question IN ('postcode', 'child/called')"); n != 0 {
		t.Errorf("%d personal answers are where everybody reads", n)
	}
	if n := count(t, url, "SELECT count(*) FROM doorstep.form_visits"); n != 50 {
		t.Errorf("the view has %d rows", n)
	}
	if r, err = b.run(t, t.Context(), url, false); err != nil || r.Revisions+r.Here+r.Answers+r.Forms != 0 {
		t.Errorf("once more: %+v, %v", r, err)
	}
	b.simulate(t, 10, 2)
	if r, err = b.run(t, t.Context(), url, true); err != nil || r.Revisions != 10 || r.Here != 50 || r.PersonalAnswers == 0 {
		t.Errorf("ten more, and personal answers of all: %+v, %v", r, err)
	}
	checkReadBack(t, url, b)
	checkTakenOut(t, url, b)
	checkStopped(t, url)
	checkErased(t, url, b)
	checkRestored(t, url)
	checkMarkedLater(t, url)
}

// checkReadBack holds what the database gives against what the project has.
func checkReadBack(t *testing.T, url string, b *bench) {
	t.Helper()
	reader, err := collate.Open(t.Context(), url, func(survey.Source) (*survey.Form, error) { return b.form, nil })
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	all := store.Everything("visits")
	there := map[string]*survey.Submission{}
	for sub, err := range reader.Submissions(t.Context(), all) {
		if err != nil {
			t.Fatal(err)
		}
		there[sub.InstanceID] = sub
	}
	headers, err := reader.Headers(t.Context(), all)
	if err != nil || len(headers) != len(there) {
		t.Errorf("%d headers of %d, %v", len(headers), len(there), err)
	}
	for want, err := range b.st.Submissions(t.Context(), all) {
		if err != nil {
			t.Fatal(err)
		}
		got := there[want.InstanceID]
		if got == nil {
			t.Fatalf("%s is not there", want.InstanceID)
		}
		if diff := cmp.Diff(want.Record, got.Record, cmpopts.EquateEmpty()); diff != "" || got.Status != want.Status || got.Outcome != want.Outcome || !got.Started.Equal(want.Started.Truncate(time.Microsecond)) {
			t.Errorf("%s (-project +database):\n%s", want.InstanceID, diff)
		}
	}
}

// checkErased erases what is personal in one file of the project; a copy that
// another laptop has does not bring it back.
func checkErased(t *testing.T, url string, b *bench) {
	t.Helper()
	const personal = "SELECT count(*) FROM doorstep_personal.answer WHERE state = 'answered'"
	if _, err := b.run(t, t.Context(), url, true); err != nil || count(t, url, personal) == 0 {
		t.Fatalf("no personal answer to erase: %v", err)
	}
	copied := filepath.Join(t.TempDir(), "copy.doorstep")
	if err := b.st.Backup(t.Context(), copied, nil); err != nil {
		t.Fatal(err)
	}
	program, _ := engine.Compile(b.form)
	rules := func(string, string) (store.Retention, error) {
		return store.Retention{Erase: program.EraseContacts}, nil
	}
	if done, err := b.st.EraseExpired(t.Context(), rules, time.Now().AddDate(3, 0, 0)); err != nil || done.Responses == 0 {
		t.Fatalf("erased %+v, %v", done, err)
	}
	if _, err := b.run(t, t.Context(), url, true); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), "DELETE FROM doorstep.source"); err != nil { // the copy stands for another laptop's
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), copied, store.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if _, err := (&bench{st, b.form}).run(t, t.Context(), url, true); err != nil {
		t.Fatal(err)
	}
	if n := count(t, url, personal); n != 0 {
		t.Errorf("%d personal answers are back", n)
	}
}

func checkTakenOut(t *testing.T, url string, b *bench) {
	t.Helper()
	headers, err := b.st.Headers(t.Context(), store.Everything("visits"))
	if err != nil {
		t.Fatal(err)
	}
	id := headers[0].InstanceID
	if err := b.st.Withdraw(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	r, err := b.run(t, t.Context(), url, false) // personal answers go too, asked for or not
	if err != nil || r.TakenOut != 1 || r.Erased == 0 {
		t.Errorf("withdrawn: %+v, %v", r, err)
	}
	for _, table := range []string{"doorstep.answer", "doorstep_personal.answer"} {
		if n := count(t, url, "SELECT count(*) FROM "+table+" a JOIN doorstep.submission s USING (revision) WHERE s.instance_id = $1", id); n != 0 {
			t.Errorf("%d answers of somebody who withdrew are in %s", n, table)
		}
	}
	if n := count(t, url, "SELECT count(*) FROM doorstep.response WHERE instance_id = $1", id); n != 0 {
		t.Error("the response is still listed")
	}
	if n := count(t, url, "SELECT count(*) FROM doorstep.form_visits"); n != 59 {
		t.Errorf("the view has %d rows", n)
	}
}

// checkStopped stops a run and lets another go on: nothing is there twice.
func checkStopped(t *testing.T, url string) {
	t.Helper()
	b := project(t, 4500)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := collate.Run(ctx, b.st, url, collate.Options{
		ReadForm: func(context.Context, string, string) (*survey.Form, error) { return b.form, nil },
		Progress: func(done, _ int) {
			if done >= 2000 {
				cancel()
			}
		},
	})
	cancel()
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped with %v", err)
	}
	before := count(t, url, "SELECT count(*) FROM doorstep.submission")
	r, err := b.run(t, t.Context(), url, false)
	if err != nil || r.Here != 0 {
		t.Errorf("going on: %+v, %v", r, err)
	}
	if n := count(t, url, "SELECT count(*) FROM doorstep.submission"); n != before+r.Revisions || before < 2060 || n != 4560 {
		t.Errorf("%d responses after %d and %d more", n, before, r.Revisions)
	}
}

// checkRestored puts a project back from a backup and goes on: its places mean
// other responses then, and all of them come.
func checkRestored(t *testing.T, url string) {
	t.Helper()
	b := project(t, 5)
	kept := filepath.Join(t.TempDir(), "kept.doorstep")
	if err := b.st.Backup(t.Context(), kept, nil); err != nil {
		t.Fatal(err)
	}
	b.simulate(t, 5, 3)
	if r, err := b.run(t, t.Context(), url, false); err != nil || r.Revisions != 10 {
		t.Fatalf("before: %+v, %v", r, err)
	}
	st, err := store.Open(t.Context(), kept, store.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	back := &bench{st, b.form}
	back.simulate(t, 7, 4)
	if r, err := back.run(t, t.Context(), url, false); err != nil || r.Revisions != 7 || r.Here != 5 {
		t.Errorf("put back and gone on: %+v, %v", r, err)
	}
}

// checkMarkedLater brings a second version that marks a question the first did
// not: no answer to it stays where everybody reads.
func checkMarkedLater(t *testing.T, url string) {
	t.Helper()
	b := project(t, 5)
	const open = "SELECT count(*) FROM doorstep.answer WHERE question = 'age'"
	const apart = "SELECT count(*) FROM doorstep_personal.answer WHERE question = 'age'"
	if _, err := b.run(t, t.Context(), url, false); err != nil || count(t, url, open) < 5 {
		t.Fatalf("before: %v", err)
	}
	before := count(t, url, open) + count(t, url, apart)
	marked := *b.form
	for q := range marked.Questions() {
		q.Personal = q.Personal || q.Name == "age"
	}
	for range 2 { // what is there moves, and what comes goes to its place
		if _, err := b.run(t, t.Context(), url, false); err != nil {
			t.Fatal(err)
		}
		if there, moved := count(t, url, open), count(t, url, apart); there != 0 || moved != before {
			t.Errorf("%d answers are open, %d of %d apart", there, moved, before)
		}
		b.simulate(t, 5, 9+uint64(count(t, url, "SELECT count(*) FROM doorstep.submission")))
	}
	// What was moved is not all that is personal of these responses, of which
	// checkTakenOut had one withdrawn.
	const postcodes = "SELECT count(*) FROM doorstep_personal.answer WHERE question = 'postcode'"
	here := count(t, url, postcodes)
	if _, err := b.run(t, t.Context(), url, true); err != nil || count(t, url, postcodes) != here+14 {
		t.Errorf("%d postcodes of 14 came, %v", count(t, url, postcodes)-here, err)
	}
}

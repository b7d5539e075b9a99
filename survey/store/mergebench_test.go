package store_test

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"github.com/google/uuid"
	_ "github.com/mattn/go-sqlite3"
)

// BenchmarkMergePack merges a pack of as many responses as the project has,
// beside a bare ATTACH and INSERT … SELECT of the same rows into a copy of the
// same project: the same tables and indexes, settings and one transaction. The
// bare side takes the sealed rows as they are; a merge opens the pack, looks at
// every response, seals it anew and notes what it did. "again" is the same pack
// once more.
func BenchmarkMergePack(b *testing.B) {
	for _, n := range []int{20_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchMerge(b, n) })
	}
}

func benchMerge(b *testing.B, n int) {
	ctx, dir := b.Context(), b.TempDir()
	main, key := benchProject(b, filepath.Join(dir, "main.doorstep"), nil, n)
	info := main.Info()
	laptop, _ := benchProject(b, filepath.Join(dir, "laptop.doorstep"), &info, n)
	ids, err := exchange.ParseIdentity(strings.NewReader(key))
	if err != nil {
		b.Fatal(err)
	}
	var packing peak
	began := time.Now()
	pack, err := exchange.WritePack(ctx, laptop, dir, exchange.PackOptions{Progress: packing.look})
	if err != nil {
		b.Fatal(err)
	}
	packed := time.Since(began)
	for _, s := range []*store.Store{main, laptop} {
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	var bare, merged, again time.Duration
	var merging peak
	rounds := 0
	for b.Loop() {
		rounds++
		bare += bareMerge(b, main.Path(), laptop.Path(), n)
		copied := copyOf(b, main.Path())
		s := reopened(b, copied)
		o := exchange.MergeOptions{Identities: ids, Progress: merging.look}
		for i, took := range []*time.Duration{&merged, &again} {
			began := time.Now()
			res, err := exchange.Merge(ctx, s, pack.Path, o)
			*took += time.Since(began)
			if err != nil || res.New+res.AlreadyHere != n || (i == 0) != (res.New == n) {
				b.Fatalf("%+v, %v", res, err)
			}
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(merged)/float64(bare), "merge/bare")
	b.ReportMetric(merged.Seconds()/float64(rounds), "s-merge")
	b.ReportMetric(again.Seconds()/float64(rounds), "s-again")
	b.ReportMetric(bare.Seconds()/float64(rounds), "s-bare")
	b.ReportMetric(packed.Seconds(), "s-pack")
	b.ReportMetric(float64(packing)/(1<<20), "MiB-pack")
	b.ReportMetric(float64(merging)/(1<<20), "MiB-merge")
}

// peak is the most memory in use that was seen.
type peak uint64

func (p *peak) look(done, _ int) {
	if done%2048 != 0 {
		return
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	*p = max(*p, peak(m.HeapInuse+m.StackInuse))
}

func benchProject(b *testing.B, path string, join *store.Info, n int) (*store.Store, string) {
	b.Helper()
	s, key, err := store.Create(b.Context(), path, store.CreateOptions{Passphrase: "words for benchmarks", Work: 2, Join: join})
	if err != nil {
		b.Fatal(err)
	}
	if err := s.AddForm(b.Context(), survey.Source{Name: "visit.xlsx", Data: []byte("workbook")}, &survey.Form{ID: "visit", Version: "1"}); err != nil {
		b.Fatal(err)
	}
	if _, err := s.Import(b.Context(), benchResponses(s.Info().Device, n), nil); err != nil {
		b.Fatal(err)
	}
	if err := s.GiveReferences(); err != nil {
		b.Fatal(err)
	}
	return s, key
}

// benchResponses are responses of sixty answers, no two alike.
func benchResponses(device string, n int) iter.Seq2[*survey.Submission, error] {
	return func(yield func(*survey.Submission, error) bool) {
		for i := range n {
			at := time.Date(2026, 11, 1, 9, 0, i, 0, time.UTC)
			sub := &survey.Submission{Header: survey.Header{
				InstanceID: "uuid:" + uuid.NewString(), FormID: "visit", FormVersion: "1", Outcome: survey.Complete, Device: device, Worker: "W1",
				Language: "English (en)", Started: at, Finished: at.Add(20 * time.Minute), Active: 18 * time.Minute, Number: i + 1,
			}}
			for slot := range 60 {
				sub.Record.Values = append(sub.Record.Values, survey.Answer([]string{"some_of_the_time", fmt.Sprint(i * slot), "cost travel time", "A bus that comes when it says"}[slot%4]))
			}
			if !yield(sub, nil) {
				return
			}
		}
	}
}

// bareMerge copies the rows that a merge would, and no more than that.
func bareMerge(b *testing.B, project, laptop string, n int) time.Duration {
	b.Helper()
	db, err := sql.Open("sqlite3", "file:"+copyOf(b, project)+"?_journal_mode=WAL&_synchronous=FULL&_foreign_keys=on&_secure_delete=on&_txlock=immediate&_cache_size=-65536")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; ATTACH ? AS other", laptop); err != nil {
		b.Fatal(err)
	}
	const columns = "id, instance_id, generation, current, form, training, outcome, device, number, worker, language, started, start_zone, finished, finish_zone, active, document"
	began := time.Now()
	tx, err := db.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer tx.Rollback()
	for table, columns := range map[string]string{"revision": columns, "reference": "revision, instance_id, code"} {
		done, err := tx.Exec("INSERT INTO main." + table + " (" + columns + ") SELECT " + columns + " FROM other." + table)
		if err != nil {
			b.Fatal(err)
		}
		if rows, err := done.RowsAffected(); err != nil || int(rows) != n {
			b.Fatalf("%d rows, %v", rows, err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	took := time.Since(began)
	return took
}

func reopened(b *testing.B, path string) *store.Store {
	b.Helper()
	s, err := store.Open(b.Context(), path, store.OpenOptions{})
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Unlock(b.Context(), "words for benchmarks"); err != nil {
		b.Fatal(err)
	}
	return s
}

func copyOf(b *testing.B, path string) string {
	b.Helper()
	name := make([]byte, 8)
	rand.Read(name)
	to := filepath.Join(b.TempDir(), fmt.Sprintf("%x.doorstep", name))
	in, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		b.Fatal(err)
	}
	// On disk before anything is measured: the first sync would wait for it.
	if err := errors.Join(out.Sync(), out.Close()); err != nil {
		b.Fatal(err)
	}
	return to
}

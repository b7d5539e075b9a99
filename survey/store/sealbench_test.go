//go:build unix

package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"doorstep/survey"
)

// timings are how long each of many tries took.
type timings []time.Duration

func (t *timings) time(b *testing.B, do func() error) {
	start := time.Now()
	err := do()
	*t = append(*t, time.Since(start))
	if err != nil {
		b.Fatal(err)
	}
}

// at returns the time that a share of the tries stayed under.
func (t timings) at(share float64) float64 {
	sorted := slices.Sorted(slices.Values(t))
	return float64(sorted[int(share*float64(len(sorted)-1))])
}

// BenchmarkAnswer saves 500 answers one after another, in a plain and in a
// sealed project, beside a raw write and sync of 4 KB, all taking turns, so
// that whatever else the machine does falls on each alike.
func BenchmarkAnswer(b *testing.B) {
	const answers = 500
	var raw, plain, sealed timings
	var early, late timings // sealed: the first fifty answers, the last fifty
	for b.Loop() {
		page := make([]byte, 4096)
		f, err := os.Create(filepath.Join(b.TempDir(), "raw"))
		if err != nil {
			b.Fatal(err)
		}
		open := newStore(b)
		shut, _ := newSealed(b)
		for _, s := range []*Store{open, shut} {
			if err := s.StartDraft(b.Context(), header("uuid:1")); err != nil {
				b.Fatal(err)
			}
		}
		c := survey.Change{Op: survey.SetValue, Ref: "/data/wellbeing/keeps_well", Value: survey.Answer("people activity green_space"), At: testStart}
		for range answers {
			raw.time(b, func() error {
				if _, err := f.Write(page); err != nil {
					return err
				}
				return f.Sync()
			})
			plain.time(b, func() error { return open.AppendDraft(b.Context(), "uuid:1", c) })
			sealed.time(b, func() error { return shut.AppendDraft(b.Context(), "uuid:1", c) })
		}
		this := sealed[len(sealed)-answers:]
		early, late = append(early, this[:50]...), append(late, this[answers-50:]...)
		f.Close()
	}
	b.ReportMetric(0, "ns/op") // a loop of many things says nothing
	b.ReportMetric(raw.at(0.5)/1e3, "raw-p50-µs")
	b.ReportMetric(sealed.at(0.5)/raw.at(0.5), "sealed/raw-p50")
	b.ReportMetric(sealed.at(0.99)/raw.at(0.99), "sealed/raw-p99")
	b.ReportMetric(sealed.at(0.5)/plain.at(0.5), "sealed/plain-p50")
	b.ReportMetric(late.at(0.5)/early.at(0.5), "late/early-p50")
}

// BenchmarkReadBesideSelect reads 100,000 sealed responses of sixty answers,
// opened and decoded. It takes turns with two bare SELECTs of the same sealed
// documents, in the same order, on connections of the same pool: "select" goes
// through database/sql, as a plain Go program would; "driver" steps through the
// driver itself, as the store does, and is the least that Go can do. Neither
// reads what stands beside the documents (who, when, where), which the store
// must. The ratios are medians of the ratios within a round.
func BenchmarkReadBesideSelect(b *testing.B) {
	const n = 100_000
	s, _ := newSealed(b)
	if _, err := s.Import(b.Context(), many(n), nil); err != nil {
		b.Fatal(err)
	}
	const documents = "SELECT document FROM revision WHERE current ORDER BY n"
	ways := map[string]func() error{
		"select": func() error { return selectDocuments(s.reader, documents) },
		"driver": func() error {
			return eachRow(b.Context(), s.reader, documents, nil, func([]driver.Value) error { return nil })
		},
	}
	var read timings
	over, cpuOver := map[string]*ratios{}, map[string]*ratios{}
	for name := range ways {
		over[name], cpuOver[name] = &ratios{}, &ratios{}
	}
	var most uint64
	const rounds = 9 // however long they take
	for b.Loop() {
		for range rounds {
			wall, cpu := timed(b, func() error {
				memory, err := readAll(b.Context(), s, n)
				most = max(most, memory)
				return err
			})
			read = append(read, wall)
			for name, do := range ways {
				bareWall, bareCPU := timed(b, do)
				over[name].add(wall, bareWall)
				cpuOver[name].add(cpu, bareCPU)
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(read.at(0.5)/1e6, "read-ms")
	for name := range ways {
		b.ReportMetric(over[name].median(), "read/"+name)
		b.ReportMetric(cpuOver[name].median(), "read/"+name+"-cpu")
	}
	b.ReportMetric(float64(most)/(1<<20), "memory-MB")
	counts, err := s.Counts(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(counts.Size)/(n*plainJSON(b)), "file/JSON")
}

// readAll reads every response and returns how much memory the program had from
// the system meanwhile.
func readAll(ctx context.Context, s *Store, n int) (most uint64, err error) {
	seen := 0
	for sub, err := range s.Submissions(ctx, Filter{}) {
		if err != nil || len(sub.Record.Values) != benchAnswers {
			return 0, fmt.Errorf("response %d: %w", seen, err)
		}
		if seen++; seen%20_000 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.Sys)
		}
	}
	if seen != n {
		return 0, fmt.Errorf("%d responses", seen)
	}
	return most, nil
}

func selectDocuments(db *sql.DB, query string) error {
	rows, err := db.Query(query)
	if err != nil {
		return err
	}
	defer rows.Close()
	var document []byte
	for rows.Next() {
		if err := rows.Scan(&document); err != nil {
			return err
		}
	}
	return rows.Err()
}

// timed returns what do took, by the clock and of the processors.
func timed(b *testing.B, do func() error) (wall, cpu time.Duration) {
	start, used := time.Now(), processorTime()
	if err := do(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start), processorTime() - used
}

func processorTime() time.Duration {
	var used syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// ratios are of two things that took turns.
type ratios []float64

func (r *ratios) add(a, b time.Duration) { *r = append(*r, float64(a)/float64(max(b, 1))) }

func (r *ratios) median() float64 { slices.Sort(*r); return (*r)[len(*r)/2] }

// plainJSON is how many bytes a typical response takes as JSON, keyed by
// question as other tools export it.
func plainJSON(b *testing.B) float64 {
	sub := typical(1)
	keyed := map[string]any{"_uuid": sub.InstanceID, "start": sub.Started, "end": sub.Finished, "deviceid": sub.Device, "username": sub.Worker, "__version__": sub.FormVersion}
	for i, v := range sub.Record.Values {
		keyed[fmt.Sprintf("wellbeing/question_%d", i)] = v.Text
	}
	text, err := json.Marshal(keyed)
	if err != nil {
		b.Fatal(err)
	}
	return float64(len(text) + 1)
}

// BenchmarkUnlock is what a right passphrase takes.
func BenchmarkUnlock(b *testing.B) {
	s, _, err := Create(b.Context(), filepath.Join(b.TempDir(), "p.doorstep"), CreateOptions{Passphrase: testPassphrase})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for b.Loop() {
		s.Lock()
		if err := s.Unlock(b.Context(), testPassphrase); err != nil {
			b.Fatal(err)
		}
	}
}

package exchange_test

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"
)

// What a child of the rehearsal is told: pack or merge, the project, where the
// pack goes or is, and the recovery key.
const rehearsalEnv = "DOORSTEP_REHEARSAL"

// TestRehearsalChild packs or merges, and is killed at some moment.
func TestRehearsalChild(t *testing.T) {
	what := strings.Split(os.Getenv(rehearsalEnv), "\n")
	if len(what) != 4 {
		t.Skip("it is run by another test")
	}
	s, err := store.Open(ctx, what[1], store.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	fmt.Println("begun")
	if what[0] == "pack" {
		_, err = exchange.WritePack(ctx, s, what[2], exchange.PackOptions{SinceLast: true})
	} else {
		ids, e := exchange.ParseIdentity(strings.NewReader(what[3]))
		if e != nil {
			t.Fatal(e)
		}
		_, err = exchange.Merge(ctx, s, what[2], exchange.MergeOptions{Identities: ids})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestRehearsal is a whole fieldwork on real files: many laptops, each with many
// responses, some of them in conflict and some withdrawn, packing and merging in
// programs that are killed at random moments and begun again. In the end every
// total is exact. "make soak" runs it with 20 laptops of 2,000 responses.
func TestRehearsal(t *testing.T) {
	laptops, each, kills := sizeOf("DOORSTEP_LAPTOPS", 3), sizeOf("DOORSTEP_RESPONSES", 60), 2
	dir, random := t.TempDir(), rand.New(rand.NewPCG(8, 8))
	main, key, err := store.Create(ctx, filepath.Join(dir, "main.doorstep"), store.CreateOptions{NoPassphrase: true})
	if err != nil {
		t.Fatal(err)
	}
	info := main.Info()
	if err := main.Close(); err != nil {
		t.Fatal(err)
	}
	conflicts, withdrawn := 0, 0
	var killed int
	for i := range laptops {
		path := filepath.Join(dir, fmt.Sprint("laptop", i, store.Extension))
		s, _, err := store.Create(ctx, path, store.CreateOptions{Device: fmt.Sprint("LAP", i), NoPassphrase: true, Join: &info})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.AddForm(ctx, survey.Source{Name: "visit.xlsx", Data: []byte("workbook")}, &survey.Form{ID: "visit", Version: "1"}); err != nil {
			t.Fatal(err)
		}
		if n, err := s.Import(ctx, rehearsed(i, each), nil); err != nil || n != each {
			t.Fatalf("%d, %v", n, err)
		}
		if i%2 == 1 { // the response that every laptop holds differs on every other
			if err := s.Withdraw(ctx, fmt.Sprintf("uuid:%d-1", i)); err != nil {
				t.Fatal(err)
			}
			withdrawn++
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		folder := filepath.Join(dir, fmt.Sprint("stick", i))
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		killed += untilDone(t, random, kills, "pack", path, folder, key)
		packs, err := exchange.PacksIn(folder)
		if err != nil || len(packs) == 0 {
			t.Fatalf("%q, %v", packs, err)
		}
		for _, pack := range packs {
			killed += untilDone(t, random, kills, "merge", filepath.Join(dir, "main.doorstep"), pack, key)
		}
	}
	if laptops > 1 {
		conflicts = 1
	}
	t.Logf("%d laptops of %d responses, %d programs killed", laptops, each, killed)
	checkRehearsed(t, filepath.Join(dir, "main.doorstep"), laptops*(each-1)+1-withdrawn, withdrawn, conflicts)
}

func sizeOf(env string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(env)); err == nil {
		return n
	}
	return otherwise
}

// rehearsed are a laptop's responses. The first is the same on every laptop, a
// revision each.
func rehearsed(laptop, n int) iter.Seq2[*survey.Submission, error] {
	return func(yield func(*survey.Submission, error) bool) {
		for i := range n {
			id := fmt.Sprintf("uuid:%d-%d", laptop, i)
			if i == 0 {
				id = "uuid:shared"
			}
			at := start.Add(time.Duration(i) * time.Minute)
			sub := &survey.Submission{Header: survey.Header{InstanceID: id, FormID: "visit", FormVersion: "1", Device: fmt.Sprint("LAP", laptop), Number: i + 1, Finished: at}}
			for slot := range 30 {
				sub.Record.Values = append(sub.Record.Values, survey.Answer(fmt.Sprintf("answer %d of %d", slot, i*laptop)))
			}
			if !yield(sub, nil) {
				return
			}
		}
	}
}

// untilDone begins a program again until it ends by itself, and kills the first
// ones at random moments. It returns how many were killed.
func untilDone(t *testing.T, random *rand.Rand, kills int, what ...string) (killed int) {
	t.Helper()
	for try := range 20 {
		child := exec.Command(os.Args[0], "-test.run=^TestRehearsalChild$")
		child.Env = append(os.Environ(), rehearsalEnv+"="+strings.Join(what, "\n"))
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var errs strings.Builder
		child.Stderr = &errs
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 16)); err != nil { // it began
			t.Fatalf("%v: %s", err, errs.String())
		}
		if try < kills {
			timer := time.AfterFunc(time.Duration(random.IntN(30_000))*time.Microsecond, func() { _ = child.Process.Kill() })
			defer timer.Stop()
		}
		var rest strings.Builder
		_, _ = fmt.Fscan(out, &rest) // read so that it can end
		err = child.Wait()
		var ended *exec.ExitError
		switch {
		case err == nil:
			return killed
		case errors.As(err, &ended) && ended.ExitCode() < 0:
			killed++
		default:
			t.Fatalf("%s: %v %s", what[0], err, errs.String())
		}
	}
	t.Fatalf("%s never ended", what[0])
	return killed
}

func checkRehearsed(t *testing.T, path string, finished, withdrawn, conflicts int) {
	t.Helper()
	s, err := store.Open(ctx, path, store.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	count := map[survey.Status]int{}
	for sub, err := range s.Submissions(ctx, store.Filter{Withdrawn: true}) {
		if err != nil {
			t.Fatal(err)
		}
		count[sub.Status]++
	}
	if count[survey.Finished] != finished || count[survey.Withdrawn] != withdrawn {
		t.Errorf("%v, want %d finished and %d withdrawn", count, finished, withdrawn)
	}
	if ids, err := s.Conflicts(ctx); err != nil || len(ids) != conflicts {
		t.Errorf("conflicts %q, %v", ids, err)
	}
	all, err := s.Completeness(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if r.Missing() > 0 {
			t.Errorf("%s: %s missing", r.Device, store.InWords(r.Gaps))
		}
	}
	if faults, err := s.Check(ctx, nil); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
}

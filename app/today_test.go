package app

import (
	"log/slog"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"doorstep/app/viewmodel"
)

// everyday is the window's models over a large project, without the window.
type everyday struct {
	b       *testing.B
	shell   *viewmodel.Shell
	queue   chan func()
	longest time.Duration // that the window's goroutine was held up
}

// until does what comes back to the window's goroutine until cond holds, and
// returns how long that took.
func (e *everyday) until(cond func() bool) time.Duration {
	e.b.Helper()
	began, stuck := time.Now(), time.After(time.Minute)
	for !cond() {
		select {
		case f := <-e.queue:
			e.hold(f)
		case <-stuck:
			e.b.Fatal("waited in vain")
		}
	}
	return time.Since(began)
}

// hold does something on the window's goroutine.
func (e *everyday) hold(f func()) {
	began := time.Now()
	f()
	e.longest = max(e.longest, time.Since(began))
}

// BenchmarkEveryday is a project of 100,000 sealed responses from the moment
// the passphrase is right: until Today is there with its counts, until the
// first page of Responses is there for the first time, how long a filter takes
// while what it searches is still being read and afterwards, and the memory
// that all of it holds. Painting comes on top.
func BenchmarkEveryday(b *testing.B) {
	const n = 100_000
	st, _ := madeUp(b, filepath.Join(b.TempDir(), "p.doorstep"), n)
	home := b.TempDir()
	b.Setenv("DOORSTEP_HOME", home)
	places, err := userFolders()
	if err != nil {
		b.Fatal(err)
	}
	var today, page, early, filter []time.Duration
	e := &everyday{b: b}
	for b.Loop() {
		st.Lock()
		e.queue = make(chan func(), 10_000)
		shell := newShell(st, places, nil, nil, func(f func()) { e.queue <- f }, slog.New(slog.DiscardHandler))
		e.shell = shell
		if err := st.Unlock(b.Context(), passphraseOfTests); err != nil {
			b.Fatal(err)
		}
		e.hold(func() { shell.Show(viewmodel.ScreenInterview) })
		today = append(today, e.until(func() bool {
			s := shell.Home.State()
			return !s.Loading && s.Today.Known && len(s.Questionnaires) == 1 && s.Today.Held.All > 0
		}))
		e.hold(func() { shell.Show(viewmodel.ScreenResponses) })
		page = append(page, e.until(func() bool { return len(shell.Responses.State().Rows) > 0 }))
		found := func() bool { s := shell.Responses.State(); return !s.Loading && len(s.Rows) > 0 && s.Total < n }
		e.hold(func() { shell.Responses.SetFilter("carntyne w3") })
		early = append(early, e.until(found))
		e.until(func() bool { s := shell.Responses.State(); return !s.Loading && s.Searched == n })
		for _, text := range []string{"c", "carntyne", "carntyne w2", "partial haghill november"} {
			e.hold(func() { shell.Responses.SetFilter(text) })
			filter = append(filter, e.until(func() bool { return !shell.Responses.State().Loading }))
		}
	}
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(0, "ns/op")
	for unit, all := range map[string][]time.Duration{"today-ms": today, "page-ms": page, "early-filter-ms": early, "filter-ms": filter} {
		b.ReportMetric(longestOf(all), unit)
	}
	b.ReportMetric(float64(e.longest.Microseconds())/1000, "held-ms")
	b.ReportMetric(float64(memory.HeapAlloc)/(1<<20), "MiB")
}

// longestOf is the longest of some times.
func longestOf(all []time.Duration) float64 {
	var longest time.Duration
	for _, d := range all {
		longest = max(longest, d)
	}
	return float64(longest.Microseconds()) / 1000
}

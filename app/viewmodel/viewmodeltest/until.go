// Package viewmodeltest helps the tests of the view models, and of what is built
// on them, to stand in for the UI goroutine.
package viewmodeltest

import (
	"testing"
	"time"
)

// patience bounds every wait; a slow machine under the race detector needs it.
const patience = 30 * time.Second

// Until runs what comes back to the UI goroutine, which the test's own stands
// for, until cond holds.
func Until(t testing.TB, queue <-chan func(), what string, cond func() bool) {
	t.Helper()
	stuck := time.After(patience)
	for !cond() {
		select {
		case f := <-queue:
			f()
		case <-stuck:
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

package exporttest

import (
	"os"
	"os/exec"
	"testing"
)

// Program returns the first of the programs that is installed. Without one the
// test is skipped, unless DOORSTEP_PROGRAMS is "required": "make test", which
// has just installed them, must not pass over what they would find.
func Program(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	Lacking(t, names[0]+" is not installed")
	return ""
}

// Lacking skips a test for want of something that "make test" installs, or
// fails it where that has just been done.
func Lacking(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("DOORSTEP_PROGRAMS") == "required" {
		t.Fatalf("this run must compare with other programs, and %s", why)
	}
	t.Skip(why)
}

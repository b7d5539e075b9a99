package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheLogTurnsOver writes six times what the log may hold.
func TestTheLogTurnsOver(t *testing.T) {
	dir := t.TempDir()
	log, file := openLog(dir)
	line := strings.Repeat("retry ", 2000)
	for range 6 << 20 / len(line) {
		log.Info(line)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(found) < 2 || len(found) > 6 { // one more until lumberjack's sweep has come round
		t.Fatalf("the log's files: %q, %v", found, err)
	}
	for _, path := range found {
		info, err := os.Stat(path)
		if err != nil && !os.IsNotExist(err) || err == nil && (info.Size() > 1<<20 || info.Mode().Perm() != 0o600) {
			t.Errorf("%s: %d bytes, %v, %v", filepath.Base(path), info.Size(), info.Mode(), err)
		}
	}
}

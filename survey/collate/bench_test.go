package collate_test

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// BenchmarkCollate holds a whole run, from the project's file to the tables,
// against psql's own \copy of the same rows into tables of the same make.
func BenchmarkCollate(b *testing.B) {
	psql, err := exec.LookPath("psql")
	if err != nil {
		b.Skip("psql is not installed")
	}
	url := server(b)
	bench := project(b, 20_000)
	conn, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(context.Background())
	do := func(sql string) {
		if _, err := conn.Exec(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
	dir := b.TempDir()
	tables := []string{"submission", "answer"}
	copyAll := func(format string) {
		var script strings.Builder
		for _, t := range tables {
			fmt.Fprintf(&script, format+"\n", t, filepath.Join(dir, t))
		}
		c := exec.Command(psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url)
		c.Stdin = strings.NewReader(script.String())
		if out, err := c.CombinedOutput(); err != nil {
			b.Fatalf("psql: %v\n%s", err, out)
		}
	}
	var ours, theirs time.Duration
	for b.Loop() {
		do("DROP SCHEMA IF EXISTS doorstep CASCADE; DROP SCHEMA IF EXISTS beside CASCADE")
		start := time.Now()
		r, err := bench.run(b, b.Context(), url, false)
		if err != nil || r.Revisions != 20_000 {
			b.Fatal(r, err)
		}
		ours += time.Since(start)
		copyAll(`\copy doorstep.%s to '%s'`)
		do("CREATE SCHEMA beside; CREATE TABLE beside.submission (LIKE doorstep.submission INCLUDING ALL); CREATE TABLE beside.answer (LIKE doorstep.answer INCLUDING ALL)")
		start = time.Now()
		copyAll(`\copy beside.%s from '%s'`)
		theirs += time.Since(start)
	}
	b.ReportMetric(ours.Seconds()/theirs.Seconds(), "x-psql")
}

package stats_test

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"doorstep/export/exporttest"
	"doorstep/export/stats"
)

// pspp runs a syntax and returns the rows of all its tables; the test is
// skipped where PSPP is not installed.
func pspp(t *testing.T, syntax string) [][]string {
	t.Helper()
	program := exporttest.Program(t, "pspp")
	dir := t.TempDir()
	source, result := filepath.Join(dir, "in.sps"), filepath.Join(dir, "out.csv")
	if err := os.WriteFile(source, []byte(syntax), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-o", result, source)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("pspp: %v\n%s", err, out)
	}
	f, err := os.Open(result)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// cell returns the number in the column of the n-th row that has the name in it.
func cell(t *testing.T, rows [][]string, name string, n, column int) float64 {
	t.Helper()
	for _, row := range rows {
		for _, c := range row {
			if c != name {
				continue
			}
			if n--; n > 0 {
				break
			}
			f, err := strconv.ParseFloat(row[column], 64)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return f
		}
	}
	t.Fatalf("pspp says nothing of %s", name)
	return 0
}

// Each random table is also worked out by PSPP, which prints numbers in the
// format asked for here.
func TestAgreesWithPSPP(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 11))
	for range 6 {
		rows, columns := 2, 2+rng.IntN(4)
		counts := make([][]int, rows)
		var lines strings.Builder
		for i := range counts {
			counts[i] = make([]int, columns)
			for j := range counts[i] {
				counts[i][j] = 2 + rng.IntN(12)
				for range counts[i][j] {
					fmt.Fprintf(&lines, "%d %d\n", i+1, j+1)
				}
			}
		}
		got := pspp(t, "SET FORMAT=F20.10.\nDATA LIST LIST NOTABLE /r c.\nBEGIN DATA\n"+lines.String()+"END DATA.\n"+
			"CROSSTABS /TABLES=r BY c /STATISTICS=CHISQ PHI KAPPA.\nNPAR TESTS /MANN-WHITNEY = c BY r (1,2).\n")
		test, err := stats.ChiSquare(counts)
		if err != nil {
			t.Fatal(err)
		}
		stats.Near(t, "chi-square", cell(t, got, "Pearson Chi-Square", 1, 1), test.Statistic, 0.006)
		stats.Near(t, "p", cell(t, got, "Pearson Chi-Square", 1, 3), test.P, 0.0006)
		stats.Near(t, "V", cell(t, got, "Cramer's V", 1, 2), test.CramersV, 0.006)
		if columns == 2 {
			stats.Near(t, "Fisher", cell(t, got, "Fisher's Exact Test", 1, 4), stats.Fisher(counts[0][0], counts[0][1], counts[1][0], counts[1][1]), 0.0006)
			stats.Near(t, "kappa", cell(t, got, "Kappa", 1, 2), stats.Kappa(counts), 0.006)
		}
		first, second := spread(counts[0]), spread(counts[1])
		u, z, p := stats.MannWhitney(first, second)
		stats.Near(t, "U", cell(t, got, "c", 3, 1), min(u, float64(len(first)*len(second))-u), 0.006)
		stats.Near(t, "Z", -cell(t, got, "c", 3, 3), max(z, -z), 0.006)
		stats.Near(t, "p of U", cell(t, got, "c", 3, 4), p, 0.0006)
	}
}

// spread writes a row of counts as the answers it counts.
func spread(counts []int) []float64 {
	var all []float64
	for i, n := range counts {
		for range n {
			all = append(all, float64(i+1))
		}
	}
	return all
}

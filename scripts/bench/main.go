// Command bench reads what "go test -bench" writes on standard input, passes it
// on, and ends with a table: the cost at each size, how it grows, and the goal.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// measure is a figure of another kind than a cost: a ratio, or megabytes.
type measure struct {
	unit  string
	value float64
}

// limits are what such a figure should stay at or under, by the benchmark's
// name and the unit.
var limits = map[string]float64{
	"Everyday today-ms": 300, "Everyday page-ms": 100, "Everyday filter-ms": 200, "Everyday held-ms": 50,
	"WindowStart plain/bare": 1.5, "WindowStart locked/bare": 2, "WindowStart unlocked/bare": 2,
	"WindowFieldwork today-ms": 300, "WindowFieldwork responses-ms": 100, "WindowFieldwork filter-ms": 200, "WindowFieldwork progress-ms": 1000,
	"WindowFieldwork held-ms": 50, "WindowFieldwork ours-held-ms": 50, "WindowFieldwork MiB": 250 * 1e6 / (1 << 20),
	"WindowKey p99-ms": 50, "WindowKey MiB": 250 * 1e6 / (1 << 20),
	"Progress MiB":             250 * 1e6 / (1 << 20),
	"MergePack merge/bare":     1.5,
	"BesideC/100000x60 ours/C": 0.6, "BesideC/100000x60 peak-MiB": 100, "BesideC/100000x60 size/C": 1.05,
	"BesideC/1000000x20 ours/C": 0.5, "BesideC/1000000x20 peak-MiB": 100, "BesideC/1000000x20 size/C": 1.05,
	"Encoder ours/C": 0.4, "Encoder ours/openpyxl": 0.1,
	"LibreOfficeOpens ours/streamed": 1,
	"Collate x-psql":                 1.5,
	"WindowIdle ours/bare":           1.1, // twelve seconds are told to a tenth
}

// result is one line of benchmark output.
type result struct {
	name string // without Benchmark, the size and the number of processors
	size int    // 0 when the name ends in none
	cost time.Duration

	measures []measure
}

// goals are what a benchmark should stay under, by name and size.
var goals = map[string]time.Duration{
	"Lists/first/100000": 100 * time.Millisecond, "Lists/last/100000": 100 * time.Millisecond, "Responses/filter/100000": 200 * time.Millisecond,
	"Ready/1000": 300 * time.Millisecond, "Ready/5000": 1500 * time.Millisecond,
	"Compile/1000": 30 * time.Millisecond,
	"Answer/100":   20 * time.Microsecond, "Answer/1000": 20 * time.Microsecond, "Answer/5000": 20 * time.Microsecond,
	"Expression/100": 200 * time.Nanosecond, "Expression/1000": 200 * time.Nanosecond, "Expression/5000": 200 * time.Nanosecond,
	"Chain/1000": time.Millisecond, "NextRepeat/200": time.Millisecond,
	"Lookup/equal/100000": 10 * time.Millisecond, "Lookup/filter/100000": 10 * time.Millisecond, "Lookup/pulldata/100000": 10 * time.Millisecond,
	"Progress/100000":     time.Second,
	"Choices/equal/16000": 10 * time.Millisecond, "Choices/contains/16000": 10 * time.Millisecond,
}

var line = regexp.MustCompile(`^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+(?:([\d.]+) ns/op|[\d.]+ \S+)`)

var figure = regexp.MustCompile(`([\d.]+) (\S+)`)

// usual are the units that "go test" itself writes.
var usual = map[string]bool{"ns/op": true, "B/op": true, "allocs/op": true, "MB/s": true}

// parse understands one line; false for any other.
func parse(text string) (result, bool) {
	found := line.FindStringSubmatch(text)
	if found == nil {
		return result{}, false
	}
	ns := 0.0
	if found[2] != "" {
		var err error
		if ns, err = strconv.ParseFloat(found[2], 64); err != nil {
			return result{}, false
		}
	}
	r := result{name: found[1], cost: time.Duration(ns)}
	if at := strings.LastIndexByte(r.name, '/'); at >= 0 {
		if size, err := strconv.Atoi(r.name[at+1:]); err == nil {
			r.name, r.size = r.name[:at], size
		}
	}
	for _, m := range figure.FindAllStringSubmatch(text, -1) {
		if value, err := strconv.ParseFloat(m[1], 64); err == nil && !usual[m[2]] {
			r.measures = append(r.measures, measure{unit: m[2], value: value})
		}
	}
	return r, true
}

// group is the results of one benchmark, smallest size first.
type group struct {
	name    string
	results []result
}

func groups(in io.Reader, out io.Writer) ([]group, error) {
	var list []group
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fmt.Fprintln(out, lines.Text())
		r, ok := parse(lines.Text())
		if !ok {
			continue
		}
		at := slices.IndexFunc(list, func(g group) bool { return g.name == r.name })
		if at < 0 {
			at = len(list)
			list = append(list, group{name: r.name})
		}
		list[at].results = append(list[at].results, r)
	}
	for _, g := range list {
		slices.SortStableFunc(g.results, func(a, b result) int { return a.size - b.size })
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the benchmarks: %w", err)
	}
	return list, nil
}

func write(out io.Writer, list []group) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nbenchmark\tsize\ttakes\tagainst the smallest\tgoal\t")
	for _, g := range list {
		for i, r := range g.results {
			size, growth, goal := "", "", ""
			if r.size > 0 {
				size = strconv.Itoa(r.size)
			}
			if first := g.results[0]; i > 0 && first.size > 0 {
				growth = fmt.Sprintf("%.1f× the cost at %.0f× the size", float64(r.cost)/float64(max(1, first.cost)), float64(r.size)/float64(first.size))
			}
			if most, has := goals[g.name+"/"+size]; has {
				goal = "met: under " + most.String()
				if r.cost > most {
					goal = "MISSED: over " + most.String()
				}
			}
			takes := r.cost.String()
			if r.cost == 0 && len(r.measures) > 0 {
				takes = ""
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t\n", g.name, size, takes, growth, goal)
			writeMeasures(w, g.name, r.measures)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

func writeMeasures(w io.Writer, name string, list []measure) {
	for _, m := range list {
		goal := ""
		if most, has := limits[name+" "+m.unit]; has {
			goal = fmt.Sprintf("met: at most %.4g", most)
			if m.value > most {
				goal = fmt.Sprintf("MISSED: over %.4g", most)
			}
		}
		fmt.Fprintf(w, "  %s\t\t%.4g\t\t%s\t\n", m.unit, m.value, goal)
	}
}

func main() {
	list, err := groups(os.Stdin, os.Stdout)
	if err == nil {
		err = write(os.Stdout, list)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

package release

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// ErrDifferencing means that a release and an earlier one together would give a
// hidden number away. [Refusal] says which.
var ErrDifferencing = errors.New("this release and an earlier one together would give a hidden number away")

// Record is what a release published: counts only, nothing that was hidden.
type Record struct {
	Form      string            `json:"form"`
	Released  time.Time         `json:"released"`
	Threshold int               `json:"threshold"`
	Counts    map[string]*int   `json:"counts"` // by table, people and answer; null is hidden
	Titles    map[string]string `json:"titles"` // of tables, for the words of a refusal
}

// Record returns what the release publishes.
func (r *Result) Record() Record {
	rec := Record{Form: r.FormID, Released: r.Released, Threshold: r.Threshold, Counts: map[string]*int{}, Titles: map[string]string{}}
	put := func(key string, c Count) {
		if c.Hidden {
			rec.Counts[key] = nil
			return
		}
		rec.Counts[key] = &c.N
	}
	put("people", Count{N: r.People, Hidden: r.People > 0 && r.People < r.Threshold})
	rec.Titles["people"] = "People interviewed"
	for _, q := range r.Questions {
		rec.Titles[q.Name] = q.Title
		tables := map[string]Table{"": q.All}
		for i, t := range q.Areas {
			tables[r.Areas[i]] = t
		}
		for place, t := range tables {
			put(strings.Join([]string{q.Name, place, ""}, "\t"), t.Asked)
			for _, row := range t.Rows {
				put(strings.Join([]string{q.Name, place, row.Code}, "\t"), row.Count)
			}
		}
	}
	for _, q := range r.Themes {
		name := "themes " + q.Name
		rec.Titles[name] = "Themes: " + q.Title
		put(name+"\t\t", q.Coded)
		for _, row := range q.Rows {
			put(name+"\t\t"+row.Code, row.Count)
		}
	}
	for i, a := range r.Areas {
		put("people\t"+a, Count{N: r.AreaCounts[i]})
	}
	return rec
}

// Refusal is one way in which two releases together give a number away.
type Refusal struct {
	Key    string // of Record.Counts
	Reason string
}

// Compare holds a release against an earlier one of the same form, and returns
// what a reader of both would learn that each alone hides:
// a count hidden in one and shown in the other while the table's people are the
// same, and a difference of fewer people than the threshold.
func Compare(earlier, now Record) []Refusal {
	if earlier.Form != now.Form {
		return nil
	}
	threshold := max(earlier.Threshold, now.Threshold)
	var found []Refusal
	for key, n := range now.Counts {
		before, known := earlier.Counts[key]
		if !known {
			continue
		}
		where := now.words(key)
		switch {
		case n == nil && before == nil:
		case n == nil || before == nil:
			if same(earlier, now, baseOf(key)) {
				found = append(found, Refusal{key, fmt.Sprintf("%s is hidden in one release and shown in the other, and the same people were asked", where)})
			}
		case *n != *before && abs(*n-*before) < threshold:
			found = append(found, Refusal{key, fmt.Sprintf("%s was published as %d and would now be %d: subtracting shows a group of %d", where, *before, *n, abs(*n-*before))})
		}
	}
	return found
}

// same reports whether both releases show one base, or hide it in both.
func same(a, b Record, key string) bool {
	x, y := a.Counts[key], b.Counts[key]
	if x == nil || y == nil {
		x, y = a.Counts["people"], b.Counts["people"]
	}
	return x == nil || y == nil || *x == *y
}

func baseOf(key string) string {
	parts := strings.SplitN(key, "\t", 3)
	if len(parts) < 3 {
		return "people"
	}
	return parts[0] + "\t" + parts[1] + "\t"
}

func (r Record) words(key string) string {
	parts := strings.SplitN(key, "\t", 3)
	text := fmt.Sprintf("%q", r.Titles[parts[0]])
	if len(parts) > 1 && parts[1] != "" {
		text += " in " + parts[1]
	}
	switch {
	case len(parts) < 3:
	case parts[2] == "":
		text += ", people asked,"
	default:
		text += fmt.Sprintf(", answer %q,", parts[2])
	}
	return text
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// compare refuses a release that an earlier one would undo.
func (o Options) compare(r *Result) error {
	now := r.Record()
	for _, e := range o.Earlier {
		found := Compare(e, now)
		if len(found) == 0 {
			continue
		}
		first := found[0]
		for _, f := range found {
			if f.Key < first.Key {
				first = f
			}
		}
		return fmt.Errorf("%w: %s (%s in all, release of %s). Nothing was written. Publish again once at least %d more people are in every count that changed, or release the same questions as before for the same people",
			ErrDifferencing, first.Reason, plural(len(found), "count"), e.Released.Format("2 January 2006"), r.Threshold)
	}
	return nil
}

// RecordSuffix is how the names of records end.
const RecordSuffix = "-published.json"

// RecordPath is where [Write] keeps the record of the release at path.
func RecordPath(path string) string {
	return strings.TrimSuffix(path, filepath.Ext(path)) + RecordSuffix
}

// ReadRecord reads a record that Write kept.
func ReadRecord(path string) (Record, error) {
	var r Record
	data, err := os.ReadFile(path)
	if err != nil {
		return r, fmt.Errorf("read what an earlier release published: %w", err)
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return r, fmt.Errorf("read what an earlier release published: %s is not such a record: %w", path, err)
	}
	return r, nil
}

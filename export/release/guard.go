package release

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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

	Together map[string][]string `json:"together,omitempty"` // areas taken together, by what Counts calls them
}

// Record returns what the release publishes.
func (r *Result) Record() Record {
	rec := Record{Form: r.FormID, Released: r.Released, Threshold: r.Threshold, Counts: map[string]*int{}, Titles: map[string]string{}}
	areas := slices.Clone(r.Areas)
	if len(r.together) > 0 {
		name := otherAreas + ": " + strings.Join(r.together, "; ")
		areas[len(areas)-1] = name
		rec.Together = map[string][]string{name: r.together}
	}
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
			tables[areas[i]] = t
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
	for i, a := range areas {
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
	found := append(split(earlier, now, threshold), split(now, earlier, threshold)...)
	for key, n := range now.Counts {
		before, known := earlier.Counts[key]
		if !known { // records once left out which areas were taken together
			parts := strings.Split(key, "\t")
			if len(parts) > 1 && now.Together[parts[1]] != nil {
				parts[1] = otherAreas
				before, known = earlier.Counts[strings.Join(parts, "\t")]
			}
		}
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

// split holds counts of areas taken together in one release against those of
// the same areas that the other shows by themselves: what is left is a count of
// the remaining areas. It is also refused where one of them is hidden and
// everything else is shown.
func split(whole, other Record, threshold int) (found []Refusal) {
	for key, n := range whole.Counts {
		parts := strings.Split(key, "\t")
		if n == nil || len(parts) < 2 || whole.Together[parts[1]] == nil {
			continue
		}
		left, shown, hidden, covered, members := *n, 0, 0, 0, whole.Together[parts[1]]
		count := func(place string, of int) {
			at := slices.Clone(parts)
			at[1] = place
			c, known := other.Counts[strings.Join(at, "\t")]
			switch {
			case !known:
				return
			case c == nil:
				hidden++
			default:
				left, shown = left-*c, shown+1
			}
			covered += of
		}
		for _, area := range members {
			count(area, 1)
		}
		for place, areas := range other.Together {
			if place != parts[1] && !slices.ContainsFunc(areas, func(a string) bool { return !slices.Contains(members, a) }) {
				count(place, len(areas))
			}
		}
		switch {
		case shown > 0 && hidden == 0 && left != 0 && abs(left) < threshold:
			found = append(found, Refusal{key, fmt.Sprintf("%s was published for areas that the other release shows by themselves: subtracting shows a group of %d", whole.words(key), abs(left))})
		case hidden == 1 && covered == len(members):
			found = append(found, Refusal{key, fmt.Sprintf("%s was published for areas that the other release shows by themselves, all but one hidden count: subtracting shows it", whole.words(key))})
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

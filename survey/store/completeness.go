package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Numbers are some numbers in a row, both ends included.
type Numbers struct{ First, Last int }

// Received is what is here of what a device made.
type Received struct {
	Device string
	Here   bool // it is this laptop
	Made   int  // the highest number it is known to have given
	Got    []Numbers
	Gaps   []Numbers // given, and not here
	Heard  time.Time // when the last pack of it that came in was written; zero for never

	// The questionnaires it had then, as pairs of id and version; what it lacks
	// of the newest version of each that is not retired is in Lacks.
	Forms, Lacks [][2]string
}

// Missing is how many numbers the gaps hold.
func (r *Received) Missing() (n int) {
	for _, g := range r.Gaps {
		n += g.Last - g.First + 1
	}
	return n
}

// Completeness tells per device what was received of what it has made. What
// was withdrawn or made void counts as received: its number is known.
func (s *Store) Completeness(ctx context.Context) ([]Received, error) {
	devices, err := s.Devices(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]Received, len(devices))
	place := map[string]*Received{}
	for i, d := range devices {
		all[i] = Received{Device: d.Code, Here: d.Code == s.Info().Device, Made: d.LastNumber, Heard: d.Heard}
		place[d.Code] = &all[i]
	}
	err = eachRow(ctx, s.reader, "SELECT DISTINCT device, number FROM revision WHERE number > 0 ORDER BY device, number", nil, func(row []driver.Value) error {
		if r, ok := place[text(row[0])]; ok {
			r.got(int(number(row[1])))
		}
		return nil
	})
	if err != nil {
		return nil, explain(err)
	}
	for i := range all {
		all[i].findGaps()
	}
	if err := s.deviceForms(ctx, place); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(r Received) bool { return r.Made == 0 && r.Heard.IsZero() && !r.Here }), nil
}

func (r *Received) got(n int) {
	if last := len(r.Got) - 1; last >= 0 && r.Got[last].Last == n-1 {
		r.Got[last].Last = n
		return
	}
	r.Got = append(r.Got, Numbers{n, n})
}

func (r *Received) findGaps() {
	next := 1
	for _, g := range r.Got {
		if g.First > next {
			r.Gaps = append(r.Gaps, Numbers{next, g.First - 1})
		}
		next = g.Last + 1
	}
	if next <= r.Made {
		r.Gaps = append(r.Gaps, Numbers{next, r.Made})
	}
}

// deviceForms fills in which questionnaires each device had.
func (s *Store) deviceForms(ctx context.Context, place map[string]*Received) error {
	forms, err := s.Forms(ctx)
	if err != nil {
		return err
	}
	newest := map[string]string{}
	for _, f := range forms {
		if !f.Retired {
			newest[f.ID] = f.Version
		}
		if own := place[s.Info().Device]; own != nil {
			own.Forms = append(own.Forms, [2]string{f.ID, f.Version})
		}
	}
	err = eachRow(ctx, s.reader, "SELECT device, form, version FROM device_form ORDER BY device, form, version", nil, func(row []driver.Value) error {
		if r, ok := place[text(row[0])]; ok && !r.Here {
			r.Forms = append(r.Forms, [2]string{text(row[1]), text(row[2])})
		}
		return nil
	})
	for _, r := range place {
		if r.Here || len(r.Forms) == 0 {
			continue
		}
		for _, f := range forms {
			if want := [2]string{f.ID, f.Version}; newest[f.ID] == f.Version && !slices.Contains(r.Forms, want) && !slices.Contains(r.Lacks, want) {
				r.Lacks = append(r.Lacks, want)
			}
		}
	}
	return explain(err)
}

// ResendMissing sees to it that the next pack since the last one takes along
// what others say they lack of this laptop's numbers. It returns how many of
// them are here.
func (s *Store) ResendMissing(_ context.Context, missing []Numbers) (n int, err error) {
	err = inTx(s.writer, func(tx *sql.Tx) error {
		n, err = resendMissing(tx, missing)
		return err
	})
	return n, err
}

func resendMissing(tx *sql.Tx, missing []Numbers) (n int, err error) {
	var packed int64
	if err := tx.QueryRow("SELECT packed FROM project").Scan(&packed); err != nil {
		return 0, err
	}
	for _, m := range missing {
		var found int
		err := tx.QueryRow("SELECT count(*) FROM revision WHERE device = (SELECT device FROM project) AND number BETWEEN ? AND ? AND n <= ?", m.First, m.Last, packed).Scan(&found)
		if err != nil {
			return 0, err
		}
		n += found
		_, err = tx.Exec(`UPDATE project SET packed = min(packed, coalesce((SELECT min(n) - 1 FROM revision
			WHERE device = project.device AND number BETWEEN ? AND ?), packed))`, m.First, m.Last)
		if err != nil {
			return 0, err
		}
	}
	return n, nil
}

// InWords writes numbers as people read them: "1-40, 42-57".
func InWords(numbers []Numbers) string {
	parts := make([]string, len(numbers))
	for i, n := range numbers {
		if n.First == n.Last {
			parts[i] = strconv.Itoa(n.First)
		} else {
			parts[i] = strconv.Itoa(n.First) + "-" + strconv.Itoa(n.Last)
		}
	}
	return strings.Join(parts, ", ")
}

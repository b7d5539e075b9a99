package store

import (
	"context"
	"os"

	"doorstep/survey"
)

// Counts says how much a project holds.
type Counts struct {
	Forms     []FormCounts // in the order the forms were added
	Devices   []DeviceCount
	Conflicts int   // responses with more than one head
	Size      int64 // bytes on disk, the log included
}

// FormCounts counts one form version's responses.
type FormCounts struct {
	ID, Version, Title string
	ByStatus           map[survey.Status]int // training left out
	Training           int                   // finished training responses
}

// DeviceCount counts one device's responses, as far as they are here.
type DeviceCount struct {
	Code       string
	Here       int // current revisions it made
	LastNumber int // the highest number it is known to have given
}

// Counts counts the project's responses.
func (s *Store) Counts(ctx context.Context) (Counts, error) {
	var c Counts
	forms, err := s.Forms(ctx)
	if err != nil {
		return c, err
	}
	place := map[formKey]int{}
	for i, f := range forms {
		place[formKey{f.ID, f.Version}] = i
		c.Forms = append(c.Forms, FormCounts{ID: f.ID, Version: f.Version, Title: f.Title, ByStatus: map[survey.Status]int{}})
	}
	headers, err := s.Headers(ctx, Filter{Drafts: true, Void: true, Withdrawn: true})
	if err != nil {
		return c, err
	}
	for _, h := range headers {
		f := &c.Forms[place[formKey{h.FormID, h.FormVersion}]]
		if h.Training && h.Status == survey.Finished {
			f.Training++
		} else {
			f.ByStatus[h.Status]++
		}
	}
	conflicts, err := s.Conflicts(ctx)
	if err != nil {
		return c, err
	}
	c.Conflicts = len(conflicts)
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(s.path + suffix); err == nil {
			c.Size += info.Size()
		}
	}
	c.Devices, err = s.deviceCounts(ctx)
	return c, err
}

func (s *Store) deviceCounts(ctx context.Context) ([]DeviceCount, error) {
	rows, err := s.reader.QueryContext(ctx, `
		SELECT coalesce(d.code, r.device), coalesce(r.here, 0), coalesce(d.last_number, 0)
		FROM device d FULL JOIN (SELECT device, count(*) AS here FROM revision WHERE current GROUP BY device) r ON r.device = d.code
		ORDER BY 1`)
	if err != nil {
		return nil, explain(err)
	}
	defer rows.Close()
	var all []DeviceCount
	for rows.Next() {
		var d DeviceCount
		if err := rows.Scan(&d.Code, &d.Here, &d.LastNumber); err != nil {
			return nil, explain(err)
		}
		all = append(all, d)
	}
	return all, explain(rows.Err())
}

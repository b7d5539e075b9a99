package store

import (
	"context"
	"database/sql"
	"strings"
)

// Plan is what the coordinator writes down of a project.
type Plan struct {
	Name          string // laptops that were set up before keep the one they know: a project is known by its id
	ContactMonths int    // see [Store.ContactMonths]
	Team          Team
	SameRules     [][]string // see [Store.SameRules]
}

// SetPlan writes the plan down, all of it or nothing. A blank name leaves the
// one there is.
func (s *Store) SetPlan(_ context.Context, p Plan) error {
	p.Name = strings.TrimSpace(p.Name)
	err := inTx(s.writer, func(tx *sql.Tx) error {
		months := defaultContactMonths
		if err := readSettingIn(tx, monthsSetting, &months); err != nil {
			return err
		}
		if months != p.ContactMonths {
			if err := writeSetting(tx, monthsSetting, max(p.ContactMonths, 0)); err != nil {
				return err
			}
		}
		if err := writeSetting(tx, teamSetting, p.Team); err != nil {
			return err
		}
		if err := writeSetting(tx, sameRulesSetting, p.SameRules); err != nil {
			return err
		}
		_, err := tx.Exec("UPDATE project SET name = ?1 WHERE ?1 <> '' AND name <> ?1", p.Name)
		return err
	})
	if err == nil && p.Name != "" {
		s.infoMu.Lock()
		s.info.Name = p.Name
		s.infoMu.Unlock()
	}
	return err
}

package xlsform

import (
	"strconv"

	"doorstep/survey"
)

// readQuotas reads our own sheet quotas: soft targets for the fieldwork.
func (r *reader) readQuotas() {
	t := r.quotas
	if t == nil || len(t.rows) == 0 || !r.hasColumns(t, "name", "target") {
		return
	}
	rows := map[string]int{}
	for rec := range t.records {
		q := survey.Quota{Name: rec.get("name"), Label: rec.text("label", r), When: rec.expr("when"), Area: rec.get("area")}
		if q.Name == "" {
			r.problems.warnf(rec.at("name"), "missing-name", "this quota has no name and is not read")
			continue
		}
		if first, there := rows[q.Name]; there {
			r.problems.errorf(rec.at("name"), "duplicate-name", "the quota %q stands in row %d already", q.Name, first)
		}
		rows[q.Name] = rec.row
		target, err := strconv.Atoi(rec.get("target"))
		if err != nil || target < 1 {
			r.problems.errorf(rec.at("target"), "bad-target", "the target %q of the quota %s is not a whole number above 0", rec.get("target"), q.Name)
		}
		q.Target = target
		r.checkExpression(nil, q.When)
		r.form.Quotas = append(r.form.Quotas, q)
	}
}

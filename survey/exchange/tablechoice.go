package exchange

import (
	"fmt"
	"slices"
)

// auditHeadings are those of the logs that apps keep of how a form was filled
// in, which exports carry beside the answers.
var auditHeadings = []string{"instance ID", "event", "node", "start", "end", "latitude", "longitude", "accuracy", "old-value", "new-value", "user", "change-reason"}

// isAudit reports whether a table is such a log.
func isAudit(head []string) bool {
	for _, must := range auditHeadings[1:4] {
		if !slices.Contains(head, must) {
			return false
		}
	}
	return !slices.ContainsFunc(head, func(h string) bool { return h != "" && !slices.Contains(auditHeadings, h) })
}

// mainTable picks the table of the responses: the one whose headings are most
// of a questionnaire's questions, the first of those alike, and of those with
// rows if any has some.
func (r *Reader) mainTable(b *tableReader, tables []*table) *table {
	var best *table
	most := -1
	for _, t := range tables {
		fits := 0
		for _, f := range r.forms {
			if r.FormID != "" && f.form.ID != r.FormID {
				continue
			}
			n := 0
			for _, c := range b.columns(f.main, t) {
				if c.question != nil {
					n++
				}
			}
			fits = max(fits, n)
		}
		if fits > most || fits == most && len(best.rows) == 0 && len(t.rows) > 0 {
			best, most = t, fits
		}
	}
	return best
}

// leftOut says what of a file no response takes: whole tables, and rows of
// repeats.
func (b *tableReader) leftOut(yield func(Problem) bool) {
	for _, t := range b.others {
		if len(t.rows) == 0 && len(t.uneven) == 0 && t.fault == nil {
			continue
		}
		p := Problem{Line: 1, Code: CodeTableNotRead, Key: t.name, Source: t.source, Message: fmt.Sprintf(
			"nothing of the table %s came in, %s: it is neither the table of the responses (that is %s) nor linked to it. If it holds responses, import it as a file of its own, with its questionnaire. What came in of %[3]s stays",
			t.name, rowsOf(t.count()), b.main.name,
		)}
		if !yield(p) {
			return
		}
	}
	for _, t := range b.inner {
		for i := range t.rows {
			if t.rows[i].used {
				continue
			}
			p := Problem{Line: t.rows[i].line, Code: CodeUnreadable, Source: t.source, Message: fmt.Sprintf("the row of the table %s belongs to no response in the file, or its repeat has a table of its own. It did not come in", t.name)}
			if !yield(p) {
				return
			}
		}
	}
}

// count is how many rows a table has, those that cannot be read among them.
func (t *table) count() int {
	n := len(t.rows)
	for _, row := range t.uneven {
		if row.out {
			n++
		}
	}
	return n
}

func rowsOf(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

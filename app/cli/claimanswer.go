package cli

import (
	"strings"

	"doorstep/export"
)

// AnswerClaim holds a sentence against what was tallied, and returns what the
// claim command says of it. A sentence that neither holds nor fails could not
// be checked as it stands. narrow says where an expression is put that narrows
// who is counted; it holds one %s.
func AnswerClaim(plan *export.Plan, claim export.Claim, tally *export.Tally, narrow string) (words string, holds, fails bool) {
	r := checkClaim(plan, claim, tally)
	var said strings.Builder
	r.say(&said, narrow)
	checked := r.Variable != "" && r.Unchecked == ""
	return strings.TrimSpace(said.String()), r.Holds, checked && !r.Holds
}

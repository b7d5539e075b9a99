package cli

import (
	"io"
	"strings"

	"doorstep/export"
)

// AnswerClaim holds a sentence against what was tallied, and returns what the
// claim command says of it. A sentence that neither holds nor fails could not
// be checked as it stands.
func AnswerClaim(plan *export.Plan, claim export.Claim, tally *export.Tally) (words string, holds, fails bool) {
	var said strings.Builder
	s := &streams{out: &said, err: io.Discard}
	agrees := s.reportClaim(plan, claim, tally, false) == nil
	words = strings.TrimSpace(said.String())
	holds = agrees && strings.Contains(words, "The claim holds.")
	return words, holds, !agrees && strings.Contains(words, "The claim does not hold")
}

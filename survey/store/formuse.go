package store

import (
	"cmp"
	"slices"
	"strings"

	"doorstep/survey"
)

// ByUse returns the versions with those out of use before those in use, and
// among the former those that a merge kept apart first; else they stay in the
// order they were added. So the last of a form is the one that speaks for it:
// exports and counts take its words, its quotas and its areas, and a mistaken
// workbook that came with a pack never lends them its own.
func ByUse(forms []FormInfo) []FormInfo {
	place := func(f FormInfo) int {
		switch {
		case !f.Retired:
			return 2
		case f.Apart:
			return 0
		default:
			return 1
		}
	}
	return slices.SortedStableFunc(slices.Values(forms), func(a, b FormInfo) int { return cmp.Compare(place(a), place(b)) })
}

// IsApart tells whether a version is one that a merge gave a questionnaire whose
// own was taken.
func IsApart(version string, src survey.Source) bool { return isApart(version, digest(src)) }

func isApart(version string, sum []byte) bool {
	return len(sum) >= 3 && strings.HasSuffix(version, apartVersion("", sum))
}

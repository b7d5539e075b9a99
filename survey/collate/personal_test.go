package collate

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/survey"
)

// A mark holds for a question's earlier and later names, however many.
func TestMarksGoWithNames(t *testing.T) {
	known := map[string]bool{"age": true} // another project's mark
	w := &writer{forms: map[[2]string]*layout{}}
	for version, q := range map[string]survey.Item{
		"1": {Name: "street"}, "2": {Name: "road", Was: "street"}, "3": {Name: "address", Was: "g/road", Personal: true}, "4": {Name: "home", Was: "address"},
		"5": {Name: "years", Was: "age"}, "6": {Name: "help"},
	} {
		root := &survey.Group{Children: []survey.Node{&survey.Question{Item: q}}}
		w.forms[[2]string{"visits", version}] = &layout{form: &survey.Form{Root: root}, personal: known}
	}
	for w.spreadMarks() {
	}
	want := []string{"address", "age", "home", "road", "street", "years"}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(known))); diff != "" {
		t.Error(diff)
	}
}

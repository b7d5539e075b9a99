package themes

import "testing"

// A response withdrawn after it was coded is in no count, its repeats' rows
// neither.
func TestKeepLeavesOutWhatWasWithdrawn(t *testing.T) {
	c := &Coding{Answers: []Answer{
		{Key: "uuid:1", Variable: "why", Themes: []string{"Buses"}},
		{Key: "uuid:2", Variable: "why", Themes: []string{"Buses"}},
		{Key: "uuid:1/child[1]/toy[2]", Variable: "toy", Themes: []string{"Lost"}},
		{Key: "uuid:2/child[1]", Variable: "name", Themes: []string{"Kept"}},
		{Key: "an/odd id", Variable: "why", Themes: []string{"Rain"}},
	}}
	there := map[string]bool{"uuid:2": true, "an/odd id": true}
	if gone := c.Keep(func(id string) bool { return there[id] }); gone != 2 {
		t.Errorf("%d answers went, want 2", gone)
	}
	r := c.Count()
	for _, q := range r.Questions {
		if q.Variable == "toy" {
			t.Error("a row of a withdrawn response is counted")
		}
		if q.Variable == "why" && q.Base != 2 {
			t.Errorf("base %d, want 2", q.Base)
		}
	}
}

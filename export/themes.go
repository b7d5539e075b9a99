package export

// ThemeReport counts the themes of a coding.
type ThemeReport struct {
	Areas     []string         `json:"areas"` // as they come; "" for answers without one
	Questions []*ThemeQuestion `json:"questions"`
	Agreement []Agreement      `json:"agreement,omitempty"`
}

// ThemeQuestion is the themes of one question.
type ThemeQuestion struct {
	Variable string        `json:"variable"`
	Title    string        `json:"title"`
	Uncoded  int           `json:"uncoded"`
	Bases    []int         `json:"bases"` // answers coded, by area
	Base     int           `json:"base"`
	Themes   []*ThemeCount `json:"themes"` // the commonest first
}

// ThemeCount is how many answers speak of one theme.
type ThemeCount struct {
	Name   string `json:"name"`
	ByArea []int  `json:"byArea"`
	All    int    `json:"all"`
}

// Agreement is how far two coders agree on one question: on the first theme of
// each answer, or on whether a theme is there.
type Agreement struct {
	Variable string   `json:"variable"`
	Theme    string   `json:"theme,omitempty"` // "" for the first theme
	Answers  int      `json:"answers"`         // that both coded
	Same     int      `json:"same"`
	Kappa    *float64 `json:"kappa"` // nil where chance alone explains everything
}

// ThemeArea names an area, also that of answers without one.
func ThemeArea(area string) string {
	if area == "" {
		return "(no area)"
	}
	return area
}

package xlsform

import "testing"

func TestHeaders(t *testing.T) {
	s := schema{known: surveyColumns, aliases: surveyAliases}
	for header, want := range map[string][2]string{
		"Type":                            {"type", ""},
		" Constraint  Message ":           {"constraint_message", ""},
		"constraint_message::Polish (pl)": {"constraint_message", "Polish (pl)"},
		"label::English  (en)":            {"label", "English (en)"},
		"Label : Français":                {"label", "Français"},
		"caption":                         {"label", ""},
		"relevance":                       {"relevant", ""},
		"bind:relevant":                   {"relevant", ""},
		"bind::relevant":                  {"relevant", ""},
		"bind::jr:constraintMsg":          {"constraint_message", ""},
		"bind::jr:constraintMsg::Polish":  {"constraint_message", "Polish"},
		"bind:jr:constraintMsg":           {"constraint_message", ""},
		"readonly":                        {"read_only", ""},
		"jr:count":                        {"repeat_count", ""},
		"media::image::English":           {"image", "English"},
		"image::English":                  {"image", "English"},
		"media:audio":                     {"audio", ""},
		"bind::odk:length":                {"bind::odk:length", ""},
		"body::accuracyThreshold":         {"body::accuracyThreshold", ""},
		"instance::x":                     {"instance::x", ""},
		"label::":                         {"label", ""},
		"Question number":                 {"question_number", ""},
		"big-image":                       {"big-image", ""},
		"Calculate":                       {"calculation", ""},
	} {
		if key, lang := parseHeader(header, s); key != want[0] || lang != want[1] {
			t.Errorf("%q: %q, %q; want %q", header, key, lang, want)
		}
	}
	if key, _ := parseHeader("Zone Name", schema{known: choiceColumns, aliases: choiceAliases, spaceNames: true}); key != "Zone Name" {
		t.Errorf("a choice's own column became %q", key)
	}
}

func TestTypes(t *testing.T) {
	for cell, want := range map[string]rowType{
		"Text":                   {typ: "text"},
		"date time":              {typ: "dateTime"},
		"select one yn":          {typ: "select_one", list: "yn"},
		"select_one yn or_other": {typ: "select_one", list: "yn", orOther: true},
		"select all that apply from l or specify other": {typ: "select_multiple", list: "l", orOther: true},
		"SELECT MULTIPLE l":                             {typ: "select_multiple", list: "l"},
		"select_one_from_file my wards.csv":             {typ: "select_one", list: "my wards.csv", file: true},
		"select one from file w.xml":                    {typ: "select_one", list: "w.xml", file: true},
		"select_one ${child}":                           {typ: "select_one", list: "${child}"},
		"rank l":                                        {typ: "rank", list: "l"},
		"begin  Group":                                  {kind: rowBeginGroup},
		"end_repeat":                                    {kind: rowEndRepeat},
		"begin_loop over l":                             {kind: rowBeginLoop, list: "l"},
		"csv-external":                                  {kind: rowExternal, file: true, list: "csv"},
		"osm tags":                                      {typ: "osm", list: "tags"},
		"select_one":                                    {kind: rowUnknown},
		"select_one a b":                                {kind: rowUnknown},
		"db:person":                                     {kind: rowUnknown},
	} {
		if got := parseType(cell); got != want {
			t.Errorf("%q: %+v, want %+v", cell, got, want)
		}
	}
}

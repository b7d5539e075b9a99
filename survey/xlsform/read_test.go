package xlsform

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"doorstep/survey"

	"github.com/google/go-cmp/cmp"
)

// outline writes a form as one line a node, indented.
func outline(form *survey.Form) string {
	var b strings.Builder
	var walk func(g *survey.Group, depth int)
	walk = func(g *survey.Group, depth int) {
		for _, n := range g.Children {
			b.WriteString(strings.Repeat("  ", depth))
			switch n := n.(type) {
			case *survey.Question:
				b.WriteString(string(n.Type) + " " + n.Name)
				if n.List != nil {
					b.WriteString(" from " + n.List.Name)
				}
			case *survey.Repeat:
				b.WriteString("repeat " + n.Name)
			default:
				b.WriteString("group " + n.Base().Name)
			}
			b.WriteByte('\n')
			if inner := survey.ChildrenOf(n); inner != nil {
				walk(inner, depth+1)
			}
		}
	}
	walk(form.Root, 0)
	return b.String()
}

func TestTree(t *testing.T) {
	form := readMust(t, `
| survey |
| | type               | name   | label      | repeat_count | relevant    |
| | start              | start  |            |              |             |
| | note               |        | Welcome    |              |             |
| | begin group        | home   | Your home  |              |             |
| | select one ward    | ward   | Ward       |              |             |
| | begin_repeat       | person | Person     | 3            | ${ward}='h' |
| | Int                | age    | Age        |              |             |
| | Select Multiple ward | seen | Wards seen |              |             |
| | end_repeat         |        |            |              |             |
| | end group          | home   |            |              |             |
| | rank ward          | order  | Order      |              |             |
| choices |
| | list name | name | label     | zone |
| | ward      | h    | Haghill   | east |
| | ward      | c    | Carntyne  |      |
`)
	want := `start start
note generated_note_name_3
group home
  select_one ward from ward
  repeat person
    integer age
    select_multiple seen from ward
rank order from ward
`
	if diff := cmp.Diff(want, outline(form)); diff != "" {
		t.Error(diff)
	}
	person, ok := form.Find("/data/home/person").(*survey.Repeat)
	if !ok {
		t.Fatal("no repeat /data/home/person")
	}
	if person.Count.Source != "3" || person.Bind.Relevant.Source != "${ward}='h'" || person.Bind.Relevant.At.String() != "survey!E6" {
		t.Errorf("count %q, relevant %q at %s", person.Count.Source, person.Bind.Relevant.Source, person.Bind.Relevant.At)
	}
	if age := question(t, form, "/data/home/person/age"); age.Scope != person.Scope || age.Slot != 0 {
		t.Error("the question in the repeat is not in its scope")
	}
	ward := form.Lists["ward"]
	if !slices.Equal(ward.Columns, []string{"zone"}) || ward.Choices[0].Cells["zone"] != "east" || ward.Choices[1].Row != 3 {
		t.Errorf("list %+v", ward)
	}
}

func TestLanguages(t *testing.T) {
	cases := map[string]struct {
		survey   string
		settings string
		names    []string
		label    survey.Label
		standard string
	}{
		"none": {
			"| | type | name | label |\n| | text | q | Why? |", "",
			[]string{""},
			survey.Label{"": "Why?"},
			"",
		},
		"two": {
			"| | type | name | label::English (en) | label::Polish (pl) | hint::Polish(pl) |\n| | text | q | Why? | Dlaczego? | Tak |", "",
			[]string{"English (en)", "Polish (pl)"},
			survey.Label{"English (en)": "Why?", "Polish (pl)": "Dlaczego?"},
			"English (en)",
		},
		"single colons and capitals": {
			"| | type | name | Label:English | LABEL:Polski |\n| | text | q | Why? | Dlaczego? |", "",
			[]string{"English", "Polski"},
			survey.Label{"English": "Why?", "Polski": "Dlaczego?"},
			"English",
		},
		"plain beside named": {
			"| | type | name | label | label::Polish (pl) |\n| | text | q | Why? | Dlaczego? |", "",
			[]string{"default", "Polish (pl)"},
			survey.Label{"default": "Why?", "Polish (pl)": "Dlaczego?"},
			"default",
		},
		"plain is the default language": {
			"| | type | name | label | label::Polish (pl) |\n| | text | q | Why? | Dlaczego? |", "English (en)",
			[]string{"Polish (pl)", "English (en)"},
			survey.Label{"English (en)": "Why?", "Polish (pl)": "Dlaczego?"},
			"English (en)",
		},
		"default language by its code": {
			"| | type | name | label::English (en) | label::Polish (pl) |\n| | text | q | Why? | Dlaczego? |", "pl",
			[]string{"English (en)", "Polish (pl)"},
			survey.Label{"English (en)": "Why?", "Polish (pl)": "Dlaczego?"},
			"Polish (pl)",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text := "| survey |\n" + c.survey + "\n"
			if c.settings != "" {
				text += "| settings |\n| | default_language |\n| | " + c.settings + " |\n"
			}
			form := readMust(t, text)
			if !slices.Equal(form.Languages, c.names) || form.DefaultLanguage != c.standard {
				t.Errorf("languages %q, default %q", form.Languages, form.DefaultLanguage)
			}
			if diff := cmp.Diff(c.label, question(t, form, "/data/q").Label); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMedia(t *testing.T) {
	form := readMust(t, `
| survey |
| | type | name | label::English | media::image | audio::English | media::video::Polish | big-image |
| | note | n    | Look           | map.png      | say.mp3        | show.mp4             | large.png |
`)
	n := question(t, form, "/data/n")
	if n.Image["English"] != "map.png" || n.Audio["English"] != "say.mp3" || n.Video["Polish"] != "show.mp4" || n.BigImage["English"] != "large.png" {
		t.Errorf("%+v", n.Item)
	}
}

func TestOwnColumns(t *testing.T) {
	form := readMust(t, `
| survey |
| | type | name  | label | personal | special | was   | non_response | interviewer | disabled | consent |
| | text | name  | Name  | yes      |         |       | no           |             |          |         |
| | text | phone | Phone | Contact  |         |       |              |             |          |         |
| | acknowledge | agree | Agree? |  |         |       |              |             |          | Health  |
| | text | faith | Faith | no       | Yes     | creed | yes          |             | no       |
| | note | aside | Aside |          |         |       |              | TRUE        |          |
| | text | gone  | Gone  |          |         |       |              |             | yes      |
`)
	name, faith, aside := question(t, form, "/data/name"), question(t, form, "/data/faith"), question(t, form, "/data/aside")
	if !name.Personal || name.Special || !name.NoRefusal {
		t.Errorf("name: %+v", name.Item)
	}
	if faith.Personal || !faith.Special || faith.Was != "creed" || faith.NoRefusal {
		t.Errorf("faith: %+v", faith.Item)
	}
	if phone := question(t, form, "/data/phone"); !phone.Contact || !phone.Personal || name.Contact {
		t.Errorf("phone: %+v", phone.Item)
	}
	if agree := question(t, form, "/data/agree"); agree.Consent != survey.ConsentHealth {
		t.Errorf("agree: %+v", agree.Item)
	}
	if !aside.Interviewer || form.Find("/data/gone") != nil {
		t.Error("interviewer or disabled is not understood")
	}
}

func TestSelfCompletionIsMarkedOnQuestionsAndGroups(t *testing.T) {
	form := readMust(t, `
| survey |
| | type        | name   | label  | Self completion |
| | text        | before | Before |                 |
| | begin group | health | Health | yes             |
| | text        | inside | Inside |                 |
| | end group   |        |        |                 |
| | text        | alone  | Alone  | TRUE            |
`)
	for ref, want := range map[survey.Ref]bool{"/data/before": false, "/data/health": true, "/data/health/inside": false, "/data/alone": true} {
		if n := form.Find(ref); n == nil || n.Base().SelfCompletion != want {
			t.Errorf("%s: %+v, want self_completion %v", ref, n, want)
		}
	}
}

func TestOrOther(t *testing.T) {
	form := readMust(t, `
| survey |
| | type                      | name | label |
| | select_one fruit or_other | f    | Fruit |
| choices |
| | list_name | name  | label |
| | fruit     | apple | Apple |
`)
	f := question(t, form, "/data/f")
	other := question(t, form, "/data/f_other")
	if !f.OrOther || f.List.Choices[1].Name != "other" || other.Bind.Relevant.Source != "selected(../f, 'other')" {
		t.Errorf("%+v, %+v", f.List.Choices, other.Bind)
	}
}

func TestParameters(t *testing.T) {
	form := readMust(t, `
| survey |
| | type         | name  | label | parameters                               | choice_filter      |
| | range        | r     | How?  | start=0; end = 10, step=2                |                    |
| | select_one l | s     | One   | randomize=true, seed=${r}                | zone = ${r}        |
| | select_one l | s2    | One   | randomize=true seed=int(${r} * 10)       | name != 'a b'      |
| | text         | t     | Text  | rows=4                                   |                    |
| choices |
| | list_name | name | label | zone |
| | l         | a    | A     | 1    |
`)
	if diff := cmp.Diff(map[string]string{"start": "0", "end": "10", "step": "2"}, question(t, form, "/data/r").Parameters); diff != "" {
		t.Error(diff)
	}
	s, s2 := question(t, form, "/data/s"), question(t, form, "/data/s2")
	if !s.Randomize || s.Seed.Source != "${r}" || s.ChoiceFilter.Source != "zone = ${r}" || s2.Seed.Source != "int(${r} * 10)" {
		t.Errorf("%+v %+v", s, s2.Seed)
	}
}

func TestLoop(t *testing.T) {
	form := readMust(t, `
| survey |
| | type                 | name  | label                     |
| | begin loop over room | rooms | Rooms                     |
| | integer              | beds  | Beds in the %(label)s?    |
| | end loop             |       |                           |
| choices |
| | list_name | name | label   |
| | room      | k    | kitchen |
| | room      | h    | hall    |
`)
	want := "group rooms\n  group k\n    integer beds\n  group h\n    integer beds\n"
	if diff := cmp.Diff(want, outline(form)); diff != "" {
		t.Error(diff)
	}
	if got := question(t, form, "/data/rooms/h/beds").Label[""]; got != "Beds in the hall?" {
		t.Errorf("label %q", got)
	}
}

func TestTriggersAndRepeatSelects(t *testing.T) {
	form := readMust(t, `
| survey |
| | type              | name   | label | trigger     | calculation |
| | text              | a      | A     |             |             |
| | text              | b      | B     |             |             |
| | calculate         | when   |       | ${a}, ${b}  | now()       |
| | begin_repeat      | person | P     |             |             |
| | text              | name   | N     |             |             |
| | end_repeat        |        |       |             |             |
| | select_one ${name} | eldest | E    |             |             |
`)
	if got := question(t, form, "/data/when").Bind.Trigger; !slices.Equal(got, []survey.Ref{"/data/a", "/data/b"}) {
		t.Errorf("trigger %v", got)
	}
	if q := question(t, form, "/data/eldest"); q.Repeat != "/data/person/name" || q.List != nil {
		t.Errorf("choices from %q", q.Repeat)
	}
}

func TestQuotas(t *testing.T) {
	form := readMust(t, `
| survey |
| | type    | name | label |
| | integer | age  | Age   |
| quotas |
| | name  | label        | when        | target | area    |
| | young | Under thirty | ${age} < 30 | 40     | Haghill |
`)
	want := survey.Quota{
		Name: "young", Label: survey.Label{"": "Under thirty"}, Target: 40, Area: "Haghill",
		When: survey.Expr{Source: "${age} < 30", At: survey.Cell{Sheet: "quotas", Column: "when", Row: 2, Name: "C2"}},
	}
	if diff := cmp.Diff([]survey.Quota{want}, form.Quotas); diff != "" {
		t.Error(diff)
	}
}

func TestAttachedFiles(t *testing.T) {
	form := readMust(t, `
| survey |
| | type                                 | name | label | parameters             | calculation                       |
| | select_one_from_file wards.csv       | w    | W     | value=code label=title |                                   |
| | select_multiple_from_file trees.xml  | t    | T     |                        |                                   |
| | select_one_from_file sites.geojson   | s    | S     |                        |                                   |
| | calculate                            | zone |       |                        | pulldata('zones', 'z', 'w', ${w}) |
`,
		"wards.csv", "\ufeffcode,title,zone\nh,Haghill,\"east, inner\"\nc,Carntyne,east\n",
		"trees.xml", "<root><item><name>oak</name><label>Oak</label></item><item><name>ash</name><label>Ash &amp; rowan</label></item></root>",
		"sites.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","id":"f1","properties":{"title":"Park","size":3.5},"geometry":{"type":"Point","coordinates":[-4.2,55.8]}}]}`,
		"zones.csv", "w;z\nh;1\n",
	)
	wards := question(t, form, "/data/w").List
	if len(wards.Choices) != 2 || wards.Choices[0].Name != "h" || wards.Choices[0].Label[""] != "Haghill" || wards.Choices[0].Cells["zone"] != "east, inner" {
		t.Errorf("wards %+v", wards.Choices[0])
	}
	if trees := question(t, form, "/data/t").List; trees.Choices[1].Label[""] != "Ash & rowan" {
		t.Errorf("trees %+v", trees.Choices[1])
	}
	site := question(t, form, "/data/s").List.Choices[0]
	if site.Name != "f1" || site.Label[""] != "Park" || site.Cells["geometry"] != "55.8 -4.2 0 0" || site.Cells["size"] != "3.5" {
		t.Errorf("site %+v", site)
	}
	if zones := form.Tables["zones"]; zones == nil || !slices.Equal(zones.Rows[0], []string{"h", "1"}) {
		t.Errorf("zones %+v", zones)
	}
}

func TestSearchAppearance(t *testing.T) {
	form := readMust(t, `
| survey |
| | type         | name | label | appearance                                                       |
| | text         | z    | Zone  |                                                                  |
| | select_one w | w    | Ward  | minimal search('wards', 'contains', 'title, code', ${z}, 'zone', 'e') |
| choices |
| | list_name | name | label |
| | w         | code | title |
| | w         | 99   | Other |
`, "wards.csv", "code,title,zone\nh,Haghill,e\nc,Carntyne,e\n")
	w := question(t, form, "/data/w")
	var got []string
	for _, c := range w.List.Choices {
		got = append(got, c.Name+" "+c.Label[""])
	}
	if diff := cmp.Diff([]string{"h Haghill", "c Carntyne", "99 Other"}, got); diff != "" {
		t.Error(diff)
	}
	if want := "(contains(title, ${z}) or contains(code, ${z})) and zone = 'e' or _always = 'yes'"; w.ChoiceFilter.Source != want {
		t.Errorf("filter %s", w.ChoiceFilter.Source)
	}
}

func TestExternalChoices(t *testing.T) {
	form := readMust(t, `
| survey |
| | type                       | name | label | choice_filter |
| | text                       | z    | Zone  |               |
| | select_one_external street | s    | S     | zone=${z}     |
| external_choices |
| | list_name | name | label   | zone |
| | street    | a    | Abbey   | e    |
`)
	s := question(t, form, "/data/s")
	if s.Type != survey.TypeSelectOne || s.List.Choices[0].Cells["zone"] != "e" || s.ChoiceFilter.Source != "zone=${z}" {
		t.Errorf("%+v", s)
	}
}

func TestSettings(t *testing.T) {
	form := readMust(t, `
| survey |
| | type | name | label |
| | text | q    | Q     |
| settings |
| | title | id_string | Version | name | style | instance_name | allow_choice_duplicates |
| | Homes | homes_26  | 7       | home | pages | ${q}          | yes                     |
`)
	if form.Title != "Homes" || form.ID != "homes_26" || form.Version != "7" || form.Root.Name != "home" || form.Style != "pages" || form.InstanceName.Source != "${q}" {
		t.Errorf("%+v", form)
	}
	if form.Find("/home/q") == nil {
		t.Error("the root is not named by the settings")
	}
}

func TestReadSourceFindsFilesBeside(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) {
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o755))
		must(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	write("homes.md", `
| survey |
| | type                           | name | label | image   | calculation                    |
| | select_one_from_file wards.csv | w    | W     | map.png |                                |
| | calculate                      | c    |       |         | pulldata('zones','a','b',${w}) |
| | note                           | n    | N     | ../secret.png |                          |
`)
	write("wards.csv", "name,label\nh,Haghill\n")
	write("homes-media/map.png", "picture")
	write("media/zones.csv", "a,b\n1,2\n")
	write("unnamed.csv", "a,b\n")
	src, form, problems, err := ReadFile(filepath.Join(folder, "homes.md"))
	if err != nil || form == nil {
		t.Fatalf("%v\n%s", err, list(problems))
	}
	if diff := cmp.Diff([]string{"map.png", "wards.csv", "zones.csv"}, sortedKeys(src.Files)); diff != "" {
		t.Error(diff)
	}
	if _, err := ReadSource(filepath.Join(folder, "nothing.xlsx")); !os.IsNotExist(cause(err)) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := ReadSource(folder); err == nil {
		t.Error("a folder reads as a questionnaire")
	}
}

// cause unwraps to the last error.
func cause(err error) error {
	for {
		u, ok := err.(interface{ Unwrap() error })
		if !ok {
			return err
		}
		inner := u.Unwrap()
		if _, is := inner.(*os.PathError); is {
			return inner
		}
		err = inner
	}
}

package view

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets/widgettest"
	"doorstep/survey"
)

// everythingForm asks every type in every appearance that is shown.
const everythingForm = `
| survey |
| | type | name | label::English (en) | label::Polski (pl) | label::العربية (ar) | hint::English (en) | guidance_hint::English (en) | appearance | parameters | image | big-image | audio | choice_filter | constraint | read_only | default |
| | text | plain_text | What is your street called? | Jak nazywa się Twoja ulica? | ما اسم شارعك؟ | As people say it. | Write it as it is said, even if the map has it otherwise. Ask how it is spelt if you are not sure, and read it back before you go on to the next question. | | | | | | | | | |
| | text | long_text | What would make your day easier? | Co ułatwiłoby Twój dzień? | ما الذي يسهّل يومك؟ | | | multiline | rows=3 | | | | | | | |
| | text | meter | What does the meter read? | | | | | numbers | | | | | | | | |
| | text | pin | Which word do you use? | | | | | masked | | | | | | | | |
| | text | site | Which page did you read? | | | | | url | | | | | | | | |
| | integer | money | How much is the rent in a year? | | | In pounds. | | thousands-sep | | | | | | | | |
| | integer | rooms | How many rooms are there? | | | | | counter | | | | | | . <= 40 | | |
| | decimal | distance | How many miles is the walk? | | | | | | | | | | | | | |
| | percentage | share | How much of your time is spent caring? | | | | | | | | | | | | | |
| | range | slider | How warm is your home? | Jak ciepło jest w domu? | ما مدى دفء منزلك؟ | | | | start=0 end=10 step=1 tick_interval=5 tick_labelset=warmth placeholder=5 | | | | | | | |
| | range | no_ticks | How far would you walk? | | | | | no-ticks | start=0 end=100 step=5 | | | | | | | |
| | range | upright | How high is the step? | | | | | vertical | start=0 end=20 step=5 | | | | | | | |
| | range | picker | How many days a month? | | | | | picker | start=0 end=31 step=1 | | | | | | | |
| | range | stars | How did this feel? | Jak było? | كيف كان ذلك؟ | | | rating | start=1 end=5 step=1 | | | | | | | |
| | select_one yesno | yes | Do you live alone? | Czy mieszkasz sam? | هل تعيش وحدك؟ | | | | | house.png | | knock.mp3 | | | | |
| | select_one wards | minimal | Which ward is it? | Który okręg? | أي حي؟ | | | minimal | | | | | | | | |
| | select_multiple wards | found | Which wards do you know? | | | | | autocomplete | | | | | | | | |
| | select_one many | street | Which of these streets? | | | | | | | | | | | | | |
| | select_one yesno | quick | Is it warm? | | | | | quick | | | | | | | | |
| | select_one wards | cols | Which is nearest? | | | | | columns | | | | | | | | |
| | select_one wards | cols3 | Which is quietest? | | | | | columns-3 | | | | | | | | |
| | select_multiple wards | pack | Which are greenest? | | | | | columns-pack | | | | | | | | |
| | select_one homes | pictures | Which is like yours? | Który jest jak Twój? | أيها يشبه بيتك؟ | | | no-buttons columns-3 | | | | | | | | |
| | select_one agree | likert | People here help one another. | Ludzie tu sobie pomagają. | الناس هنا يساعدون بعضهم. | | | likert | | | | | | | | |
| | select_one parts | map_one | Where on the map is it? | Gdzie na mapie? | أين على الخريطة؟ | | | image-map | | map.svg | | | | | | |
| | select_multiple parts | map_many | Which parts do you visit? | | | | | image-map | | map.svg | | | | | | |
| | select_one homes | compact | Which would you like? | | | | | compact | | | | | | | | |
| | select_multiple yesno | horizontal | Which apply? | | | | | horizontal | | | | | | | | |
| | select_one homes | quickcompact | Which did you have? | | | | | quickcompact-2 | | | | | | | | |
| | select_one yesno | hcompact | And now? | | | | | horizontal-compact | | | | | | | | |
| | select_one agree | listed | The buses are good. | | | | | list | | | | | | | | |
| | begin_group | page | Your home | Twój dom | بيتك | | | field-list | | | | | | | | |
| | text | room | Which room do you use most? | | | | | | | | | | | | | |
| | integer | windows | How many windows has it? | | | | | | | | | | | | | |
| | select_one yesno | damp | Is it damp? | | | | | | | | | | | | | |
| | end_group | | | | | | | | | | | | | | | |
| | begin_group | table | How often, these days? | Jak często? | كم مرة؟ | | | table-list | | | | | | | | |
| | select_one often | alone | Do you feel left out? | Czujesz się pominięty? | هل تشعر بالإهمال؟ | | | | | | | | | | | |
| | select_one often | company | Do you lack company? | Brakuje Ci towarzystwa? | هل تفتقد الرفقة؟ | | | | | | | | | | | |
| | select_one often | cut_off | Do you feel cut off from others around you? | Czujesz się odcięty? | هل تشعر بالعزلة؟ | | | | | | | | | | | |
| | end_group | | | | | | | | | | | | | | | |
| | begin_group | older | The same, the older way | | | | | field-list | | | | | | | | |
| | select_one often | head | In the last week | | | | | label | | | | | | | | |
| | select_one often | slept | Slept badly | | | | | list-nolabel | | | | | | | | |
| | select_multiple often | ate | Skipped a meal | | | | | list-nolabel | | | | | | | | |
| | end_group | | | | | | | | | | | | | | | |
| | rank wards | order | Which comes first? | | | | | | | | | | | | | |
| | date | born | When were you born? | Kiedy się urodziłeś? | متى ولدت؟ | | | | | | | | | | | |
| | date | moved | In which month did you move here? | | | | | month-year | | | | | | | | |
| | date | built | In which year was it built? | | | | | year | | | | | | | | |
| | date | typed | On which day did it rain? | | | | | no-calendar | | | | | | | | |
| | time | wakes | When do you get up? | | | | | | | | | | | | | |
| | dateTime | visit | When was the last visit? | | | | | | | | | | | | | |
| | acknowledge | card | Give the card. | | | | | | | | | | | | | |
| | image | photo | Is there a picture of the step? | | | | | | | | | | | | | |
| | image | sketch | Draw the way to the shop. | | | | | draw | | | | | | | | |
| | image | marked | Mark the damp wall. | | | | | annotate | | | | | | | | |
| | image | signed | Please sign. | | | | | signature | | | | | | | | |
| | audio | spoken | A recording? | | | | | | | | | | | | | |
| | file | letter | The letter? | | | | | | | | | | | | | |
| | geopoint | place | Where is it? | | | | | | | | | | | | | |
| | barcode | code | What is the code on the box? | | | | | | | | | | | | | |
| | text | fixed | The number of this visit | | | | | | | | | | | | yes | V-12 |
| | begin_repeat | person | Person | Osoba | شخص | | | | | | | | | | | |
| | text | person_name | What are they called? | Jak się nazywa? | ما اسمه؟ | | | | | | | | | | | |
| | integer | person_age | How old are they? | Ile ma lat? | كم عمره؟ | | | | | | | | | | | |
| | end_repeat | | | | | | | | | | | | | | | |
| | note | bye | That is all. | To wszystko. | هذا كل شيء. | | | | | | | | | | | |

| choices |
| | list_name | name | label::English (en) | label::Polski (pl) | label::العربية (ar) | image |
| | yesno | yes | Yes | Tak | نعم | |
| | yesno | no | No | Nie | لا | |
| | wards | haghill | Haghill | Haghill | هاغيل | |
| | wards | carntyne | Carntyne | Carntyne | كارنتين | |
| | wards | parkhead | Parkhead | Parkhead | باركهيد | |
| | wards | dennistoun | Dennistoun | Dennistoun | دينستون | |
| | wards | shettleston | Shettleston | Shettleston | شيتلستون | |
| | wards | tollcross | Tollcross | Tollcross | تولكروس | |
| | homes | tenement | Tenement flat | Mieszkanie | شقة | house.png |
| | homes | tower | Tower block | Wieżowiec | برج | tower.png |
| | homes | terrace | Terraced house | Szeregowiec | بيت | house.png |
| | agree | a5 | Strongly agree | Zdecydowanie tak | أوافق بشدة | |
| | agree | a4 | Agree | Tak | أوافق | |
| | agree | a3 | Neither | Trudno powiedzieć | محايد | |
| | agree | a2 | Disagree | Nie | لا أوافق | |
| | agree | a1 | Strongly disagree | Zdecydowanie nie | لا أوافق بشدة | |
| | often | rarely | Hardly ever or never | Prawie nigdy | نادرا أو أبدا | |
| | often | some | Some of the time | Czasami | أحيانا | |
| | often | lots | Often | Często | كثيرا | |
| | parts | north | North | Północ | شمال | |
| | parts | south | South | Południe | جنوب | |
| | parts | park | The park | Park | الحديقة | |
| | warmth | 0 | Cold | Zimno | بارد | |
| | warmth | 5 | Just right | W sam raz | مناسب | |
| | warmth | 10 | Very warm | Bardzo ciepło | دافئ جدا | |
%s
| settings |
| | form_id | form_title | version | default_language |
| | everything | Every kind of question | 1 | English (en) |
`

// everything is the form with a list of so many streets.
func everything(streets int) string {
	var b strings.Builder
	for i := range streets {
		name := fmt.Sprintf("%s Street %d", []string{"Abbot", "Birch", "Canal", "Duke", "Edrom", "Finlay"}[i%6], i)
		fmt.Fprintf(&b, "| | many | s%d | %s | %s | %s | |\n", i, name, name, name)
	}
	return fmt.Sprintf(everythingForm, b.String())
}

const mapSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 120">
<rect width="200" height="120" fill="#e8efe6"/>
<path id="north" d="M10 8 L190 8 L190 52 L10 58 Z" fill="#d3dfd6" stroke="#4a5a61"/>
<g id="south"><rect x="10" y="64" width="120" height="48" fill="#d3dfd6" stroke="#4a5a61"/></g>
<circle id="park" cx="162" cy="88" r="22" style="fill:#bcd3b0;stroke:#4a5a61"/>
</svg>`

// drawnHouse is a small picture made here.
func drawnHouse(t testing.TB, wall color.Color, high int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 240, 160))
	for y := range 160 {
		for x := range 240 {
			switch {
			case y > 150:
				img.Set(x, y, color.RGBA{0x6B, 0x8E, 0x5A, 0xFF})
			case x > 80 && x < 160 && y > 150-high:
				img.Set(x, y, wall)
			default:
				img.Set(x, y, color.RGBA{0xD8, 0xE6, 0xEE, 0xFF})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func newEverything(t testing.TB, look setting, streets int) *stage {
	t.Helper()
	look.forms = []string{everything(streets)}
	look.files = map[string][]byte{
		"house.png": drawnHouse(t, color.RGBA{0xB5, 0x6A, 0x4A, 0xFF}, 60),
		"tower.png": drawnHouse(t, color.RGBA{0x8A, 0x93, 0x99, 0xFF}, 140),
		"map.svg":   []byte(mapSVG), "knock.mp3": []byte("a knock"),
	}
	return newStage(t, look)
}

// answers are what is pressed on each page, and what is then stored. A text is
// typed first; then the keys.
var answers = map[string]struct {
	text string
	keys []string
	want string
}{
	"plain_text":   {text: "Todd Street", want: "Todd Street"},
	"long_text":    {text: "A bench", want: "A bench"},
	"meter":        {text: "00a42", want: "0042"},
	"pin":          {text: "swallow", want: "swallow"},
	"site":         {text: "https://example.org", want: "https://example.org"},
	"money":        {text: "12345", want: "12345"},
	"rooms":        {keys: []string{"Up", "Up", "Up", "Down"}, want: "2"},
	"distance":     {text: "2,5", want: "2.5"},
	"share":        {text: "40", want: "40"},
	"slider":       {keys: []string{"Right", "Right", "Right"}, want: "2"},
	"no_ticks":     {keys: []string{"End"}, want: "100"},
	"upright":      {keys: []string{"Up", "Up"}, want: "5"},
	"picker":       {text: "12", keys: []string{"Enter"}, want: "12"},
	"stars":        {text: "4", want: "4"},
	"yes":          {text: "1", want: "yes"},
	"minimal":      {text: "park", keys: []string{"Enter"}, want: "parkhead"},
	"found":        {text: "toll", keys: []string{"Enter", "Up", "Enter"}, want: "tollcross shettleston"},
	"street":       {text: "duke street 33", keys: []string{"Enter"}, want: "s33"},
	"quick":        {text: "2", want: "no"},
	"cols":         {keys: []string{"Right", "Right", "Enter"}, want: "parkhead"},
	"cols3":        {keys: []string{"Down", "Enter"}, want: "dennistoun"},
	"pack":         {text: "26", want: "carntyne tollcross"},
	"pictures":     {text: "2", want: "tower"},
	"likert":       {text: "4", want: "a2"},
	"map_one":      {text: "3", want: "park"},
	"map_many":     {text: "12", want: "north south"},
	"compact":      {text: "1", want: "tenement"},
	"horizontal":   {text: "1", want: "yes"},
	"quickcompact": {text: "3", want: "terrace"},
	"hcompact":     {text: "1", want: "yes"},
	"listed":       {text: "5", want: "a1"},
	"order":        {text: "321456", want: "parkhead carntyne haghill dennistoun shettleston tollcross"},
	"born":         {text: "3/6/1950", want: "1950-06-03"},
	"moved":        {text: "6 2019", want: "2019-06-01"},
	"built":        {text: "1911", want: "1911-01-01"},
	"typed":        {text: "yesterday", want: "2026-11-20"},
	"wakes":        {text: "7.30", want: "07:30:00.000Z"},
	"visit":        {text: "20 11 2026 14:05", want: "2026-11-20T14:05:00.000Z"},
	"card":         {text: "1", want: "OK"},
	"place":        {text: "55.86 -4.22", want: "55.86 -4.22 0 0"},
	"code":         {text: "5012345", want: "5012345"},
}

// TestEveryQuestionByKeysAlone walks the whole form; asked for pictures, in
// several looks, it keeps one of each page.
func TestEveryQuestionByKeysAlone(t *testing.T) {
	looks := []struct {
		name     string
		setting  setting
		language string
	}{
		{"light", setting{theme: viewmodel.ThemeLight, size: fyne.NewSize(1280, 720)}, ""},
		{"dark", setting{theme: viewmodel.ThemeDark}, ""},
		{"contrast", setting{theme: viewmodel.ThemeHighContrast}, ""},
		{"arabic", setting{theme: viewmodel.ThemeLight}, "ar"},
		{"polish-200", setting{theme: viewmodel.ThemeLight, text: 200}, "pl"},
	}
	for _, l := range looks {
		t.Run(l.name, func(t *testing.T) {
			if os.Getenv(widgettest.FolderVariable) == "" && l.name != "light" {
				t.Skip("the pictures are not asked for: set " + widgettest.FolderVariable)
			}
			s := newEverything(t, l.setting, 60)
			walkEverything(s, "everything-"+l.name, l.language)
		})
	}
}

func walkEverything(s *stage, folder, language string) {
	s.t.Helper()
	m := s.begin()
	for _, l := range m.Languages() {
		if l.Code == language {
			m.SetLanguage(l.Name)
			s.settle()
		}
	}
	people := 0
	for i := 0; m.Stage() == viewmodel.StageQuestions; i++ {
		if i > 200 {
			s.t.Fatalf("no end in sight on %s", m.Page().Ref)
		}
		page := m.Page().Ref
		name := page.Name()
		shot := func(what string) {
			if os.Getenv(widgettest.FolderVariable) != "" {
				s.shot(fmt.Sprintf("%s/%02d-%s%s", folder, i, name, what))
			}
		}
		s.wantKeyboard()
		switch given, ok := answers[name]; {
		case ok:
			if m.Page().Questions[0].Control.Chosen() {
				shot("-asked")
			}
			s.typed(given.text)
			for _, k := range given.keys {
				if k == "Right" && language == "ar" && m.Page().Questions[0].Control.Chosen() {
					k = "Left" // the next tile stands at the left
				}
				s.keys(k)
			}
			if m.Page().Ref == page {
				shot("")
			}
			s.wantStored(page, given.want)
		case name == "person":
			shot("")
			if people < 2 {
				people++
				s.typed("1")
			} else {
				s.typed("2")
			}
		case name == "person_name":
			s.typed([]string{"", "Maryam", "Adam"}[people])
		case name == "person_age":
			s.typed("7")
		case name == "page":
			s.typed("Kitchen")
			s.keys("Enter")
			s.typed("2")
			s.keys("Enter")
			s.typed("1")
			shot("")
		case name == "table":
			s.typed("1")
			s.keys("Right", "Space")
			s.keys("Down")
			s.typed("3")
			shot("")
		case name == "older":
			s.typed("2")
			s.typed("13")
			shot("")
		default:
			shot("")
		}
		for range 5 {
			if m.Stage() != viewmodel.StageQuestions || m.Page().Ref != page {
				break
			}
			if m.Page().Questions[m.Page().Focus].Control == viewmodel.ControlUnavailable {
				s.keys("F4")
				continue
			}
			s.keys("Enter")
		}
		if m.Stage() == viewmodel.StageQuestions && m.Page().Ref == page {
			s.shot("stuck")
			s.t.Fatalf("stuck on %s: %q", page, m.Page().Questions[m.Page().Focus].Message)
		}
	}
	if os.Getenv(widgettest.FolderVariable) != "" {
		s.shot(folder + "/99-review")
	}
	s.keys("Ctrl+Enter")
	s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
}

// wantKeyboard reports a page on which nothing has the keyboard.
func (s *stage) wantKeyboard() {
	s.t.Helper()
	if f := s.canvas().Focused(); f == nil || !s.ui.onScreen(f) {
		s.t.Errorf("nothing on %s has the keyboard", s.shell.Interview().Page().Ref)
	}
}

// wantStored compares what the draft holds for a question once it is left.
func (s *stage) wantStored(ref survey.Ref, want string) {
	s.t.Helper()
	s.later = append(s.later, func() {
		if got := s.stored(ref); got != want {
			s.t.Errorf("%s holds %q, want %q", ref, got, want)
		}
	})
}

func (s *stage) stored(ref survey.Ref) string {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	got := ""
	for _, changes := range s.store.changes {
		for _, c := range changes {
			if c.Op == survey.SetValue && c.Ref == ref {
				got = c.Value.Text
			}
		}
	}
	return got
}

package xpath_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"doorstep/survey/xpath"
)

const household = `<data id="hh">
<start>2026-11-21T14:05:00.000+00:00</start>
<name>Zofia</name><age>17</age><blank/><dob>2009-03-02</dob><at>18:30:00.000Z</at>
<likes>parks  buses</likes>
<child><first>Ana</first><years>3</years><toy><what>bear</what></toy><toy><what>car</what></toy></child>
<child><first>Ben</first><years>5</years><toy><what>drum</what></toy></child>
<child><first>Cleo</first><years/></child>
<wards><item><name>h</name><label>Haghill</label><side>east</side></item>
<item><name>c</name><label>Carntyne</label><side>east</side></item>
<item><name>g</name><label>Govan</label><side>south</side></item></wards>
</data>`

func parse(t testing.TB, document string) xpath.Node {
	t.Helper()
	doc, err := xpath.ParseXML(strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// glasgow is an environment whose clock stands still.
func glasgow(t testing.TB) *xpath.Env {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, time.July, 4, 9, 30, 15, 250e6, zone)
	return &xpath.Env{Location: zone, Now: func() time.Time { return now }, Rand: func() float64 { return 0.5 }}
}

// checkStrings evaluates each expression as a string at the node.
func checkStrings(t *testing.T, env *xpath.Env, ctx xpath.Context, cases [][2]string) {
	t.Helper()
	for _, c := range cases {
		e, err := xpath.Compile(c[0])
		if err != nil {
			t.Errorf("%s: %v", c[0], err)
			continue
		}
		got, err := e.EvalString(env, ctx)
		if err != nil {
			t.Errorf("%s: %v", c[0], err)
		}
		if got != c[1] {
			t.Errorf("%s gives %q, want %q", c[0], got, c[1])
		}
		if v, err := e.Eval(env, ctx); err != nil || v.String() != got {
			t.Errorf("%s: Eval gives %q and %v where EvalString gives %q", c[0], v.String(), err, got)
		}
	}
}

func at(t testing.TB, doc xpath.Node, path string) xpath.Context {
	t.Helper()
	e, err := xpath.Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	nodes, err := e.EvalNodes(nil, xpath.Context{Node: doc})
	if err != nil || len(nodes) == 0 {
		t.Fatalf("%s: %d nodes, %v", path, len(nodes), err)
	}
	return xpath.Context{Node: nodes[0]}
}

func TestOperators(t *testing.T) {
	checkStrings(t, glasgow(t), xpath.Context{Node: parse(t, household)}, [][2]string{
		{"1 + 2 * 3", "7"},
		{"(1 + 2) * 3", "9"},
		{"7 - 2 - 1", "4"},
		{"2 - -3", "5"},
		{"--2", "2"},
		{"7 div 2", "3.5"},
		{"-7 mod 3", "-1"},
		{"1 div 0", "Infinity"},
		{"'' + 1", "NaN"},
		{"1 < 2 = true()", "true"},
		{"1 or 1 and 0", "true"},
		{"'a' = “a”", "true"},
		{"‘it’ = 'it'", "true"},
		{"'it’s'", "it’s"},
		{"/data/age > 16 and /data/age < 18", "true"},
		{"/data/blank = ''", "true"},
		{"/data/blank < 5 or /data/blank >= 5", "false"},
		{"/data/none = ''", "false"},
		{"/data/child/years = 5", "true"},
		{"/data/child/years != 5", "true"},
		{"not(/data/child/years = 9)", "true"},
		{"/data/name = /data/child/first", "false"},
		{"/data/age > /data/child/years", "true"},
		{"0.1 + 0.2", "0.30000000000000004"},
		{"1000000 * 1000000", "1000000000000"},
		{"1e3 + 1", "1001"},
		{"6 div 2\u00a0+ 1", "4"},
	})
}

func TestPaths(t *testing.T) {
	doc := parse(t, household)
	env := glasgow(t)
	checkStrings(t, env, xpath.Context{Node: doc}, [][2]string{
		{"/data/child[2]/first", "Ben"},
		{"/data/child[first = 'Ben']/years", "5"},
		{"/data/child[years > 2][2]/first", "Ben"},
		{"/data/child[position() = last()]/first", "Cleo"},
		{"(/data/child/toy)[3]/what", "drum"},
		{"count(/data/child/toy[1])", "2"},
		{"count((/data/child/toy)[1])", "1"},
		{"count(//what)", "3"},
		{"//child[toy/what = 'car']/first", "Ana"},
		{"/data/@id", "hh"},
		{"count(/data/child | /data/child[1] | /data/name)", "4"},
		{"join('-', /data/child[2]/preceding-sibling::*/first)", "Ana"},
		{"join('-', //toy[what='car']/ancestor::child/first)", "Ana"},
		{"join(' ', /data/child[3]/preceding::what)", "bear car drum"},
		{"join(' ', /data/child[1]/following::first)", "Ben Cleo"},
		{"/data/child[1]/following-sibling::child[1]/first", "Ben"},
		{"/data/child[3]/preceding-sibling::child[1]/first", "Ben"},
		{"local-name(/data/*[2])", "name"},
		{"/data/child[last()]/first/text()", "Cleo"},
		{"/data/child[0]/first", ""},
		{"/data/child[1.5]/first", ""},
		{"id('hh')/name", "Zofia"},
	})
	checkStrings(t, env, at(t, doc, "/data/child[2]/years"), [][2]string{
		{". + 1", "6"},
		{"../first", "Ben"},
		{"position(..)", "2"},
		{"../../child[position() = position(current()/..) - 1]/first", "Ana"},
		{"/data/child[years = current()]/first", "Ben"},
		{"/data/wards/item[side = 'south' and current()/../first = 'Ben']/label", "Govan"},
		{"current()/../toy[1]/what", "drum"},
		{"self::years", "5"},
		{"ancestor::data/name", "Zofia"},
	})
}

func TestFlowAndSelects(t *testing.T) {
	doc := parse(t, household)
	env := glasgow(t)
	env.ChoiceName = func(value, question string, _ xpath.Node) string { return question + "=" + value }
	checkStrings(t, env, xpath.Context{Node: doc}, [][2]string{
		{"if(/data/age >= 18, 'adult', 'child')", "child"},
		{"if(true(), 1, no-such/path)", "1"},
		{"coalesce(/data/blank, /data/none, /data/name)", "Zofia"},
		{"coalesce(/data/blank, 5) + 1", "6"},
		{"coalesce('', '')", ""},
		{"boolean-from-string('1')", "true"},
		{"selected(/data/likes, 'buses')", "true"},
		{"selected(/data/likes, 'bus')", "false"},
		{"selected(/data/blank, '')", "true"},
		{"selected-at(/data/likes, 1)", "buses"},
		{"selected-at(/data/likes, 2)", ""},
		{"count-selected(/data/likes)", "2"},
		{"count-selected(/data/blank)", "0"},
		{"jr:choice-name('h', ' /data/ward ')", "/data/ward=h"},
		{"jr:choice-name('h', '${ward}')", "${ward}=h"},
		{"checklist(1, 2, /data/age > 10, /data/blank, 1 = 2)", "true"},
		{"weighted-checklist(3, -1, true(), 2, true(), 1.5)", "true"},
	})
	checkStrings(t, env, at(t, doc, "/data/name"), [][2]string{{"once('other')", "Zofia"}})
	checkStrings(t, env, at(t, doc, "/data/blank"), [][2]string{{"once('other')", "other"}})
}

func TestNodesets(t *testing.T) {
	doc := parse(t, household)
	env := glasgow(t)
	env.Instance = func(id string) xpath.Node {
		if id != "wards" {
			return nil
		}
		return at(t, doc, "/data").Node // as if data were the instance's element
	}
	env.Pulldata = func(table, column, key, value string) (string, error) {
		return strings.Join([]string{table, column, key, value}, "/"), nil
	}
	env.Itext = func(id string) string { return "text " + id }
	checkStrings(t, env, at(t, doc, "/data/age"), [][2]string{
		{"sum(/data/child/years)", "NaN"}, // one is blank
		{"max(/data/child[1]/years, 4)", "4"},
		{"min(/data/child[years != '']/years)", "3"},
		{"min(/data/none)", "NaN"},
		{"count-non-empty(/data/child/years)", "2"},
		{"indexed-repeat(/data/child/first, /data/child, 2)", "Ben"},
		{"indexed-repeat(/data/child/first, /data/child, 0)", "Ana"},
		{"indexed-repeat(/data/child/first, /data/child, 9)", ""},
		{"indexed-repeat(/data/child/toy/what, /data/child, 1, /data/child/toy, 2)", "car"},
		{"instance('wards')/wards/item[name = 'c']/label", "Carntyne"},
		{"count(instance(concat('war', 'ds'))/wards/item)", "3"},
		{"join(' ', randomize(/data/wards/item/name, 7))", "g c h"},
		{"join(' ', randomize(/data/wards/item/name, 'seed'))", "h c g"},
		{"pulldata('t', 'c', 'k', /data/name)", "t/c/k/Zofia"},
		{"pulldata('t', 'c', 'k', /data/blank)", ""},
		{"jr:itext('a')", "text a"},
	})
}

func TestTextFunctions(t *testing.T) {
	checkStrings(t, glasgow(t), xpath.Context{Node: parse(t, household)}, [][2]string{
		{"concat('a', 1, true(), /data/child/first)", "a1trueAnaBenCleo"},
		{"join(', ', /data/child/first, 'Dora')", "Ana, Ben, Cleo, Dora"},
		{"substr('Łódź', 1, 3)", "ód"},
		{"substr('hello', -3)", "llo"},
		{"substr('hello', 3, 1)", ""},
		{"substring('Łódź', 2, 2)", "ód"},
		{"substring('hello', 0)", "hello"},
		{"string-length('Łódź')", "4"},
		{"translate('bar', 'abc', 'AB')", "BAr"},
		{"normalize-space('  a \n b ')", "a b"},
		{"regex('G31 2XY', '[A-Z]+[0-9]+ [0-9][A-Z]{2}')", "true"},
		{"regex('xG31', 'G31')", "false"},
		{"regex('a', 'a|b')", "true"},
		{"digest('abc', 'md5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"},
		{"string-length(digest('abc', 'SHA-384', 'hex'))", "96"},
		{"string-length(digest('abc', 'SHA-512'))", "88"},
		{"digest('abc', 'SHA1', 'HEX')", "a9993e364706816aba3e25717850c26c9cd0d89d"},
		{"base64-decode('xYHDs2TFug==')", "Łódź"},
		{"base64-decode('%')", ""},
		{"string-length(uuid())", "36"},
		{"string-length(uuid(8))", "8"},
		{"starts-with('Zofia', 'Zo') and ends-with('Zofia', 'ia') and contains('Zofia', 'of')", "true"},
		{"substring-before('a/b/c', '/')", "a"},
		{"substring-after('a/b/c', '/')", "b/c"},
	})
}

func TestNumberFunctions(t *testing.T) {
	checkStrings(t, glasgow(t), xpath.Context{Node: parse(t, household)}, [][2]string{
		{"round(2.345, 2)", "2.35"},
		{"round(-2.5)", "-3"},
		{"round(1250, -2)", "1300"},
		{"round(1, 31)", "NaN"},
		{"round('')", "NaN"},
		{"int(-3.9)", "-3"},
		{"floor(-3.1)", "-4"},
		{"ceiling(-3.9)", "-3"},
		{"abs(-2)", "2"},
		{"pow(2, 10)", "1024"},
		{"sqrt(2) * sqrt(2) > 1.999", "true"},
		{"exp10(3)", "1000"},
		{"log10(1000)", "3"},
		{"random()", "0.5"},
		{"round(atan2(1, 1) * 4, 6)", "3.141593"},
		{"number(' 12 ')", "12"},
		{"number('1,5')", "NaN"},
		{"number('0x10')", "NaN"},
		{"number('Infinity')", "NaN"},
		{"3.3 - 2.2 = 1.1", "true"}, // but for the last binary digit
		{"3.3 - 2.2 != 1.1", "false"},
		{"0.1 + 0.2 = /data/none", "false"},
		{"1 div 0 = 2 div 0", "true"},
		{"round('7,26', 1)", "7.3"},
		{"number('2.5e3')", "NaN"},
		{"number('2.5e-9') * 1000000000", "2.5"},
		{"round('1,234,567')", "NaN"},
		{"round('-8.5')", "-9"},
	})
	collect := glasgow(t)
	collect.Collect = true
	checkStrings(t, collect, xpath.Context{Node: parse(t, household)}, [][2]string{
		{"sum(/data/child/years)", "8"}, // one is blank
		{"sum(/data/blank)", "0"},
	})
	checkStrings(t, collect, xpath.Context{Node: parse(t, "<d><n>-8,5</n></d>")}, [][2]string{
		{"round('-8.5')", "-8"},
		{"round(/d/n)", "-8"},
		{"round(2.15, 1)", "2.2"},
		{"round(-2.15, 1)", "-2.1"},
	})
}

func TestCountNonEmptyCountsGroups(t *testing.T) {
	doc := parse(t, "<d><r><a/></r><r/><r> </r><r>x</r></d>")
	checkStrings(t, glasgow(t), xpath.Context{Node: doc}, [][2]string{
		{"count-non-empty(/d/r)", "3"},
		{"count-non-empty(/d/r/a)", "0"},
	})
}

func TestDates(t *testing.T) {
	checkStrings(t, glasgow(t), xpath.Context{Node: parse(t, household)}, [][2]string{
		{"today()", "2026-07-04"},
		{"now()", "2026-07-04T09:30:15.250+01:00"},
		{"date(now())", "2026-07-04"},
		{"date(today() + 1)", "2026-07-05"},
		{"int((today() - date(/data/dob)) div 365.25)", "17"},
		{"/data/dob < today()", "true"},
		{"/data/dob = date('2009-03-02')", "true"},
		{"today() = '2026-07-04'", "true"},
		{"today() > date('2026-07-04')", "false"},
		{"date('2026-02-30')", "Invalid Date"},
		{"date('')", ""},
		{"boolean(date('x'))", "false"},
		{"date('2026-03-30') - date('2026-03-29')", "1"}, // a day of 23 hours
		{"date('2026-10-26') - date('2026-10-24')", "2"},
		{"date(date('2026-03-28') + 2)", "2026-03-30"},
		{"date(date('2026-10-24') + 2)", "2026-10-26"},
		{"date-time(decimal-date-time('2026-07-04T10:00:00.000+01:00'))", "2026-07-04T10:00:00.000+01:00"},
		{"number('2026-07-04')", "20638"},
		{"date('2024-02-29') - date('2000-02-29')", "8766"},
		{"number('1969-12-31')", "-1"},
		{"decimal-date-time('1990-01-02T00:00:00Z')", "7306"},
		{"decimal-time('18:00:00.000')", "0.75"},
		{"/data/at > '17:00:00'", "true"},
		{"format-date('2026-07-04', '%d/%m/%Y %a %b %e %n %y %j %W')", "04/07/2026 Sat Jul 4 7 26 185 27"},
		{"format-date-time(/data/start, '%H:%M:%S.%3 %h %A %B %%')", "14:05:00.000 14 Saturday November %"},
		{"format-date-time('18:30:00', '%H.%M')", "18.30"},
		{"format-date(/data/blank, '%Y')", ""},
	})
}

func TestGeography(t *testing.T) {
	checkStrings(t, glasgow(t), xpath.Context{Node: parse(t, household)}, [][2]string{
		{"distance(/data/blank)", "0"},
		{"area(/data/blank)", "0"},
		{"distance('')", "NaN"},
		{"distance('55.86 -4.25; 55.86 -4.25')", "0"},
		{"round(distance('55.8642 -4.2518 0 0; 55.9533 -3.1883 0 0') div 1000)", "67"},
		{"area('0 0; 0 1')", "0"},
		{"round(area('0 0; 0 1; 1 1; 1 0; 0 0') div 1000000)", "12391"},
		{"distance('here')", "NaN"},
		{"distance('91 0; 0 0')", "NaN"},
	})
}

func TestErrorsOfEvaluation(t *testing.T) {
	doc := parse(t, household)
	for _, c := range []struct {
		source string
		want   error
	}{
		{"${age} + 1", xpath.ErrUnresolved},
		{"${last-saved#age}", xpath.ErrUnresolved},
		{"instance('x')/root", xpath.ErrUnavailable},
		{"pulldata('a', 'b', 'c', 'd')", xpath.ErrUnavailable},
		{"jr:choice-name('a', 'b')", xpath.ErrUnavailable},
		{"count(if(true(), 1, 2))", xpath.ErrType},
		{"sum(coalesce(1, 2))", xpath.ErrType},
		{"digest('a', 'crc', 'hex')", nil},
		{"regex('a', '(')", nil},
		{"format-date(today(), '%Q')", nil},
		{"uuid(100000)", nil},
	} {
		e, err := xpath.Compile(c.source)
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		_, err = e.Eval(glasgow(t), xpath.Context{Node: doc})
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", c.source, err, c.want)
		}
	}
}

func TestTypedResultsAgree(t *testing.T) {
	doc := parse(t, household)
	env := glasgow(t)
	for _, source := range []string{
		"/data/age", "/data/blank", "/data/none", "1 + 1", "0", "'a'", "''", "true()", "today()", "date('x')",
		"if(1, 'a', 2)", "if(0, 'a', 2)", "coalesce('', 3)", "/data/age | /data/name", "once(3)", "now() - today()",
		"/data/age = 17", "/data/age = /data/age", "count(/data/child)", "max(/data/age)", "-/data/age", "/data/age or 0",
	} {
		e, err := xpath.Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		ctx := xpath.Context{Node: doc}
		v, _ := e.Eval(env, ctx)
		s, _ := e.EvalString(env, ctx)
		n, _ := e.EvalNumber(env, ctx)
		b, _ := e.EvalBool(env, ctx)
		if v.String() != s || v.Bool() != b || v.Number() != n && !(math.IsNaN(n) && math.IsNaN(v.Number())) {
			t.Errorf("%s: Eval gives %q %v %v, the typed ones %q %v %v", source, v.String(), v.Number(), v.Bool(), s, n, b)
		}
	}
}

func TestParseXML(t *testing.T) {
	for _, c := range []struct{ document, problem string }{
		{"", "no element"},
		{"<a>", "never closed"},
		{"<a></b>", "closes nothing"},
		{"<a/><b/>", "second root"},
		{"text", "outside the root"},
		{"<a>&nope;</a>", "nope"},
		{strings.Repeat("<a>", 500) + strings.Repeat("</a>", 500), "deep"},
	} {
		_, err := xpath.ParseXML(strings.NewReader(c.document))
		if !errors.Is(err, xpath.ErrXML) || !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%.20s: error %v, want one about %q", c.document, err, c.problem)
		}
	}
	doc := parse(t, `<?xml version="1.0"?><d xmlns:odk="http://www.opendatakit.org/xforms"><a odk:x="1">p<b>q</b><![CDATA[<r>]]></a></d>`)
	checkStrings(t, nil, xpath.Context{Node: doc}, [][2]string{
		{"/d/a", "pq<r>"},
		{"/d/a/@odk:x", "1"},
		{"count(/d/a/node())", "3"},
	})
}

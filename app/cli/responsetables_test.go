package cli_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// zipped writes a zip of files, given as names and contents.
func zipped(t *testing.T, file string, parts ...string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// What a zip holds beside answers is no hindrance; what else did not come in
// is named, and the exit status says so. The same again comes in once.
func TestImportSaysWhatDidNotComeIn(t *testing.T) {
	dir := t.TempDir()
	project := filepath.Join(dir, "p.doorstep")
	form := write(t, filepath.Join(dir, "session.md"), feedbackForm)
	run(t, "project", "create", "--no-passphrase", project)
	in := []string{"response", "import", "--project", project, "--form", form + "@v1"}

	const answers = "overall,affect,KEY,FormVersion\n5,4,uuid:one,v1\n3,2,uuid:two,v1\n"
	whole := zipped(t, filepath.Join(dir, "whole.zip"), "a - audit.csv", "event,node,start,end\nquestion,/data/overall,1,2\n",
		"media/list.csv", "overall,affect\n1,1\n", "__MACOSX/._session.csv", "\x00\x05", "../../session.csv", answers)
	contains(t, run(t, append(in, whole)...), "2 responses imported, 0 skipped\n")
	contains(t, run(t, append(in, whole)...), "0 responses imported, 2 skipped (2 were here already)\n")

	two := zipped(t, filepath.Join(dir, "two.zip"), "another.csv", "overall,colour,KEY\n5,red,uuid:x\n", "session.csv", answers)
	contains(t, fails(t, 1, append(in, two)...), "nothing of the table another came in, 1 row:", "import it as a file of its own")

	page := write(t, filepath.Join(dir, "page.json"), `{"results": [{"overall": "5", "_uuid": "three", "__version__": "v1"}], "count": 3000, "next": "https://k.example/?start=1"}`)
	contains(t, fails(t, 1, append(in, page)...), page+":1: the server has 3000 responses and the answer holds 1 of them; 2999 did not come in")
	contains(t, run(t, "response", "list", "--project", project, "--json"), "uuid:one", "uuid:two", "uuid:three")
}

// A file of a zip is named with it, a file alone once, and what did not come in
// stands where it is read, however much else there is to say.
func TestImportNamesTheFileOfEachProblem(t *testing.T) {
	dir := t.TempDir()
	project := filepath.Join(dir, "p.doorstep")
	form := write(t, filepath.Join(dir, "session.md"), feedbackForm)
	run(t, "project", "create", "--no-passphrase", project)
	in := []string{"response", "import", "--project", project, "--form", form + "@v1"}

	parts := zipped(t, filepath.Join(dir, "parts.zip"),
		"a.json", `[{"overall": "5", "_uuid": "one", "__version__": "v1", "colour": "red"}]`,
		"b/c.json", `[{"overall": "5", "_uuid": "two", "__version__": "v1", "colour": "red"}]`,
		"session.csv", "overall,affect,KEY,FormVersion\n5,4,uuid:three,v1\n3,2,uuid:four,v1,x\n", "session-visits.csv", "who,PARENT_KEY\nAnn,uuid:nobody\n")
	_, _, errs := said(append(in, parts)...)
	contains(t, errs, parts+"/a.json:1: ", parts+"/b/c.json:1: ", parts+"/session.csv:3: the row of the table session has more", parts+"/session-visits.csv:2: the row of the table session-visits belongs")
	if strings.Contains(errs, "(2 times)") {
		t.Errorf("two files' problems are told as one:\n%s", errs)
	}
	broken := write(t, filepath.Join(dir, "broken.csv"), "overall,\"affect\nKEY\n")
	if errs := fails(t, 1, append(in, broken)...); strings.Count(errs, broken) != 1 {
		t.Errorf("it says %q", errs)
	}
	contains(t, fails(t, 1, append(in, zipped(t, filepath.Join(dir, "broken.zip"), "bad.csv", "overall,\"affect\nKEY\n"))...), "broken.zip: bad.csv in it: ")

	var page strings.Builder
	for i := range 150 {
		fmt.Fprintf(&page, `, {"overall": "5", "_uuid": "p%d", "__version__": "v1", "colour%d": "red"}`, i, i)
	}
	many := write(t, filepath.Join(dir, "page.json"), `{"results": [`+page.String()[2:]+`], "count": 3000, "next": "https://k.example/?start=150"}`)
	contains(t, fails(t, 1, append(in, many)...), "colour0", "the server has 3000 responses", "51 more kinds of problem")
}

// A broken quote ends a table there and says so; what was rejected elsewhere is
// counted, and left out when asked.
func TestImportTellsOfBrokenQuotesAndRejected(t *testing.T) {
	dir := t.TempDir()
	form := write(t, filepath.Join(dir, "session.md"), feedbackForm)
	project := func(name string) []string {
		file := filepath.Join(dir, name)
		run(t, "project", "create", "--no-passphrase", file)
		return []string{"response", "import", "--project", file, "--form", form + "@v1"}
	}
	in := project("a.doorstep")
	broken := write(t, filepath.Join(dir, "broken.csv"), "overall,affect,KEY,FormVersion\n5,4,uuid:one,v1\n3,\"2,uuid:two,v1\n4,4,uuid:three,v1\n")
	contains(t, fails(t, 1, append(in, broken)...), "cannot be read from line 3 on")
	contains(t, run(t, append(in, write(t, filepath.Join(dir, "one.csv"), "overall,affect,KEY,FormVersion\n5,4,uuid:one,v1\n"))...), "(1 were here already)")

	central := write(t, filepath.Join(dir, "central.csv"), "overall,affect,KEY,FormVersion,ReviewState\n5,4,uuid:ok,v1,approved\n3,2,uuid:no,v1,rejected\n")
	server := write(t, filepath.Join(dir, "kobo.jsonl"),
		`{"overall": "5", "_uuid": "k", "__version__": "v1", "_validation_status": {"uid": "validation_status_not_approved", "label": "Not Approved"}}`)
	contains(t, run(t, append(in, central, server)...), "3 responses imported", "2 responses of those read: rejected")
	contains(t, run(t, append(project("b.doorstep"), "--leave-out-rejected", central, server)...), "1 response imported", "2 responses left out: rejected")
}

// What was edited on the server comes in once, as a further state of the
// response; withdrawn, it stays out under every id it had.
func TestImportBringsInWhatWasEditedOnTheServer(t *testing.T) {
	dir := t.TempDir()
	form := write(t, filepath.Join(dir, "session.md"), feedbackForm)
	project := filepath.Join(dir, "p.doorstep")
	run(t, "project", "create", "--no-passphrase", project)
	in := []string{"response", "import", "--project", project, "--form", form + "@v1"}

	first := write(t, filepath.Join(dir, "first.json"), `{"overall": "5", "_uuid": "a", "meta/instanceID": "uuid:a", "__version__": "v1", "_submission_time": "2026-11-20T10:00:00"}`)
	second := write(t, filepath.Join(dir, "second.xml"),
		`<data id="session" version="v1"><overall>4</overall><meta><instanceID>uuid:b</instanceID><deprecatedID>uuid:a</deprecatedID></meta></data>`)
	third := write(t, filepath.Join(dir, "third.json"), `{"overall": "3", "_uuid": "c", "meta/instanceID": "uuid:c", "meta/deprecatedID": "uuid:b", "meta/rootUuid": "uuid:a", "__version__": "v1"}`)
	contains(t, run(t, append(in, first, second)...), "1 response imported, 1 brought up to date, 0 skipped\n")
	contains(t, run(t, append(in, "--json", third)...), `"imported":0,"skipped":0,"alreadyHere":0,"revised":1`)
	contains(t, run(t, append(in, first, second, third)...), "0 responses imported, 3 skipped (3 were here already)\n")
	shown := run(t, "response", "show", "--project", project, "--history", "uuid:a")
	contains(t, shown, "interviewed", "edited on the server")
	if n := strings.Count(shown, "edited on the server"); n != 2 {
		t.Errorf("its history has %d edits:\n%s", n, shown)
	}
	contains(t, run(t, "response", "list", "--project", project, "--json", "--answers"), `"overall":"3"`, `"uuid:a"`)

	run(t, "response", "withdraw", "--project", project, "uuid:a")
	contains(t, run(t, append(in, first, second, third)...), "0 responses imported, 3 skipped")
	contains(t, fails(t, 2, append(in, "--tz", "Glasgow", first)...), "there is no time zone")
}

// A consent taken back stays so whatever a server sends, what was changed here
// too is a conflict and counted as one, and what may be somebody who was taken
// out stays out until told otherwise.
func TestImportOfEditsKeepsToWhatWasDoneHere(t *testing.T) {
	project, _ := careProject(t)
	dir := t.TempDir()
	in := []string{"response", "import", "--project", project}
	edit := func(name, of, replaces, phone string) string {
		return write(t, filepath.Join(dir, name), `<data id="care" version="v1"><ok>yes</ok><ill>sore-`+of+`</ill><phone>`+phone+
			`</phone><meta><instanceID>uuid:`+name+`</instanceID><deprecatedID>uuid:`+replaces+`</deprecatedID></meta></data>`)
	}
	run(t, "response", "withdraw", "--project", project, "--purpose", "health", "uuid:two")
	contains(t, run(t, append(in, edit("two-b.xml", "hip", "two", "0141-new"))...), "0 responses imported, 1 brought up to date, 0 skipped\n")
	shown := run(t, "response", "show", "--project", project, "uuid:two")
	contains(t, shown, "ok: no", "ill: (erased)", "phone: 0141-new")

	newer := func(name, before string) string {
		return write(t, filepath.Join(dir, name), `{"ok": "yes", "ill": "`+name+`", "meta/instanceID": "uuid:`+name+`", "meta/deprecatedID": "uuid:`+before+`", "meta/rootUuid": "uuid:one"}`)
	}
	run(t, append(in, newer("one-c", "one-b"))...)
	_, out, _ := said(append(in, "--json", newer("one-e", "one-d"))...)
	contains(t, out, `"imported":0,"skipped":0,"alreadyHere":0,"revised":0,"inConflict":1`, `"unclear-edit"`, "stands for now")
	contains(t, run(t, "response", "conflicts", "--project", project), "uuid:one")

	run(t, "response", "withdraw", "--project", project, "uuid:two")
	unknown := edit("two-z.xml", "hip", "two-y", "0141-two")
	status, out, errs := said(append(in, unknown)...)
	contains(t, out, "0 responses imported, 1 skipped\n")
	contains(t, errs, "so it did not come in", "--take-doubted")
	if status != 0 {
		t.Errorf("status %d", status)
	}
	contains(t, run(t, append(in, "--take-doubted", unknown)...), "1 response imported, 0 skipped\n")
}

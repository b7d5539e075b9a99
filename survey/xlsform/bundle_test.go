package xlsform

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/survey"

	"github.com/xuri/excelize/v2"
)

const wardForm = `
| survey | | | | |
| | type | name | label | image |
| | select_one_from_file wards.csv | ward | Ward | map.png |
`

func writeZip(t *testing.T, parts map[string]func(io.Writer)) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "haghill.zip")
	must(t, os.WriteFile(file, zipOf(t, parts), 0o600))
	return file
}

func TestQuestionnaireInAZip(t *testing.T) {
	file := writeZip(t, map[string]func(io.Writer){
		"haghill/form.md": text(wardForm), "haghill/form-media/wards.csv": text("name,label\nh,Haghill\n"),
		"haghill/form-media/map.png": text("png"), "__MACOSX/form.md": text("x"), "notes.txt": text("hello"),
	})
	src, form, problems, err := ReadFile(file)
	if err != nil || form == nil {
		t.Fatalf("%v\n%s", err, list(problems))
	}
	if src.Name != "form.md" || len(src.Files) != 2 || find(problems, "missing-file") != nil {
		t.Errorf("name %s, %d files\n%s", src.Name, len(src.Files), list(problems))
	}
	if got := question(t, form, "/data/ward").List.Choices; len(got) != 1 || got[0].Name != "h" {
		t.Errorf("choices %v", got)
	}
}

func TestZipsThatAreNoQuestionnaire(t *testing.T) {
	zeros := func(w io.Writer) {
		block := make([]byte, 1<<20)
		for range maxFileBytes>>20 + 2 {
			_, _ = w.Write(block)
		}
	}
	for name, c := range map[string]struct {
		parts map[string]func(io.Writer)
		kind  error
	}{
		"two forms": {map[string]func(io.Writer){"a.md": text(wardForm), "b.md": text(wardForm)}, ErrNotWorkbook},
		"no form":   {map[string]func(io.Writer){"a.csv": text("a,b\n")}, ErrNotWorkbook},
		"a bomb":    {map[string]func(io.Writer){"a.md": text(wardForm), "wards.csv": zeros}, ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, _, err := ReadFile(writeZip(t, c.parts)); !errors.Is(err, c.kind) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestMissingMedia(t *testing.T) {
	_, problems := read(t, wardForm, "wards.csv", "name,label\nh,Haghill\n")
	if p := find(problems, "missing-file"); p == nil || p.At.Name != "D2" || !strings.Contains(p.Err.Error(), "map.png") {
		t.Errorf("the picture that is not there:\n%s", list(problems))
	}
	if _, problems = read(t, wardForm, "wards.csv", "name,label\nh,Haghill\n", "map.png", "x"); find(problems, "missing-file") != nil {
		t.Errorf("all is there:\n%s", list(problems))
	}
}

func TestFormulaWithoutValue(t *testing.T) {
	src := workbook(t, map[string][][]any{"survey": {{"type", "name", "label"}, {"text", "a"}}}, func(f *excelize.File) {
		must(t, f.SetCellFormula("survey", "C2", `"Your "&"name?"`))
	})
	_, problems, err := Read(src)
	if p := find(problems, "formula-without-value"); err != nil || p == nil || p.At.Name != "C2" {
		t.Errorf("%v\n%s", err, list(problems))
	}
}

func TestPreloads(t *testing.T) {
	form := readMust(t, `
| survey | | | | | |
| | type | name | label | bind::jr:preload | bind::jr:preloadParams |
| | hidden | began | | timestamp | start |
| | calculate | device | | property | deviceid |
| | date | on | On | date | today |
| | text | id | Id | uid | |
`)
	for ref, want := range map[survey.Ref]survey.Type{"/data/began": survey.TypeStart, "/data/device": survey.TypeDeviceID, "/data/on": survey.TypeDate} {
		if got := question(t, form, ref).Type; got != want {
			t.Errorf("%s is %s", ref, got)
		}
	}
	if question(t, form, "/data/on").Bind.Default.Source != "today()" || question(t, form, "/data/id").Bind.Default.Source != "uuid()" {
		t.Error("a preload of a question that is asked is its default")
	}
}

func TestCounterOfARepeatHasAName(t *testing.T) {
	readMust(t, `
| survey | | | | |
| | type | name | label | repeat_count |
| | begin repeat | child | Child | 1 + 1 |
| | text | name | Name | |
| | end repeat | | | |
| | note | number | There are ${child_count} | |
`)
	if _, problems := read(t, `
| survey | | | | |
| | type | name | label | repeat_count |
| | integer | n | N | |
| | begin repeat | child | Child | ${n} |
| | text | name | Name | |
| | end repeat | | | |
| | note | number | There are ${child_count} | |
`); find(problems, "unknown-reference") == nil {
		t.Error("a count that is only a reference has no name of its own in other tools")
	}
}

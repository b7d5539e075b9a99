package xlsform

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"doorstep/survey"
)

// reader builds one form. It lives for one call of [Read].
type reader struct {
	problems collector
	src      survey.Source
	form     *survey.Form

	survey, choices, settings, external, entities, quotas *table // nil without the sheet
	sheetNames                                            []string

	languages  languages
	types      map[string]rowType // the type column's cells, understood once
	lists      map[string]*listUse
	outside    map[string]*survey.List // of the external_choices sheet
	nodes      []*node
	names      map[string][]*node // every node by name
	sorted     []string           // every name, sorted once one is looked for
	listNames  []string           // every list's name, likewise
	files      map[string]string  // base name of each file used: its name with extension
	counters   map[string]bool    // names of the numbers that repeat_count makes
	declared   map[string]int     // csv-external and xml-external rows by name
	duplicates bool               // settings allow_choice_duplicates
}

// node is a row of the survey sheet that became part of the form.
type node struct {
	record
	survey.Node
	typ     rowType
	repeats []*node // the repeats around it, outermost first
	parent  *node   // the group or repeat around it; nil at the top
}

// Read reads a questionnaire. The error says in one sentence why the file is
// none; faults inside it come as problems, all of them at once. The form is
// nil when any problem is an error.
func Read(src survey.Source) (*survey.Form, []*survey.Problem, error) {
	b, err := readBook(src)
	if err != nil {
		return nil, nil, err
	}
	return readForm(src, b)
}

// readForm reads the questionnaire in the sheets of a file.
func readForm(src survey.Source, b *book) (*survey.Form, []*survey.Problem, error) {
	r := &reader{
		src:   src,
		form:  &survey.Form{Lists: map[string]*survey.List{}, Tables: map[string]*survey.Table{}, Settings: map[string]string{}},
		types: map[string]rowType{}, lists: map[string]*listUse{}, names: map[string][]*node{}, files: map[string]string{}, declared: map[string]int{}, counters: map[string]bool{},
		sheetNames: b.names,
	}
	if b.grids["survey"] == nil {
		return nil, nil, noSurvey(src.Name, b)
	}
	r.open(b)
	r.readSettings()
	r.languages.collect(r)
	r.readChoices()
	r.readExternalChoices()
	r.readSurvey()
	r.form.Arrange()
	r.resolve()
	r.readEntities()
	r.readQuotas()
	r.checkNames()
	r.checkExpressions()
	r.checkTranslations()
	r.checkUnused()
	r.checkTables()
	r.checkMedia()

	problems := r.problems.sorted()
	if survey.HasErrors(problems) {
		return nil, problems, nil
	}
	return r.form, problems, nil
}

func readBook(src survey.Source) (*book, error) {
	if len(src.Data) == 0 {
		return nil, cannotRead(ErrNotWorkbook, "%s is empty", src.Name)
	}
	if ext := strings.ToLower(filepath.Ext(src.Name)); ext == ".md" || ext == ".markdown" {
		return readMarkdown(src.Name, src.Data)
	}
	return readWorkbook(src.Name, src.Data)
}

func noSurvey(name string, b *book) error {
	hint := ""
	if n := nearest("survey", b.names); n != "" {
		hint = fmt.Sprintf("; rename the sheet %q to survey", n)
	} else {
		hint = "; XLSForm keeps the questions on a sheet called survey"
	}
	return cannotRead(ErrNoSurvey, "%s has no sheet named survey%s", name, hint)
}

// open reads the headers of every sheet there is.
func (r *reader) open(b *book) {
	sheet := func(key string, s schema) *table {
		g := b.grids[key]
		if g == nil {
			return nil
		}
		t := newTable(g, s, &r.problems)
		t.report(&r.problems)
		return t
	}
	r.survey = sheet("survey", schema{known: surveyColumns, aliases: surveyAliases})
	r.choices = sheet("choices", schema{known: choiceColumns, aliases: choiceAliases, spaceNames: true})
	r.external = sheet("external_choices", schema{known: externalColumns, aliases: choiceAliases, spaceNames: true})
	r.settings = sheet("settings", schema{known: settingColumns, aliases: settingAliases})
	r.entities = sheet("entities", schema{known: entityColumns})
	r.quotas = sheet("quotas", schema{known: quotaColumns})
}

// ReadSource reads a questionnaire from disk, with the files beside it that it
// names: tables for look-ups and choices, pictures, sound. They are sought in
// its own folder and in NAME-media, where ODK's tools keep them.
func ReadSource(path string) (survey.Source, error) {
	src, _, err := readSource(path)
	return src, err
}

// ReadFile is [ReadSource] and [Read] in one go, which unpacks the workbook
// only once.
func ReadFile(path string) (survey.Source, *survey.Form, []*survey.Problem, error) {
	src, b, err := readSource(path)
	if err != nil {
		return src, nil, nil, err
	}
	form, problems, err := readForm(src, b)
	return src, form, problems, err
}

func readSource(path string) (survey.Source, *book, error) {
	name := filepath.Base(path)
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err):
		return survey.Source{}, nil, fmt.Errorf("there is no file %s: %w", path, err)
	case err != nil:
		return survey.Source{}, nil, fmt.Errorf("read %s: %w", path, err)
	case info.IsDir():
		return survey.Source{}, nil, cannotRead(ErrNotWorkbook, "%s is a folder, not a questionnaire", path)
	case info.Size() > maxFileBytes:
		return survey.Source{}, nil, cannotRead(ErrTooLarge, "%s is larger than %d MB; a questionnaire is far smaller, so take pictures and data sheets out of the workbook", name, maxFileBytes>>20)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return survey.Source{}, nil, fmt.Errorf("read %s: %w", path, err)
	}
	zipped, err := openBundle(name, data)
	switch {
	case err != nil:
		return survey.Source{Name: name, Data: data}, nil, err
	case zipped != nil:
		return zipped.source(name)
	}
	src := survey.Source{Name: name, Data: data}
	b, err := readBook(src)
	if err != nil {
		return src, nil, err
	}
	for _, wanted := range namedFiles(b) {
		if content, ok := readBeside(path, wanted); ok {
			if src.Files == nil {
				src.Files = map[string][]byte{}
			}
			src.Files[wanted] = content
		}
	}
	return src, b, nil
}

// readBeside reads a file that stands next to the questionnaire.
func readBeside(path, wanted string) ([]byte, bool) {
	if wanted != filepath.Base(wanted) || wanted == "." || wanted == ".." || strings.ContainsAny(wanted, `/\`) {
		return nil, false // never outside the folder
	}
	folder, stem := filepath.Dir(path), strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	for _, place := range []string{folder, filepath.Join(folder, stem+"-media"), filepath.Join(folder, "media")} {
		full := filepath.Join(place, wanted)
		info, err := os.Stat(full)
		if err != nil || !info.Mode().IsRegular() || info.Size() > maxFileBytes {
			continue
		}
		if data, err := os.ReadFile(full); err == nil {
			return data, true
		}
	}
	return nil, false
}

// namedFiles lists the file names that stand anywhere in the questionnaire:
// whole cells for media, types for choices, expressions for look-ups.
func namedFiles(b *book) []string {
	seen := map[string]bool{}
	for _, g := range b.grids {
		for _, row := range g.rows {
			for i, cell := range row.cells {
				if cell == "" {
					continue
				}
				findFiles(cell, seen)
				if !strings.Contains(cell, "xternal") {
					continue
				}
				if t := parseType(cell); t.kind == rowExternal {
					findDeclared(row.cells[i+1:], t.list, seen)
				}
			}
		}
	}
	files := make([]string, 0, len(seen))
	for f := range seen {
		files = append(files, f)
	}
	slices.Sort(files)
	return files
}

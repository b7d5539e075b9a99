package viewmodel

import (
	"path/filepath"
	"slices"
	"strings"
)

// ExportFormat is what comes out of an export, named as the command line does.
type ExportFormat string

// The formats.
const (
	ExportAnalyst ExportFormat = "analyst"
	ExportRelease ExportFormat = "release"
	ExportCSV     ExportFormat = "csv"
	ExportSPSS    ExportFormat = "spss"
	ExportJSON    ExportFormat = "jsonl"
	ExportXML     ExportFormat = "xml"
	ExportKobo    ExportFormat = "kobo"
)

// ExportFormats are the formats in the order they are offered.
var ExportFormats = []struct {
	Format    ExportFormat
	Title     string
	About     string
	Extension string
}{
	{ExportAnalyst, "Analyst workbook", "An Excel workbook with every response, a codebook, tables and charts.", ".xlsx"},
	{ExportRelease, "Release workbook", "An Excel workbook for the board and the public: counts only, small numbers hidden, nothing personal.", ".xlsx"},
	{ExportCSV, "CSV", "A table any program reads, and one more for each repeat.", ".csv"},
	{ExportSPSS, "SPSS", "A CSV file and the syntax that reads it into SPSS or PSPP.", ".sps"},
	{ExportJSON, "JSON lines", "One line a response, for programmers and for moving to another project.", ".jsonl"},
	{ExportXML, "OpenRosa XML", "One XML file a response, as ODK tools write it, in a zip file.", ".zip"},
	{ExportKobo, "KoboToolbox layout", "An Excel workbook laid out as KoboToolbox’s own, for scripts that expect it.", ".xlsx"},
}

func (f ExportFormat) extension() string {
	for _, x := range ExportFormats {
		if x.Format == f {
			return x.Extension
		}
	}
	return ".xlsx"
}

// ExportValues says how answers are written.
type ExportValues string

// How answers are written.
const (
	ExportLabels ExportValues = "labels"
	ExportCodes  ExportValues = "codes"
	ExportBoth   ExportValues = "both"
)

// ExportMultiple says which columns a question with several answers gets.
type ExportMultiple string

// The columns of a question with several answers.
const (
	ExportBothColumns   ExportMultiple = "both"
	ExportJoinedColumn  ExportMultiple = "summary"
	ExportChoiceColumns ExportMultiple = "details"
)

// Crosstab is one question's answers by another's, by their names.
type Crosstab struct{ Row, Column string }

// ExportOptions is what the user asked for. What a format has no use for is
// kept for when another is chosen.
type ExportOptions struct {
	FormID   string
	Format   ExportFormat
	Values   ExportValues
	Multiple ExportMultiple
	Language string

	Personal   bool
	Attached   bool // the files given as answers too, in FilesFolder
	Training   bool
	Paradata   bool
	Pictures   bool // charts as pictures too, in PicturesFolder
	RoundBases bool
	Crosstabs  []Crosstab
	Coded      string // a workbook whose sheet Free text has been coded
	Totals     string // a file of totals to weight to
	QuotesSeen bool   // somebody has read the quotations; never kept

	Area    string // the code of an answer; "" is everywhere
	Worker  string // "" is everybody
	Version string // "" is all, "latest" the newest
	Since   string // a day as 2026-11-21, "" for no limit
	Until   string
	Where   string
	Columns []string // questions or groups by name; empty for all

	Path string
}

// Clone returns a copy that shares nothing.
func (o ExportOptions) Clone() ExportOptions {
	o.Crosstabs, o.Columns = slices.Clone(o.Crosstabs), slices.Clone(o.Columns)
	return o
}

// FilesFolder is where attached files go: beside the workbook, by its name.
func (o ExportOptions) FilesFolder() string { return o.beside("-files") }

// PicturesFolder is where charts go as pictures.
func (o ExportOptions) PicturesFolder() string { return o.beside("-charts") }

func (o ExportOptions) beside(what string) string {
	return strings.TrimSuffix(o.Path, filepath.Ext(o.Path)) + what
}

// ExportUses says which choices the format has a use for.
type ExportUses struct {
	Values, BothValues, Multiple, Language, Personal, Tables, Release, Coded, Charts, Weights bool
}

// Uses says which choices the format has a use for.
func (f ExportFormat) Uses() ExportUses {
	table := f == ExportAnalyst || f == ExportCSV || f == ExportKobo
	return ExportUses{
		Values:     table,
		BothValues: table && f != ExportKobo,
		Multiple:   table || f == ExportSPSS,
		Language:   table || f == ExportSPSS || f == ExportRelease,
		Personal:   f != ExportRelease,
		Tables:     f == ExportAnalyst,
		Release:    f == ExportRelease,
		Coded:      f == ExportAnalyst || f == ExportRelease,
		Charts:     f == ExportAnalyst || f == ExportRelease,
		Weights:    f == ExportAnalyst || f == ExportCSV || f == ExportSPSS,
	}
}

// used returns the options without what the format has no use for.
func (o ExportOptions) used() ExportOptions {
	o = o.Clone()
	u := o.Format.Uses()
	if !u.BothValues && o.Values == ExportBoth {
		o.Values = ExportLabels
	}
	if !u.Personal {
		o.Personal, o.Attached, o.Training = false, false, false
	}
	if !u.Tables {
		o.Paradata, o.Crosstabs = false, nil
	}
	if o.Coded == "" {
		o.QuotesSeen = false
	}
	if !u.Charts {
		o.Pictures = false
	}
	if !u.Weights {
		o.Totals = ""
	}
	if !u.Coded {
		o.Coded = ""
	}
	return o
}

// ExportResult is what came of it.
type ExportResult struct {
	Path     string
	Stored   int
	Exported int
	Excluded []ExcludedCount
	Files    *ExportedFiles // nil when they were not asked for
	Notes    []string       // what to know about the file
}

// ExportedFiles is what came of the attached files.
type ExportedFiles struct {
	Folder  string
	Written int
	There   int // the same file was there already
	Missing int // not in this project: on another laptop
	Kept    int // another file has the name, and was left alone
}

// ExcludedCount is how many responses were left out, and why.
type ExcludedCount struct {
	Reason string
	Count  int
}

// ExportPreview is what would go out.
type ExportPreview struct {
	Stored   int
	Exported int
	Excluded []ExcludedCount
	Sheets   []ExportSheet
	LeftOut  []string // personal questions that stay out, by their titles
	Quotes   []ExportQuote
}

// ExportSheet is a table of answers.
type ExportSheet struct {
	Name          string
	Rows, Columns int
}

// ExportQuote is what somebody said, to be published.
type ExportQuote struct {
	Question, Text string
	Found          []string // words that may tell who it was
}

// ExportChoice is something to pick from.
type ExportChoice struct{ Value, Title string }

// ExportOffers is what a questionnaire and its responses give to choose from.
type ExportOffers struct {
	Areas    []ExportChoice // empty when no question tells areas apart
	Workers  []string
	Versions []string       // the newest first
	Closed   []ExportChoice // questions with a list of answers, for crosstabs
}

// KeptExport is a choice of options kept by name.
type KeptExport struct {
	Name    string
	Options ExportOptions
}

// PersonalWarning is shown while personal data is asked for.
const PersonalWarning = "The file will hold names, contact details or postcodes that people gave in confidence, and the notes of those who interviewed. Keep it only as long as you need it, and never send it by ordinary email."

// PersonalWritten is shown of a file with personal data once it is there.
const PersonalWritten = "Names, contact details or postcodes that people gave in confidence, and the notes of those who interviewed. Keep it only as long as you need it, and never send it by ordinary email."

// AttachedWarning is shown while attached files are asked for.
const AttachedWarning = "Pictures, recordings and signatures tell who somebody is. They are written as they were given, for anybody who has the folder to open. Keep it only as long as you need it."

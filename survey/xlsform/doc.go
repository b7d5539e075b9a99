// Package xlsform reads questionnaires written as XLSForms, in Excel workbooks
// or Markdown tables, into [survey.Form].
//
// [Read] reports every problem of a questionnaire in one go, each placed in its
// cell. It parses all expressions and resolves all ${names}; circles between
// calculations are the engine's to find. The package keeps no state: any
// goroutine may call it, and it writes nothing.
package xlsform

import "errors"

// Why a file cannot be read as a questionnaire at all. Errors of [Read] and
// [ReadSource] wrap one of these, with a sentence for the user.
var (
	ErrNotWorkbook = errors.New("not an Excel workbook")
	ErrPassword    = errors.New("protected by a password")
	ErrNoSurvey    = errors.New("no survey sheet")
	ErrTooLarge    = errors.New("too large")
)

// What a questionnaire may hold. Real ones stay far below; a file beyond is a
// mistake or an attack, and reading it would stall the laptop.
const (
	maxFileBytes     = 64 << 20
	maxUnzippedBytes = 192 << 20
	maxSheetBytes    = 48 << 20 // a larger sheet is read from a temporary file
	maxRows          = 150_000  // rows with something in them, a sheet
	maxBlankRows     = 20_000   // after as many blank rows a sheet is over
	maxColumns       = 2_000
	maxCellBytes     = 64 << 10 // Excel itself stops at 32,767 characters
	maxDepth         = 64       // groups in groups
	maxProblems      = 1_000
)

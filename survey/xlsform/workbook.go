package xlsform

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// oleHeader starts the container of old .xls files and of encrypted workbooks.
var oleHeader = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}

// encryptedStream is the name, in UTF-16, that an encrypted workbook's
// container gives the stream with the workbook in it.
var encryptedStream = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")

// readWorkbook reads the sheets of an Excel workbook that an XLSForm uses.
func readWorkbook(name string, data []byte) (*book, error) {
	if err := checkContainer(name, data); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzippedBytes, UnzipXMLSizeLimit: maxSheetBytes,
	})
	if err != nil {
		return nil, cannotRead(ErrNotWorkbook, "%s is damaged or not an Excel workbook; open it in Excel or LibreOffice and save it again as .xlsx", name)
	}
	defer f.Close()

	b := &book{grids: map[string]*grid{}}
	for _, sheet := range f.GetSheetList() {
		b.names = append(b.names, sheet)
		key, known := sheetKey(sheet)
		if !known || b.grids[key] != nil {
			continue
		}
		g, err := readSheet(f, sheet)
		if err != nil {
			if isUnreadable(err) {
				return nil, err
			}
			return nil, cannotRead(ErrNotWorkbook, "the sheet %q of %s cannot be read; open the workbook in Excel or LibreOffice and save it again as .xlsx", sheet, name)
		}
		b.grids[key] = g
	}
	return b, nil
}

// checkContainer refuses what is no workbook before anything is unpacked.
func checkContainer(name string, data []byte) error {
	switch {
	case len(data) > maxFileBytes:
		return cannotRead(ErrTooLarge, "%s is larger than %d MB; a questionnaire is far smaller, so take pictures and data sheets out of the workbook", name, maxFileBytes>>20)
	case bytes.HasPrefix(data, oleHeader) && bytes.Contains(data, encryptedStream):
		return cannotRead(ErrPassword, "%s is protected by a password; open it in Excel, take the password off (File, Info, Protect Workbook) and save it", name)
	case bytes.HasPrefix(data, oleHeader):
		return cannotRead(ErrNotWorkbook, "%s is an old Excel file (.xls); open it in Excel or LibreOffice and save it as .xlsx", name)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return cannotRead(ErrNotWorkbook, "%s is not an Excel workbook; save the questionnaire as .xlsx and try again", name)
	}
	if len(z.File) > 10_000 {
		return cannotRead(ErrTooLarge, "%s holds %d parts, which no questionnaire does; it is not safe to open", name, len(z.File))
	}
	var total uint64
	workbook := false
	for _, part := range z.File {
		total += part.UncompressedSize64
		if total > maxUnzippedBytes || part.UncompressedSize64 > maxUnzippedBytes {
			return cannotRead(ErrTooLarge, "%s unpacks to more than %d MB, which no questionnaire does; it is not safe to open", name, maxUnzippedBytes>>20)
		}
		workbook = workbook || strings.EqualFold(strings.ReplaceAll(part.Name, "\\", "/"), "xl/workbook.xml") ||
			strings.EqualFold(part.Name, "[Content_Types].xml")
	}
	if !workbook {
		return cannotRead(ErrNotWorkbook, "%s is a zip file but not an Excel workbook; save the questionnaire as .xlsx and try again", name)
	}
	return nil
}

// readSheet streams one sheet. Every value comes raw, so that codes stay as
// stored; the cells whose type matters are looked up in [cellKinds].
func readSheet(f *excelize.File, sheet string) (*grid, error) {
	rows, err := f.Rows(sheet)
	if err != nil {
		return nil, err
	}
	defer rows.Close()

	g := &grid{name: sheet}
	kinds := newCellKinds(f, sheet)
	last, known := kinds.lastContent()
	blank := 0
	for number := 1; rows.Next(); number++ {
		if known && number > last {
			break // formatting often goes on to the last row Excel has
		}
		cells, err := rows.Columns()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if !g.keep(number, cells, kinds) {
			if blank++; blank > maxBlankRows {
				g.noteBlankRows()
				break
			}
			continue
		}
		blank = 0
		if len(g.rows) > maxRows {
			return nil, cannotRead(ErrTooLarge, "the sheet %q has more than %d rows, which no questionnaire does", sheet, maxRows)
		}
	}
	g.notes = append(g.notes, kinds.mergeNotes(g)...)
	g.notes = append(g.notes, kinds.formulaNotes()...)
	return g, rows.Error()
}

// noteBlankRows remarks that the sheet is read no further.
func (g *grid) noteBlankRows() {
	last := 1
	if len(g.rows) > 0 {
		last = g.rows[len(g.rows)-1].number
	}
	g.notes = append(g.notes, gridNote{
		row: last, col: -1, code: "blank-rows",
		text: "a very long run of blank rows follows this row and nothing below it is read; delete the blank rows if anything is there",
	})
}

// keep adds the row to the grid when it holds anything.
func (g *grid) keep(number int, cells []string, kinds *cellKinds) bool {
	if len(cells) > maxColumns {
		cells = cells[:maxColumns]
	}
	some := false
	for i, raw := range cells {
		if raw == "" {
			continue
		}
		if len(raw) > maxCellBytes {
			g.notes = append(g.notes, gridNote{row: number, col: i, code: "cell-too-long", text: "this cell is longer than Excel allows; only its beginning is read"})
			raw = strings.ToValidUTF8(raw[:maxCellBytes], "")
		}
		text := clean(kinds.text(number, i, raw))
		if strings.HasPrefix(text, "#") && isExcelError(text) {
			g.notes = append(g.notes, gridNote{row: number, col: i, code: "excel-error", text: "the formula in this cell fails in Excel (" + text + "); mend the formula or type the text itself"})
		}
		cells[i] = text
		some = some || text != ""
	}
	if some {
		g.rows = append(g.rows, gridRow{number: number, cells: cells})
	}
	return some
}

func isExcelError(s string) bool {
	switch s {
	case "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!":
		return true
	}
	return false
}

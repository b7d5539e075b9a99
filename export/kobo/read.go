package kobo

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// Sheet is one sheet of a workbook, as its cells hold it.
type Sheet struct {
	Name string
	Rows [][]string
}

// What a workbook of responses may hold, unpacked; sheets beyond largestInMemory
// are unpacked to a temporary file.
const largest, largestInMemory = 2 << 30, 64 << 20

// Read reads every sheet of a workbook of responses. Days and times that are
// numbers stay numbers.
func Read(path string) ([]Sheet, error) {
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, UnzipSizeLimit: largest, UnzipXMLSizeLimit: largestInMemory})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	defer f.Close()
	var sheets []Sheet
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			return nil, fmt.Errorf("read %s: sheet %s: %w", path, name, err)
		}
		sheets = append(sheets, Sheet{name, rows})
	}
	return sheets, nil
}

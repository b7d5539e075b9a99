package cli

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"doorstep/export/kobo"
	"doorstep/survey/exchange"
)

// received reads the responses of a file, by how its name ends: a workbook, a
// CSV file, a zip of CSV or other files, else JSON or XML.
func received(in io.Reader, reader *exchange.Reader, file string) iter.Seq2[*exchange.Received, error] {
	switch ext := strings.ToLower(filepath.Ext(file)); ext {
	case ".xlsx", ".csv", ".zip":
		return func(yield func(*exchange.Received, error) bool) {
			tables, others, err := readTables(file, ext)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(tables) > 0 {
				for got, err := range reader.ReadTables(tables) {
					if !yield(got, err) {
						return
					}
				}
			}
			for _, part := range others {
				reader.Source = file + "/" + part.name
				for got, err := range reader.Read(bytes.NewReader(part.data)) {
					if !yield(got, err) {
						return
					}
				}
			}
		}
	}
	return func(yield func(*exchange.Received, error) bool) {
		if file != "-" {
			f, err := os.Open(file)
			if err != nil {
				yield(nil, err)
				return
			}
			defer f.Close()
			in = f
		}
		for got, err := range reader.Read(in) {
			if !yield(got, err) {
				return
			}
		}
	}
}

// zipPart is a file of a zip.
type zipPart struct {
	name string
	data []byte
}

// readTables reads the tables of a file, and what else a zip holds of responses.
func readTables(file, ext string) (tables []exchange.Table, others []zipPart, err error) {
	switch ext {
	case ".xlsx":
		sheets, err := kobo.Read(file)
		for _, s := range sheets {
			tables = append(tables, exchange.Table{Name: s.Name, Rows: s.Rows, Workbook: true})
		}
		return tables, nil, err
	case ".zip":
		return readZip(file)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	table, err := readCSV(file, data)
	return []exchange.Table{table}, nil, err
}

// largestZip is the most that the files of a zip may hold, unpacked.
const largestZip = 1 << 30

// holdsNoAnswers reports whether a file of a zip is known to be none of
// answers: what people took pictures of or attached, and what a Mac adds.
func holdsNoAnswers(name string) bool {
	folders := strings.Split(strings.ToLower(strings.ReplaceAll(path.Dir(name), `\`, "/")), "/")
	return slices.Contains(folders, "media") || slices.Contains(folders, "attachments") || slices.Contains(folders, "__macosx") ||
		strings.HasPrefix(path.Base(name), "._")
}

func readZip(file string) (tables []exchange.Table, others []zipPart, err error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return nil, nil, err
	}
	defer z.Close()
	left := int64(largestZip)
	for _, f := range z.File {
		ext := strings.ToLower(path.Ext(f.Name))
		if ext != ".csv" && ext != ".xml" && ext != ".json" && ext != ".jsonl" || holdsNoAnswers(f.Name) {
			continue
		}
		data, err := readPart(f, left)
		left -= int64(len(data))
		if err != nil {
			return nil, nil, fmt.Errorf("%s in it: %w", f.Name, err)
		}
		if ext != ".csv" {
			others = append(others, zipPart{f.Name, data})
			continue
		}
		table, err := readCSV(f.Name, data)
		if err != nil {
			return nil, nil, fmt.Errorf("%s in it: %w", f.Name, err)
		}
		table.Source = file + "/" + f.Name
		tables = append(tables, table)
	}
	return tables, others, nil
}

// readPart reads a file of a zip, up to a size.
func readPart(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("the zip unpacks to more than %d MB, which is more than responses take. Nothing of it was read. Import its files one by one", largestZip>>20)
	}
	return data, err
}

// readCSV reads a CSV file, parted by commas or, as KoboToolbox writes it, by
// semicolons.
func readCSV(name string, data []byte) (exchange.Table, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1 // rows of other lengths are told one by one
	if first, _, _ := bytes.Cut(data, []byte("\n")); bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		r.Comma = ';'
	}
	table := exchange.Table{Name: strings.TrimSuffix(path.Base(filepath.ToSlash(name)), path.Ext(name))}
	for {
		row, err := r.Read()
		var fault *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return table, nil
		case errors.As(err, &fault) && len(table.Rows) > 0:
			table.Fault, table.FaultLine = fault.Err, fault.StartLine
			return table, nil
		case err != nil:
			return exchange.Table{}, err
		}
		line, _ := r.FieldPos(0)
		table.Rows, table.Lines = append(table.Rows, row), append(table.Lines, line)
	}
}

package xlsform

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strings"

	"doorstep/survey"
)

// bundle is a zip file with one questionnaire in it and its files beside it.
type bundle struct {
	form  *zip.File
	parts map[string]*zip.File // by base name
}

// openBundle looks for a questionnaire inside a zip file; nil when the data is
// something else, such as a workbook, which is a zip file too.
func openBundle(name string, data []byte) (*bundle, error) {
	if !bytes.HasPrefix(data, []byte("PK")) || strings.HasSuffix(strings.ToLower(name), ".xlsx") {
		return nil, nil
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil // checkContainer says what is wrong
	}
	b := &bundle{parts: map[string]*zip.File{}}
	var forms []string
	for _, part := range z.File {
		base := path.Base(strings.ReplaceAll(part.Name, `\`, "/"))
		switch ext := strings.ToLower(path.Ext(base)); {
		case part.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$") || strings.HasPrefix(part.Name, "__MACOSX"):
		case strings.EqualFold(part.Name, "[Content_Types].xml"):
			return nil, nil // a workbook
		case ext == ".xlsx" || ext == ".xlsm" || ext == ".md":
			forms = append(forms, base)
			b.form = part
		case b.parts[base] == nil:
			b.parts[base] = part
		}
	}
	slices.Sort(forms)
	switch {
	case len(forms) == 0:
		return nil, nil
	case len(forms) > 1:
		return nil, cannotRead(ErrNotWorkbook, "%s holds %d questionnaires (%s); a zip file may hold one, with its files", name, len(forms), strings.Join(forms[:min(3, len(forms))], ", "))
	}
	return b, nil
}

// source unpacks the questionnaire and reads its sheets.
func (b *bundle) source(name string) (survey.Source, *book, error) {
	src := survey.Source{Name: path.Base(strings.ReplaceAll(b.form.Name, `\`, "/"))}
	var err error
	if src.Data, err = unpack(name, b.form); err != nil {
		return src, nil, err
	}
	sheets, err := readBook(src)
	if err != nil {
		return src, nil, err
	}
	total := 0
	for _, wanted := range namedFiles(sheets) {
		part := b.parts[wanted]
		if part == nil {
			continue
		}
		content, err := unpack(name, part)
		if err != nil {
			return src, nil, err
		}
		if total += len(content); total > maxUnzippedBytes {
			return src, nil, cannotRead(ErrTooLarge, "%s unpacks to more than %d MB, which no questionnaire does; it is not safe to open", name, maxUnzippedBytes>>20)
		}
		if src.Files == nil {
			src.Files = map[string][]byte{}
		}
		src.Files[wanted] = content
	}
	return src, sheets, nil
}

// unpack reads one part of a zip file, whatever size its header claims.
func unpack(name string, part *zip.File) ([]byte, error) {
	in, err := part.Open()
	if err != nil {
		return nil, cannotRead(ErrNotWorkbook, "%s is a damaged zip file; make it again", name)
	}
	defer in.Close()
	content, err := io.ReadAll(io.LimitReader(in, maxFileBytes+1))
	switch {
	case err != nil:
		return nil, cannotRead(ErrNotWorkbook, "%s is a damaged zip file; make it again", name)
	case len(content) > maxFileBytes:
		return nil, cannotRead(ErrTooLarge, "%s in %s is larger than %d MB, which nothing of a questionnaire is", part.Name, name, maxFileBytes>>20)
	}
	return content, nil
}

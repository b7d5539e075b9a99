package formats

import (
	"fmt"

	"doorstep/export"
	"doorstep/export/themes"
)

// ReadCoded reads one coded workbook, or two to compare, and returns their
// themes and the first coder's answers. Answers of responses that are not
// there any more are left out; a nil there keeps all.
func ReadCoded(paths []string, there func(instanceID string) (bool, error)) (*export.ThemeReport, []themes.Answer, error) {
	if len(paths) == 0 {
		return nil, nil, nil
	}
	if len(paths) > 2 {
		return nil, nil, fmt.Errorf("%w: themes come from one coded workbook, and from a second coder's to compare it with", ErrSettings)
	}
	first, err := readCoding(paths[0], there)
	if err != nil {
		return nil, nil, err
	}
	r := first.Count()
	if len(paths) == 1 {
		return r, first.Answers, nil
	}
	second, err := readCoding(paths[1], there)
	if err != nil {
		return nil, nil, err
	}
	r.Agreement, err = themes.Compare(first, second)
	return r, first.Answers, err
}

func readCoding(path string, there func(instanceID string) (bool, error)) (*themes.Coding, error) {
	c, err := themes.Read(path)
	if err != nil || there == nil {
		return c, err
	}
	known := map[string]bool{}
	c.Keep(func(id string) bool {
		is, looked := known[id]
		if !looked && err == nil {
			is, err = there(id)
			known[id] = is
		}
		return is
	})
	return c, err
}

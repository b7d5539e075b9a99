package export

// Table is a sheet as plain cells: numbers, strings, or nil for an empty one.
type Table struct {
	Name   string  `json:"name"`
	Header []any   `json:"header"`
	Rows   [][]any `json:"rows"`
}

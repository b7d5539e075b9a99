package viewmodel

// ChartKind is a kind of chart.
type ChartKind uint8

// The kinds of chart.
const (
	BarChart     ChartKind = iota
	StackedChart           // bars parted into patterns
	LineChart              // by day
	DotChart               // a dot with its interval
)

// Chart is a chart in words and figures, with the table that stands beside it.
// A chart without rows shows its note alone.
type Chart struct {
	Name        string // stays the same: for the picture's file
	Kind        ChartKind
	Title, Base string
	Note        string
	Percent     bool     // values are shares of 1
	Parts       []string // of stacked bars
	Rows        []ChartRow
	Head        []string
	Table       [][]string
}

// ChartRow is one bar, point or dot.
type ChartRow struct {
	Label     string
	Values    []float64
	Low, High float64 // of a dot's interval
	Words     string  // the figure, beside the mark
	Few       bool    // of too few people to say much: drawn hollow
}

// Package chart draws charts as pictures for a report: PNG and SVG of the same
// drawing, each with its words for those who do not see it in a text beside it
// and inside the SVG.
//
// A [Chart] says what is shown; [Of] makes them from a tally. [Pen] lays a
// chart out with shaped text, right for Arabic, Urdu and Punjabi too, as
// outlines: a picture looks the same wherever it is opened, font or no font.
// A Pen belongs to one goroutine.
package chart

// Chart is one picture.
type Chart struct {
	Name   string // of its files, without extension
	Title  string
	Base   string // whom the shares are of
	Source string
	Bars   []Bar   // one question: a bar an answer
	Stacks []Stack // or several on one scale: a bar a question
	Scale  []string
	Alt    string // in words
}

// Bar is one answer.
type Bar struct {
	Label string
	Share float64 // 0 to 1; below 0 there is no bar
	Text  string  // at its end: "43 %"
}

// Stack is one question of a scale.
type Stack struct {
	Label  string
	Shares []float64 // by Chart.Scale
}

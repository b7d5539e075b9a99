package tree

import (
	"strings"

	"fyne.io/fyne/v2"
	"github.com/rivo/uniseg"

	"doorstep/app/widgets"
)

// Sizes of words on a leaf, in pixels at 100 %: as large as they fit, and never
// so small that nobody could read them from where they stand.
const (
	largestWords  = 24.0
	smallestWords = 13.0
	printedWords  = 7.0 // on a large sheet of paper
)

// fewestLines is how many lines a leaf must have room for: scraps of words on
// a hundred leaves would tell nobody anything.
const fewestLines = 2

// The part of a leaf that words may stand on.
const (
	wordsWide, wordsHigh = 0.68, 0.66
)

// textIn sets words on a leaf; nil where they would be too small to read.
func textIn(l leaf, words string, always bool) *widgets.Text {
	w, h := float32(l.width*wordsWide), float32(l.height*wordsHigh)
	smallest := smallestWords
	if always {
		smallest = printedWords
	} else if float64(h) < fewestLines*smallest*1.36 {
		return nil
	}
	text := widgets.NewText(words, widgets.Style{Role: widgets.Body, Align: fyne.TextAlignCenter})
	base := widgets.Scaled(18) // pixels of Body at zoom 1
	fits := func(pixels float64) bool {
		text.SetZoom(float32(pixels) / base)
		return text.HeightFor(w) <= h
	}
	pixels := min(largestWords, l.height*0.2)
	for ; pixels > smallest; pixels *= 0.92 {
		if fits(pixels) && !breaksWord(text, words, w) {
			break
		}
	}
	if pixels = max(pixels, smallest); float64(h) < pixels*1.36 {
		return nil
	}
	if !fits(pixels) {
		text.SetText(cut(words, func(s string) bool { text.SetText(s); return text.HeightFor(w) <= h }))
	}
	height := text.HeightFor(w)
	text.Resize(fyne.NewSize(w, height))
	text.Move(fyne.NewPos(float32(l.centre.x)-w/2, float32(l.centre.y)-height/2))
	return text
}

// breaksWord reports whether a word is wider than its line.
func breaksWord(text *widgets.Text, words string, width float32) bool {
	defer text.SetText(words)
	for _, word := range strings.Fields(words) {
		text.SetText(word)
		if text.NaturalWidth() > width {
			return true
		}
	}
	return false
}

// cut shortens words until they fit, and says so with an ellipsis.
func cut(words string, fits func(string) bool) string {
	var ends []int // after each letter as people see them
	state, at := -1, 0
	for rest := words; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		at += len(cluster)
		ends = append(ends, at)
	}
	low, high := 0, len(ends) // so many letters fit
	for low < high {
		middle := (low + high + 1) / 2
		if fits(words[:ends[middle-1]] + "…") {
			low = middle
		} else {
			high = middle - 1
		}
	}
	if low == 0 {
		return "…"
	}
	kept := words[:ends[low-1]]
	if i := strings.LastIndexByte(kept, ' '); i > len(kept)*2/3 {
		kept = kept[:i]
	}
	return strings.TrimRight(kept, " ,.;:") + "…"
}

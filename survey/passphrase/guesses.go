package passphrase

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/ccojocar/zxcvbn-go/adjacency"
	"github.com/ccojocar/zxcvbn-go/data"
	"github.com/ccojocar/zxcvbn-go/entropy"
	"github.com/ccojocar/zxcvbn-go/match"
)

// The library's own matchers sort 100,000 words whenever the program starts, a
// tenth of a second before there is a window. These find the same parts of a
// passphrase, and read its words when they are first needed.

// lists are the words that guessers try, each with its place in its list.
var lists = sync.OnceValue(func() map[string]map[string]int {
	all := map[string]map[string]int{}
	for _, name := range []string{"Passwords", "English", "MaleNames", "FemaleNames", "Surnames"} {
		var list struct{ List []string }
		file, err := data.Asset("data/" + name + ".json")
		if err == nil {
			err = json.Unmarshal(file, &list)
		}
		if err != nil {
			continue // it is in the program; a test holds it
		}
		all[name] = ranked(list.List)
	}
	return all
})

func ranked(words []string) map[string]int {
	list := make(map[string]int, len(words))
	for i, w := range words {
		list[strings.ToLower(w)] = i + 1
	}
	return list
}

// parts finds what a guesser would try early. near are words of the project.
func parts(p string, near []string) []match.Match {
	own := ranked(near)
	found := words(p, "user_inputs", own, p)
	for name, list := range lists() {
		found = append(found, words(p, name, list, p)...)
	}
	for _, read := range unswapped(p) {
		for name, list := range lists() {
			found = append(found, words(read, name+"_3117", list, p)...)
		}
		found = append(found, words(read, "user_inputs", own, p)...)
	}
	letters := []rune(p)
	found = append(found, repeats(letters)...)
	found = append(found, sequences(letters)...)
	found = append(found, neighbours(letters)...)
	return append(found, dates(p)...)
}

// words finds the words of a list in read, which is p or p with its swapped
// letters put back. Those that are the same in p are found there.
func words(read, name string, list map[string]int, p string) (found []match.Match) {
	const longest = 40
	letters, lower := []rune(p), []rune(strings.ToLower(read))
	if len(letters) != len(lower) {
		return nil
	}
	for i := range lower {
		for j := i; j < min(len(lower), i+longest); j++ {
			place, in := list[string(lower[i:j+1])]
			if !in {
				continue
			}
			m := match.Match{Pattern: "dictionary", DictionaryName: name, I: i, J: j, Token: string(letters[i : j+1])}
			m.Entropy = entropy.DictionaryEntropy(m, float64(place))
			if read != p {
				swapped := 0
				for k := i; k <= j; k++ {
					if letters[k] != []rune(read)[k] {
						swapped++
					}
				}
				if swapped == 0 {
					continue
				}
				m.Entropy += swapping(swapped, j-i+1)
			}
			found = append(found, m)
		}
	}
	return found
}

// swapping is the bits it takes to say which of some letters are swapped.
func swapping(swapped, letters int) float64 {
	ways, choose := 1.0, 1.0
	for i := range swapped {
		choose = choose * float64(letters-i) / float64(i+1)
		ways += choose
	}
	return math.Log2(ways)
}

// swaps are the digits and signs that stand for letters; some stand for two.
var swaps = []map[rune]rune{
	{'4': 'a', '@': 'a', '8': 'b', '(': 'c', '{': 'c', '[': 'c', '<': 'c', '3': 'e', '6': 'g', '9': 'g', '1': 'i', '!': 'i', '|': 'i', '0': 'o', '$': 's', '5': 's', '+': 't', '7': 't', '%': 'x', '2': 'z'},
	{'4': 'a', '@': 'a', '8': 'b', '(': 'c', '{': 'c', '[': 'c', '<': 'c', '3': 'e', '6': 'g', '9': 'g', '1': 'l', '!': 'i', '|': 'l', '0': 'o', '$': 's', '5': 's', '+': 't', '7': 'l', '%': 'x', '2': 'z'},
}

func unswapped(p string) (reads []string) {
	for _, table := range swaps {
		read := strings.Map(func(r rune) rune {
			if letter, ok := table[r]; ok {
				return letter
			}
			return r
		}, p)
		if read != p {
			reads = append(reads, read)
		}
	}
	return reads
}

// runs calls f with each longest stretch of letters in which next holds from
// every letter to the one after.
func runs(letters []rune, next func(a, b rune) bool, f func(i, j int)) {
	for i := 0; i < len(letters); {
		j := i
		for j+1 < len(letters) && next(letters[j], letters[j+1]) {
			j++
		}
		if j-i >= 2 {
			f(i, j)
		}
		i = max(i+1, j)
	}
}

func repeats(letters []rune) (found []match.Match) {
	runs(letters, func(a, b rune) bool { return a == b }, func(i, j int) {
		m := match.Match{Pattern: "repeat", I: i, J: j, Token: string(letters[i : j+1])}
		m.Entropy = entropy.RepeatEntropy(m)
		found = append(found, m)
	})
	return found
}

func sequences(letters []rune) (found []match.Match) {
	for _, step := range []rune{1, -1} {
		runs(letters, func(a, b rune) bool { return b-a == step && kind(a) > 0 && kind(a) == kind(b) }, func(i, j int) {
			m := match.Match{Pattern: "sequence", I: i, J: j, Token: string(letters[i : j+1])}
			m.Entropy = entropy.SequenceEntropy(m, kind(letters[i]), step > 0)
			found = append(found, m)
		})
	}
	return found
}

// kind is how many letters there are of a letter's kind.
func kind(r rune) int {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
		return 26
	case r >= '0' && r <= '9':
		return 10
	}
	return 0
}

// neighbours finds letters whose keys lie side by side.
func neighbours(letters []rune) (found []match.Match) {
	for _, keys := range []adjacency.Graph{adjacency.GraphMap["qwerty"], adjacency.GraphMap["keypad"]} {
		beside := func(a, b rune) bool { return direction(keys, a, b) >= 0 }
		runs(letters, beside, func(i, j int) {
			turns, last := 0, -1
			for k := i; k < j; k++ {
				if d := direction(keys, letters[k], letters[k+1]); d != last {
					turns, last = turns+1, d
				}
			}
			m := match.Match{Pattern: "spatial", DictionaryName: keys.Name, I: i, J: j, Token: string(letters[i : j+1])}
			m.Entropy = entropy.SpatialEntropy(m, turns, 0)
			found = append(found, m)
		})
	}
	return found
}

// direction tells in which direction the key of b lies from that of a, -1 for
// none.
func direction(keys adjacency.Graph, a, b rune) int {
	for d, key := range keys.Graph[string(a)] {
		if strings.ContainsRune(key, b) {
			return d
		}
	}
	return -1
}

var dateForms = []*regexp.Regexp{
	regexp.MustCompile(`\d{1,2}([-/._ ])\d{1,2}([-/._ ])(?:\d{4}|\d{2})`),
	regexp.MustCompile(`\d{4}([-/._ ])\d{1,2}([-/._ ])\d{1,2}`),
	regexp.MustCompile(`(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d`),
	regexp.MustCompile(`(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])`),
}

func dates(p string) (found []match.Match) {
	for _, form := range dateForms {
		for _, at := range form.FindAllStringSubmatchIndex(p, -1) {
			token, apart := p[at[0]:at[1]], ""
			if len(at) > 2 {
				apart = p[at[2]:at[3]]
			}
			year, _ := strconv.ParseInt(token[max(0, len(token)-2):], 10, 64)
			if len(token) >= 8 {
				year = 1950 // four digits: any will do
			}
			i := len([]rune(p[:at[0]]))
			m := match.Match{Pattern: "date", I: i, J: i + len(token) - 1, Token: token}
			m.Entropy = entropy.DateEntropy(match.DateMatch{Separator: apart, Year: year})
			found = append(found, m)
		}
	}
	return found
}

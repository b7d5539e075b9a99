package xpath

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSource is the longest expression read, in bytes. A worksheet cell holds
// 32,767 characters of at most four bytes.
const maxSource = 4 * 32767

type tokenKind uint8

const (
	endToken    tokenKind = iota
	nameToken             // name, prefix:name; text "*" stands in name or prefix:*
	numberToken           // 1, 1.5, .5
	textToken             // 'literal'
	opToken               // an operator, named by op
	markToken             // ( ) [ ] . .. @ , :: / // *
	refToken              // ${name}: text is name, last-saved# included
)

type token struct {
	kind        tokenKind
	offset, end int
	text        string
	number      float64
	op          Op
}

type lexer struct {
	source string
	pos    int
	tokens []token
}

// lex splits the source into tokens, the last an endToken.
func lex(source string) ([]token, error) {
	l := &lexer{source: source, tokens: make([]token, 0, min(len(source), maxSource)/3+2)}
	if len(source) > maxSource {
		return nil, l.fault(maxSource, "the expression is too long: at most %d bytes can be read", maxSource)
	}
	if !utf8.ValidString(source) {
		at := strings.IndexRune(strings.ToValidUTF8(source, "\x00"), 0)
		return nil, l.fault(max(at, 0), "this is not text: save the file as UTF-8")
	}
	for {
		l.skipSpace()
		if l.pos >= len(source) {
			l.add(token{kind: endToken, offset: len(source), end: len(source)})
			return l.tokens, nil
		}
		if err := l.next(); err != nil {
			return nil, err
		}
	}
}

func (l *lexer) add(t token) { l.tokens = append(l.tokens, t); l.pos = t.end }

func (l *lexer) fault(at int, format string, args ...any) error {
	return &SyntaxError{Source: l.source, Offset: at, Message: fmt.Sprintf(format, args...)}
}

// isSpace takes in what word processors put for a space.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r == '\u200B' || r == '\uFEFF' }

func (l *lexer) skipSpace() {
	for l.pos < len(l.source) {
		r, n := utf8.DecodeRuneInString(l.source[l.pos:])
		if !isSpace(r) {
			return
		}
		l.pos += n
	}
}

func (l *lexer) next() error {
	rest := l.source[l.pos:]
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case quoteClass(r) != 0:
		return l.literal()
	case strings.HasPrefix(rest, "${"):
		return l.reference()
	case isDigit(r) || r == '.' && len(rest) > 1 && isDigit(rune(rest[1])):
		return l.numeral()
	case isNameStart(r):
		l.name()
		return nil
	}
	return l.symbol(rest, r)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isNameStart(r rune) bool { return r == '_' || unicode.IsLetter(r) }

func isNameRune(r rune) bool {
	return isNameStart(r) || r == '-' || r == '.' || unicode.IsDigit(r) || unicode.Is(unicode.M, r) || r == '·'
}

// quoteClass returns ' or " for a quotation mark of that kind, straight or
// typographic, and 0 for any other character.
func quoteClass(r rune) rune {
	switch r {
	case '\'', '‘', '’', '‚', '‛':
		return '\''
	case '"', '“', '”', '„', '‟':
		return '"'
	}
	return 0
}

// literal reads a string. Word processors bend quotation marks, sometimes only
// one of a pair, so a mark bent or straight opens a literal; a straight one is
// closed by its like, and by a bent one only when there is no straight one.
func (l *lexer) literal() error {
	open, width := utf8.DecodeRuneInString(l.source[l.pos:])
	class := quoteClass(open)
	body := l.source[l.pos+width:]
	end := -1
	if open == class {
		end = strings.IndexRune(body, class)
	}
	if end < 0 {
		end = strings.IndexFunc(body, func(r rune) bool { return quoteClass(r) == class })
	}
	if end < 0 {
		return l.fault(l.pos, "the quotation mark that opens here is never closed: add %c at the end of the text", class)
	}
	_, closing := utf8.DecodeRuneInString(body[end:])
	l.add(token{kind: textToken, offset: l.pos, end: l.pos + width + end + closing, text: body[:end]})
	return nil
}

func (l *lexer) reference() error {
	rest := l.source[l.pos:]
	end := strings.IndexByte(rest, '}')
	if end < 0 {
		return l.fault(l.pos, "${ is never closed: write ${name}")
	}
	name := strings.TrimFunc(rest[2:end], isSpace)
	bare := strings.TrimPrefix(name, lastSavedMark)
	if !isName(bare) {
		return l.fault(l.pos, "${%s} does not name a question: write ${name}", name)
	}
	l.add(token{kind: refToken, offset: l.pos, end: l.pos + end + 1, text: name})
	return nil
}

const lastSavedMark = "last-saved#"

func isName(s string) bool {
	for i, r := range s {
		if i == 0 && !isNameStart(r) || i > 0 && !isNameRune(r) && r != ':' {
			return false
		}
	}
	return s != ""
}

func (l *lexer) numeral() error {
	end := l.pos
	for end < len(l.source) && (isDigit(rune(l.source[end])) || l.source[end] == '.') {
		end++
	}
	end += exponentLength(l.source[end:])
	text := l.source[l.pos:end]
	value, err := strconv.ParseFloat(text, 64)
	if err != nil && strings.Count(text, ".") > 1 {
		return l.fault(l.pos, "%s is not a number", text)
	}
	if r, _ := utf8.DecodeRuneInString(l.source[end:]); end < len(l.source) && isNameStart(r) {
		if word := l.wordAt(end); operatorLength(word) == 0 {
			return l.fault(l.pos, "%s%s is not a number; put text in quotation marks", text, word)
		}
	}
	l.add(token{kind: numberToken, offset: l.pos, end: end, number: value})
	return nil
}

// exponentLength returns the length of an exponent such as e-12 at the front.
func exponentLength(s string) int {
	n := 1
	if s == "" || s[0] != 'e' && s[0] != 'E' {
		return 0
	}
	if n < len(s) && (s[n] == '-' || s[n] == '+') {
		n++
	}
	digits := n
	for n < len(s) && isDigit(rune(s[n])) {
		n++
	}
	if n == digits || n < len(s) && isNameRune(rune(s[n])) {
		return 0
	}
	return n
}

// operatorLength returns the length of the word operator that a word is, or
// begins with when a number follows it at once, as in 1and1; else 0.
func operatorLength(word string) int {
	rest := strings.TrimRightFunc(word, func(r rune) bool { return isDigit(r) || r == '.' })
	if operatorWords[rest] {
		return len(rest)
	}
	return 0
}

var operatorWords = map[string]bool{"and": true, "or": true, "div": true, "mod": true}

// wordAt returns the name that begins at the byte.
func (l *lexer) wordAt(at int) string {
	rest := l.source[at:]
	if end := strings.IndexFunc(rest, func(r rune) bool { return !isNameRune(r) }); end >= 0 {
		return rest[:end]
	}
	return rest
}

// name reads a name, or a word operator where an operator can stand.
func (l *lexer) name() {
	start := l.pos
	word := l.wordAt(start)
	if n := operatorLength(word); n > 0 && l.afterOperand() {
		switch word[:n] {
		case "and":
			l.operator(And, 3)
			return
		case "or":
			l.operator(Or, 2)
			return
		case "div":
			l.operator(Divide, 3)
			return
		case "mod":
			l.operator(Modulo, 3)
			return
		}
	}
	end := start + len(word)
	if after := l.source[end:]; strings.HasPrefix(after, ":") && !strings.HasPrefix(after, "::") {
		r, _ := utf8.DecodeRuneInString(after[1:])
		switch {
		case isNameStart(r):
			end += 1 + len(l.wordAt(end+1))
		case r == '*':
			end += 2
		}
	}
	l.add(token{kind: nameToken, offset: start, end: end, text: l.source[start:end]})
}

// afterOperand reports whether what was read last ends an operand, so that a
// name or * here is an operator (XPath 1.0, section 3.7).
func (l *lexer) afterOperand() bool {
	if len(l.tokens) == 0 {
		return false
	}
	switch t := l.tokens[len(l.tokens)-1]; t.kind {
	case opToken:
		return false
	case markToken:
		return t.text == ")" || t.text == "]" || t.text == "." || t.text == ".." || t.text == "*"
	}
	return true
}

func (l *lexer) operator(op Op, width int) {
	l.add(token{kind: opToken, offset: l.pos, end: l.pos + width, op: op})
}

// mended maps what other languages write to what is meant here.
var mended = []struct{ wrong, right string }{
	{"==", "= to compare"},
	{"<>", "!= for «is not»"},
	{"=>", ">= for «at least»"},
	{"=<", "<= for «at most»"},
	{"&&", "the word and"},
	{"||", "the word or"},
	{"≥", ">= for «at least»"},
	{"≤", "<= for «at most»"},
	{"≠", "!= for «is not»"},
	{"–", "a plain minus sign -"},
	{"—", "a plain minus sign -"},
	{"−", "a plain minus sign -"},
	{"×", "* to multiply"},
	{"÷", "the word div to divide"},
	{"%", "the word mod for a remainder"},
	{"&", "the word and, or concat() to join texts"},
}

func (l *lexer) symbol(rest string, r rune) error {
	if strings.ContainsRune("=<>&|%", r) || r >= utf8.RuneSelf {
		for _, m := range mended {
			if strings.HasPrefix(rest, m.wrong) {
				return l.fault(l.pos, "%s is not used here: write %s", m.wrong, m.right)
			}
		}
	}
	if op, width := operatorAt(rest); width > 0 {
		l.operator(op, width)
		return nil
	}
	if r == '*' && l.afterOperand() {
		l.operator(Multiply, 1)
		return nil
	}
	if width := markAt(rest); width > 0 {
		l.add(token{kind: markToken, offset: l.pos, end: l.pos + width, text: rest[:width]})
		return nil
	}
	switch r {
	case '!':
		return l.fault(l.pos, "! is not used here: write != or not(...)")
	case '$', '{', '}':
		return l.fault(l.pos, "%c cannot stand here: an answer is named as ${name}", r)
	case ';':
		return l.fault(l.pos, "; is not used here: part a function's arguments with commas")
	}
	return l.fault(l.pos, "the character %q cannot be used here", r)
}

// operatorAt returns the operator of signs at the front and its width, 0 when
// there is none. The sign * is not among them.
func operatorAt(s string) (Op, int) {
	equals := len(s) > 1 && s[1] == '='
	switch {
	case s[0] == '!' && equals:
		return NotEqual, 2
	case s[0] == '<' && equals:
		return LessEqual, 2
	case s[0] == '>' && equals:
		return GreaterEqual, 2
	}
	switch s[0] {
	case '=':
		return Equal, 1
	case '<':
		return Less, 1
	case '>':
		return Greater, 1
	case '+':
		return Add, 1
	case '-':
		return Subtract, 1
	case '|':
		return Union, 1
	}
	return 0, 0
}

// markAt returns the width of the mark at the front, 0 when there is none.
func markAt(s string) int {
	switch s[0] {
	case '.', '/', ':':
		if len(s) > 1 && s[1] == s[0] {
			return 2
		}
		if s[0] == ':' {
			return 0
		}
		return 1
	case '(', ')', '[', ']', '@', ',', '*':
		return 1
	}
	return 0
}

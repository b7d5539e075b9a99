package xpath

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math"
	"regexp"
	"strings"
	"unicode/utf8"
)

var textFunctions = []function{
	{name: "string", max: 1, text: selfText},
	{name: "concat", max: many, text: func(f *frame, args []code) string { return f.join(allTexts(f, args), "") }},
	{name: "join", min: 1, max: many, text: joinTexts},
	{name: "contains", min: 2, max: 2, boolean: func(f *frame, a []code) bool { return strings.Contains(a[0].text(f), a[1].text(f)) }},
	{name: "starts-with", min: 2, max: 2, boolean: func(f *frame, a []code) bool { return strings.HasPrefix(a[0].text(f), a[1].text(f)) }},
	{name: "ends-with", min: 2, max: 2, boolean: func(f *frame, a []code) bool { return strings.HasSuffix(a[0].text(f), a[1].text(f)) }},
	{name: "substr", min: 2, max: 3, text: substr},
	{name: "substring", min: 2, max: 3, text: substring},
	{name: "substring-before", min: 2, max: 2, text: substringBefore},
	{name: "substring-after", min: 2, max: 2, text: substringAfter},
	{name: "translate", min: 3, max: 3, text: translate},
	{name: "string-length", max: 1, number: stringLength},
	{name: "normalize-space", max: 1, text: normalizeSpace},
	{name: "regex", min: 2, max: 2, boolean: regex},
	{name: "digest", min: 2, max: 3, text: digest},
	{name: "base64-decode", min: 1, max: 1, text: base64Decode},
	{name: "uuid", max: 1, text: uuid},
}

// selfText is the text of the one argument, or of the context without one.
func selfText(f *frame, args []code) string {
	switch {
	case len(args) > 0:
		return args[0].text(f)
	case f.ctx.Node != nil:
		return f.textOf(f.ctx.Node)
	}
	return ""
}

// allTexts lists the texts of the arguments, each node of a node-set its own.
func allTexts(f *frame, args []code) []string {
	list := make([]string, 0, len(args))
	for _, a := range args {
		if a.kind() == NodesKind {
			over(f, a, func(n Node) bool { list = append(list, f.textOf(n)); return true })
			continue
		}
		v := a.value(f)
		if v.kind != NodesKind {
			list = append(list, v.String())
			continue
		}
		for _, n := range v.nodes {
			list = append(list, f.textOf(n))
		}
	}
	return list
}

func joinTexts(f *frame, args []code) string {
	return f.join(allTexts(f, args[1:]), args[0].text(f))
}

// cut returns the characters of s from start up to end.
func cut(s string, start, end int) string {
	if start >= end {
		return ""
	}
	if isASCII(s) {
		return s[start:end]
	}
	return string([]rune(s)[start:end])
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// clamp turns a number into a place within 0..size; NaN is 0.
func clamp(n float64, size int) int {
	if !(n > 0) {
		return 0
	}
	return int(math.Min(n, float64(size)))
}

// substr cuts from a place counted from 0 up to, not including, another. One
// below 0 counts back from the end.
func substr(f *frame, args []code) string {
	s := args[0].text(f)
	size := utf8.RuneCountInString(s)
	place := func(n float64) int {
		if n = math.Trunc(n); n < 0 {
			n += float64(size)
		}
		return clamp(n, size)
	}
	end := size
	if len(args) == 3 {
		end = place(args[2].number(f))
	}
	return cut(s, place(args[1].number(f)), end)
}

// substring is XPath's: from a place counted from 1, so many characters.
func substring(f *frame, args []code) string {
	s := args[0].text(f)
	size := utf8.RuneCountInString(s)
	start := roundHalfUp(args[1].number(f))
	end := math.Inf(1)
	if len(args) == 3 {
		end = start + roundHalfUp(args[2].number(f))
	}
	if math.IsNaN(start) || math.IsNaN(end) {
		return ""
	}
	return cut(s, clamp(start-1, size), clamp(end-1, size))
}

func substringBefore(f *frame, args []code) string {
	before, _, found := strings.Cut(args[0].text(f), args[1].text(f))
	if !found {
		return ""
	}
	return before
}

func substringAfter(f *frame, args []code) string {
	_, after, _ := strings.Cut(args[0].text(f), args[1].text(f))
	return after
}

func translate(f *frame, args []code) string {
	s, to := args[0].text(f), []rune(args[2].text(f))
	change := map[rune]rune{}
	for i, r := range []rune(args[1].text(f)) {
		if _, taken := change[r]; taken {
			continue
		}
		change[r] = -1 // taken out
		if i < len(to) {
			change[r] = to[i]
		}
	}
	return strings.Map(func(r rune) rune {
		if c, ok := change[r]; ok {
			return c
		}
		return r
	}, s)
}

func stringLength(f *frame, args []code) float64 {
	return float64(utf8.RuneCountInString(selfText(f, args)))
}

func normalizeSpace(f *frame, args []code) string {
	words := strings.FieldsFunc(selfText(f, args), func(r rune) bool {
		return r == ' ' || r == '\t' || r == '\n' || r == '\r'
	})
	return strings.Join(words, " ")
}

// regex reports whether the whole text matches the pattern.
func regex(f *frame, args []code) bool {
	s, pattern := args[0].text(f), args[1].text(f)
	if f.err != nil {
		return false
	}
	re, err := f.env.pattern(pattern)
	if err != nil {
		f.fail(fmt.Errorf("regex(): the pattern %q cannot be read: %w", pattern, err))
		return false
	}
	f.spend(len(s) / 16)
	return re.MatchString(s)
}

// keptPatterns is how many patterns an Env remembers.
const keptPatterns = 256

// pattern compiles a regular expression that must match a whole text.
func (e *Env) pattern(pattern string) (*regexp.Regexp, error) {
	if re := e.patterns[pattern]; re != nil {
		return re, nil
	}
	re, err := regexp.Compile(`\A(?:` + pattern + `)\z`)
	if err != nil {
		return nil, err
	}
	if e.patterns == nil || len(e.patterns) >= keptPatterns {
		e.patterns = map[string]*regexp.Regexp{}
	}
	e.patterns[pattern] = re
	return re, nil
}

func digest(f *frame, args []code) string {
	data, algorithm, encoding := []byte(args[0].text(f)), args[1].text(f), "base64"
	if len(args) == 3 {
		encoding = args[2].text(f)
	}
	f.spend(len(data) / 16)
	var sum []byte
	switch strings.ReplaceAll(strings.ToUpper(algorithm), "-", "") {
	case "MD5":
		s := md5.Sum(data)
		sum = s[:]
	case "SHA1":
		s := sha1.Sum(data)
		sum = s[:]
	case "SHA256":
		s := sha256.Sum256(data)
		sum = s[:]
	case "SHA384":
		s := sha512.Sum384(data)
		sum = s[:]
	case "SHA512":
		s := sha512.Sum512(data)
		sum = s[:]
	default:
		f.failf("digest(): %q is not a method; use MD5, SHA-1, SHA-256, SHA-384 or SHA-512", algorithm)
		return ""
	}
	switch strings.ToLower(encoding) {
	case "base64":
		return base64.StdEncoding.EncodeToString(sum)
	case "hex":
		return hex.EncodeToString(sum)
	}
	f.failf("digest(): %q is not a way to write it; use base64 or hex", encoding)
	return ""
}

// base64Decode gives the text that was encoded, blank when it is no text.
func base64Decode(f *frame, args []code) string {
	s := strings.Join(strings.Fields(args[0].text(f)), "")
	data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	if err != nil {
		return ""
	}
	return strings.ToValidUTF8(string(data), "\uFFFD")
}

// maxUUID is the longest identifier uuid(n) makes.
const maxUUID = 1000

func uuid(f *frame, args []code) string {
	if len(args) == 0 {
		if f.env.UUID != nil {
			return f.env.UUID()
		}
		return f.env.randomUUID()
	}
	n := args[0].number(f)
	if math.IsNaN(n) || n < 0 || n > maxUUID {
		f.failf("uuid(): the length must be a number from 0 to %d", maxUUID)
		return ""
	}
	return f.env.randomHex(int(n))
}

// randomHex makes an identifier of n hexadecimal digits from the Env's chance.
func (e *Env) randomHex(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "0123456789abcdef"[int(e.random()*16)&15]
	}
	return string(b)
}

// randomUUID makes a version 4 UUID (RFC 9562) from the Env's chance.
func (e *Env) randomUUID() string {
	b := []byte(e.randomHex(32))
	b[12] = '4'
	b[16] = "89ab"[int(e.random()*4)&3]
	return fmt.Sprintf("%s-%s-%s-%s-%s", b[:8], b[8:12], b[12:16], b[16:20], b[20:])
}

package simulate

// phrases is what people say, by language code; "" is English. All of it is
// made up.
var phrases = map[string][]string{
	"": {
		"A warm place to sit in the afternoons, with tea and no fuss.",
		"Buses that turn up after six.",
		"Somebody to phone who knows what is going on round here.",
		"My daughter helps, but she works shifts and she is worn out.",
		"The stairs. I live on the third floor and the lift is always broken.",
		"I'd like to learn to pay my bills on the phone – nobody has shown me how.",
		"Benches on the way to the shops",
		"Help with the forms. I gave up on the last one.",
		"It's fine as it is, thanks.",
		"More for the young ones to do, so they're not just hanging about.",
		"A café where you don't have to buy anything to stay.",
		"I did not know any of this was on. Tell people!",
		"Walking the dog; seeing folk I know",
		"Someone to sit with my husband for an hour so I can get out.",
		"Fix the lights on the path by the railway.",
		"I miss the lunch club.\nIt closed and nothing took its place.",
		"\"We'll call you back\" – and they never do.",
		"Money, mostly. 100% of it goes on heating.",
		"=more of the same, please",
		"A drop-in in Polish would help my mother.",
		"The garden 🌱 and my grandchildren",
		"Not sure",
	},
	"pl": {
		"Chciałabym poznać sąsiadów, ale nie wiem, gdzie się spotykają.",
		"Pomoc w wypełnianiu formularzy.",
		"Więcej zajęć po południu, bo rano pracuję.",
		"Żeby ktoś zadzwonił i zapytał, co słychać.",
	},
	"ur": {"شام کو بیٹھنے کے لیے کوئی جگہ ہو۔", "فارم بھرنے میں مدد چاہیے۔"},
	"ar": {"أحتاج إلى مكان ألتقي فيه بالناس.", "المواصلات في المساء قليلة."},
	"ro": {"Mi-ar plăcea un loc unde să stăm de vorbă.", "Ajutor cu actele și programările."},
}

// kinds are answers to questions whose name tells what they ask for. Numbers
// and names are ones that nobody has: the telephone numbers are of the range
// that Ofcom keeps for drama.
var kinds = []struct{ words, samples []string }{
	{[]string{"postcode"}, []string{"G31 3RD", "G31 2XX", "G32 6AB", "G33 1AA", "G31", "G32"}},
	{[]string{"phone", "mobile", "tel"}, []string{"0141 496 0123", "0141 496 0456", "07700 900123", "07700 900877"}},
	{[]string{"email", "e_mail"}, []string{"someone@example.org", "a.neighbour@example.org", "hello@example.com"}},
	{[]string{"name"}, []string{"Ailsa Made-Up", "Tomasz Przykład", "Noor Example", "Jean Nobody", "Zoë Sample"}},
	{[]string{"street", "address"}, []string{"12 Nowhere Street", "Flat 2/1, 7 Sample Road"}},
}

// shapes are short answers to try when a constraint says nothing that can be
// read off it.
var shapes = []string{
	"G31 3RD", "0141 496 0123", "01414960123", "someone@example.org", "A", "a", "1", "12", "123", "1234", "12345", "123456",
	"1234567", "12345678", "123456789", "1234567890", "12345678901", "AB", "ABC", "ABC123", "yes", "no", "2026-11-21", "10:30", "one", "A1", "0", "https://example.org",
}

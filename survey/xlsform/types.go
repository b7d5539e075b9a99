package xlsform

import (
	"slices"
	"strings"

	"doorstep/survey"
)

// rowKind tells what a row of the survey sheet does.
type rowKind uint8

const (
	rowQuestion rowKind = iota
	rowBeginGroup
	rowEndGroup
	rowBeginRepeat
	rowEndRepeat
	rowBeginLoop
	rowEndLoop
	rowExternal // csv-external, xml-external: declares a file
	rowUnknown
)

// rowType is the type column of one row, understood.
type rowType struct {
	kind    rowKind
	typ     survey.Type
	list    string // a list's name, a file's name or ${repeat}
	file    bool   // the choices come from a file
	outside bool   // the choices come from the external_choices sheet
	orOther bool
}

// typeWords are the question types without a list, by [word].
var typeWords = map[string]survey.Type{
	"text": survey.TypeText, "string": survey.TypeText, "q_string": survey.TypeText, "add_text_prompt": survey.TypeText,
	"integer": survey.TypeInteger, "int": survey.TypeInteger, "q_int": survey.TypeInteger, "add_integer_prompt": survey.TypeInteger,
	"number_of_days_in_last_month": survey.TypeInteger, "number_of_days_in_last_six_months": survey.TypeInteger, "number_of_days_in_last_year": survey.TypeInteger,
	"decimal": survey.TypeDecimal, "q_decimal": survey.TypeDecimal, "add_decimal_prompt": survey.TypeDecimal,
	"range": survey.TypeRange, "percentage": survey.TypePercentage,
	"note": survey.TypeNote, "q_note": survey.TypeNote, "add_note_prompt": survey.TypeNote,
	"calculate": survey.TypeCalculate, "q_calculate": survey.TypeCalculate, "add_calculate_prompt": survey.TypeCalculate, "calculation": survey.TypeCalculate, "hidden": survey.TypeHidden,
	"date": survey.TypeDate, "q_date": survey.TypeDate, "add_date_prompt": survey.TypeDate,
	"time": survey.TypeTime, "q_time": survey.TypeTime, "add_time_prompt": survey.TypeTime,
	"datetime": survey.TypeDateTime, "date_time": survey.TypeDateTime, "q_date_time": survey.TypeDateTime, "q_datetime": survey.TypeDateTime,
	"add_date_time_prompt": survey.TypeDateTime, "add_datetime_prompt": survey.TypeDateTime,
	"acknowledge": survey.TypeAcknowledge, "trigger": survey.TypeAcknowledge, "q_acknowledge": survey.TypeAcknowledge, "add_acknowledge_prompt": survey.TypeAcknowledge,
	"file": survey.TypeFile, "add_file_prompt": survey.TypeFile,
	"image": survey.TypeImage, "photo": survey.TypeImage, "q_image": survey.TypeImage, "q_picture": survey.TypeImage, "add_image_prompt": survey.TypeImage, "add_photo_prompt": survey.TypeImage,
	"audio": survey.TypeAudio, "q_audio": survey.TypeAudio, "add_audio_prompt": survey.TypeAudio,
	"video": survey.TypeVideo, "q_video": survey.TypeVideo, "add_video_prompt": survey.TypeVideo,
	"barcode": survey.TypeBarcode, "q_barcode": survey.TypeBarcode, "add_barcode_prompt": survey.TypeBarcode,
	"geopoint": survey.TypeGeoPoint, "gps": survey.TypeGeoPoint, "location": survey.TypeGeoPoint, "q_geopoint": survey.TypeGeoPoint, "q_location": survey.TypeGeoPoint, "add_location_prompt": survey.TypeGeoPoint,
	"geotrace": survey.TypeGeoTrace, "q_geotrace": survey.TypeGeoTrace, "geoshape": survey.TypeGeoShape, "q_geoshape": survey.TypeGeoShape,
	"start": survey.TypeStart, "start_time": survey.TypeStart, "get_start_time": survey.TypeStart,
	"end": survey.TypeEnd, "end_time": survey.TypeEnd, "get_end_time": survey.TypeEnd,
	"today": survey.TypeToday, "get_today": survey.TypeToday,
	"deviceid": survey.TypeDeviceID, "device_id": survey.TypeDeviceID, "get_device_id": survey.TypeDeviceID, "imei": survey.TypeDeviceID, "uri:deviceid": survey.TypeDeviceID,
	"username": survey.TypeUsername, "uri:username": survey.TypeUsername,
	"email": survey.TypeEmail, "uri:email": survey.TypeEmail,
	"phonenumber": survey.TypePhoneNumber, "phone_number": survey.TypePhoneNumber, "get_phone_number": survey.TypePhoneNumber, "uri:phonenumber": survey.TypePhoneNumber,
	"simserial": survey.TypeSimSerial, "sim_id": survey.TypeSimSerial, "get_sim_id": survey.TypeSimSerial, "uri:simserial": survey.TypeSimSerial,
	"subscriberid": survey.TypeSubscriberID, "subscriber_id": survey.TypeSubscriberID, "get_subscriber_id": survey.TypeSubscriberID, "uri:subscriberid": survey.TypeSubscriberID,
	"audit":          survey.TypeAudit,
	"start-geopoint": survey.TypeStartGeoPoint, "background-geopoint": survey.TypeBackgroundGeoPoint, "background-audio": survey.TypeBackgroundAudio,
	"osm": survey.TypeOSM,
}

// selectWords are the types that name a list, longest first where one starts
// another.
var selectWords = []struct {
	word string
	rowType
}{
	{"select_one_from_file", rowType{typ: survey.TypeSelectOne, file: true}},
	{"select_multiple_from_file", rowType{typ: survey.TypeSelectMany, file: true}},
	{"select_one_external", rowType{typ: survey.TypeSelectOne, outside: true}},
	{"select_multiple_external", rowType{typ: survey.TypeSelectMany, outside: true}},
	{"select_all_that_apply_from", rowType{typ: survey.TypeSelectMany}},
	{"select_all_that_apply", rowType{typ: survey.TypeSelectMany}},
	{"add_select_multiple_prompt_using", rowType{typ: survey.TypeSelectMany}},
	{"add_select_one_prompt_using", rowType{typ: survey.TypeSelectOne}},
	{"select_one_from", rowType{typ: survey.TypeSelectOne}},
	{"select_multiple_from", rowType{typ: survey.TypeSelectMany}},
	{"select_one", rowType{typ: survey.TypeSelectOne}},
	{"select_multiple", rowType{typ: survey.TypeSelectMany}},
	{"select1", rowType{typ: survey.TypeSelectOne}},
	{"select", rowType{typ: survey.TypeSelectMany}},
	{"q_select1", rowType{typ: survey.TypeSelectOne}},
	{"q_select", rowType{typ: survey.TypeSelectMany}},
	{"odk:rank", rowType{typ: survey.TypeRank}},
	{"rank", rowType{typ: survey.TypeRank}},
}

// parseType understands a cell of the type column.
func parseType(cell string) rowType {
	w := word(cell)
	if t, ok := typeWords[w]; ok {
		return rowType{typ: t}
	}
	switch w {
	case "csv-external", "xml-external", "csv_external", "xml_external":
		return rowType{kind: rowExternal, file: true, list: strings.TrimSuffix(strings.Replace(w, "_", "-", 1), "-external")}
	}
	if k, ok := parseControl(w); ok {
		return rowType{kind: k}
	}
	if over, ok := strings.CutPrefix(w, "begin_loop_over_"); ok && over != "" {
		fields := strings.Fields(cell)
		return rowType{kind: rowBeginLoop, list: fields[len(fields)-1]}
	}
	if fields := strings.Fields(cell); len(fields) == 2 && strings.EqualFold(fields[0], "osm") {
		return rowType{typ: survey.TypeOSM, list: fields[1]}
	}
	return parseSelect(cell)
}

// parseControl understands begin and end of groups and repeats.
func parseControl(w string) (rowKind, bool) {
	begin, what := strings.HasPrefix(w, "begin"), ""
	switch {
	case begin:
		what = strings.TrimPrefix(w, "begin")
	case strings.HasPrefix(w, "end"):
		what = strings.TrimPrefix(w, "end")
	default:
		return 0, false
	}
	switch strings.TrimLeft(what, "_") {
	case "group":
		if begin {
			return rowBeginGroup, true
		}
		return rowEndGroup, true
	case "repeat", "lgroup", "looped_group":
		if begin {
			return rowBeginRepeat, true
		}
		return rowEndRepeat, true
	case "loop":
		if !begin {
			return rowEndLoop, true
		}
	}
	return 0, false
}

// parseSelect understands "select_one LIST or_other" and its kin.
func parseSelect(cell string) rowType {
	fields := strings.Fields(cell)
	for _, s := range selectWords {
		n := strings.Count(s.word, "_") + 1
		rest, ok := cutWords(fields, s.word, n)
		if !ok || len(rest) == 0 {
			continue
		}
		t := s.rowType
		t.list, rest = rest[0], rest[1:]
		switch word(strings.Join(rest, " ")) {
		case "":
		case "or_other", "or_specify_other":
			t.orOther = true
		default:
			if !t.file {
				return rowType{kind: rowUnknown}
			}
			t.list += " " + strings.Join(rest, " ") // file names may hold spaces
		}
		return t
	}
	return rowType{kind: rowUnknown}
}

// cutWords returns what follows the keyword, written with any mixture of
// spaces and underscores in it.
func cutWords(fields []string, keyword string, most int) ([]string, bool) {
	for n := 1; n <= min(most, len(fields)); n++ {
		if word(strings.Join(fields[:n], " ")) == keyword {
			return fields[n:], true
		}
	}
	return nil, false
}

// typeList returns every type word, to suggest from.
func typeList() []string {
	words := make([]string, 0, len(typeWords)+20)
	for w, t := range typeWords {
		if strings.EqualFold(w, string(t)) { // the canonical spelling only
			words = append(words, string(t))
		}
	}
	words = append(words, "begin_group", "end_group", "begin_repeat", "end_repeat", "csv-external", "xml-external", "string", "int")
	slices.Sort(words)
	return words
}

// unknownType words the error for a type that does not exist.
func unknownType(cell string) string {
	const all = "the types are listed at xlsform.org"
	fields := strings.Fields(cell)
	if len(fields) == 0 {
		return "the type is blank"
	}
	switch n := nearest(word(cell), typeList()); {
	case n != "":
		return "there is no question type " + quote(cell) + "; did you mean " + n + "?"
	case len(fields) >= 1:
		selects := []string{"select_one", "select_multiple", "rank", "select_one_from_file", "select_multiple_from_file"}
		head := word(strings.Join(fields[:max(1, len(fields)-1)], " "))
		if slices.Contains(selects, word(cell)) {
			return quote(cell) + " needs the name of a list: " + word(cell) + " LIST"
		}
		if n := nearest(head, selects); n != "" && len(fields) > 1 {
			return "there is no question type " + quote(cell) + "; did you mean " + n + " " + fields[len(fields)-1] + "?"
		}
		if slices.Contains(selects, head) || slices.Contains(selects, word(fields[0])) {
			return quote(cell) + " is not understood; write the type, one list name without spaces, and or_other if wanted"
		}
	}
	return "there is no question type " + quote(cell) + "; " + all
}

func quote(s string) string { return `"` + s + `"` }

package survey

// Type is a question type in its canonical XLSForm spelling.
type Type string

// The question types. Aliases ("int", "string", "select one from") are turned
// into these by the reader.
const (
	TypeText        Type = "text"
	TypeInteger     Type = "integer"
	TypeDecimal     Type = "decimal"
	TypeRange       Type = "range"
	TypeNote        Type = "note"
	TypeCalculate   Type = "calculate"
	TypeHidden      Type = "hidden"
	TypeSelectOne   Type = "select_one"
	TypeSelectMany  Type = "select_multiple"
	TypeRank        Type = "rank"
	TypeDate        Type = "date"
	TypeTime        Type = "time"
	TypeDateTime    Type = "dateTime"
	TypeAcknowledge Type = "acknowledge"
	TypePercentage  Type = "percentage"
	TypeFile        Type = "file"
	TypeImage       Type = "image"
	TypeAudio       Type = "audio"
	TypeVideo       Type = "video"
	TypeBarcode     Type = "barcode"
	TypeGeoPoint    Type = "geopoint"
	TypeGeoTrace    Type = "geotrace"
	TypeGeoShape    Type = "geoshape"

	TypeStart        Type = "start"
	TypeEnd          Type = "end"
	TypeToday        Type = "today"
	TypeDeviceID     Type = "deviceid"
	TypeUsername     Type = "username"
	TypeEmail        Type = "email"
	TypePhoneNumber  Type = "phonenumber"
	TypeSimSerial    Type = "simserial"
	TypeSubscriberID Type = "subscriberid"
	TypeAudit        Type = "audit"

	TypeStartGeoPoint      Type = "start-geopoint"
	TypeBackgroundGeoPoint Type = "background-geopoint"
	TypeBackgroundAudio    Type = "background-audio"
	TypeOSM                Type = "osm"
)

// KeepsValue reports whether a question of this type stores a value.
func (t Type) KeepsValue() bool { return t != TypeNote }

// IsSelect reports whether answers come from a list of choices.
func (t Type) IsSelect() bool { return t == TypeSelectOne || t.IsMultiple() }

// IsMultiple reports whether one answer holds several choices, parted by spaces.
func (t Type) IsMultiple() bool { return t == TypeSelectMany || t == TypeRank }

// IsNumber reports whether answers are numbers.
func (t Type) IsNumber() bool {
	return t == TypeInteger || t == TypeDecimal || t == TypeRange || t == TypePercentage
}

// IsAsked reports whether the question is put to a person, or shown as a note.
// The rest is filled by calculation or by the device.
func (t Type) IsAsked() bool {
	switch t {
	case TypeCalculate, TypeHidden, TypeStart, TypeEnd, TypeToday, TypeDeviceID, TypeUsername,
		TypeEmail, TypePhoneNumber, TypeSimSerial, TypeSubscriberID, TypeAudit,
		TypeStartGeoPoint, TypeBackgroundGeoPoint, TypeBackgroundAudio:
		return false
	}
	return true
}

// IsMetadata reports whether the device fills the value in.
func (t Type) IsMetadata() bool {
	return !t.IsAsked() && t != TypeCalculate && t != TypeHidden
}

package survey

import (
	"cmp"
	"encoding/json"
	"strings"
)

// Edition is what a response that came from another tool says of its ids.
// OpenRosa's tools give it another with every edit and name the one before,
// KoboToolbox names the first too; ODK Central's own id stays.
type Edition struct {
	ID       string // its own
	Replaces string // that of the one before, "" for the first
	First    string // that of the first, "" where nobody says
	Response string // the server's number of the response, which all editions have; "" where nobody says
}

// EditionOf reads what came beside the answers.
func EditionOf(s *Submission) Edition {
	var meta struct{ InstanceID, DeprecatedID, RootUUID string }
	_ = json.Unmarshal([]byte(s.Extra["meta"]), &meta) // what is of another kind is somebody else's and says nothing here
	text := s.beside
	return Edition{
		ID:       WithScheme(cmp.Or(text("meta/instanceID"), meta.InstanceID, text("_uuid"), s.InstanceID)),
		Replaces: WithScheme(cmp.Or(text("meta/deprecatedID"), meta.DeprecatedID)),
		First:    WithScheme(cmp.Or(text("meta/rootUuid"), meta.RootUUID, text("__id"))),
		Response: cmp.Or(strings.Trim(s.Extra["_id"], `"`), text("__id")),
	}
}

func (s *Submission) beside(key string) (text string) {
	_ = json.Unmarshal([]byte(s.Extra[key]), &text) // as above
	return strings.TrimSpace(text)
}

// Number names the response by its questionnaire and the server's number; ""
// where nobody says.
func (e *Edition) Number(formID string) string {
	if e.Response == "" {
		return ""
	}
	return "number " + formID + " " + e.Response
}

// WithScheme writes an id as OpenRosa does.
func WithScheme(id string) string {
	if id != "" && !strings.Contains(id, ":") {
		return "uuid:" + id
	}
	return id
}

// impersonal is what may stay beside answers when some of them were erased: it
// tells which edition came, and when, and nothing of who.
var impersonal = []string{
	"_uuid", "_id", "__id", "__version__", "_edits", "_submission_time", "_status", "_review_state", "reviewState", "_validation_status",
	"meta/instanceID", "meta/deprecatedID", "meta/rootUuid", "form_version", "_xform_id_string",
}

// impersonalIn are the fields that may stay of what is written in one.
var impersonalIn = map[string][]string{
	"meta":     {"instanceID", "deprecatedID", "rootUuid"},
	"__system": {"edits", "updatedAt", "submissionDate", "reviewState", "formVersion"},
}

// EraseBeside takes out what came beside the answers and may tell who somebody
// is: a name of the response, a place, a value that no question takes.
func (s *Submission) EraseBeside() {
	var kept map[string]string // another's map stays as it is
	keep := func(key, text string) {
		if kept == nil {
			kept = map[string]string{}
		}
		kept[key] = text
	}
	for _, key := range impersonal {
		if text, ok := s.Extra[key]; ok {
			keep(key, text)
		}
	}
	for key, fields := range impersonalIn {
		var all map[string]json.RawMessage
		if json.Unmarshal([]byte(s.Extra[key]), &all) != nil {
			continue
		}
		some := map[string]json.RawMessage{}
		for _, name := range fields {
			if raw, ok := all[name]; ok {
				some[name] = raw
			}
		}
		if text, err := json.Marshal(some); err == nil && len(some) > 0 { // what was read can be written
			keep(key, string(text))
		}
	}
	s.Extra = kept
}

package survey

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"
)

// ownFormat names Doorstep's own JSON of a response.
const ownFormat = "doorstep-response/1"

// QuestionMark stands before the key of a question in Doorstep's own JSON that
// would be taken for a key of [Own].
const QuestionMark = "./"

// Own is what Doorstep's own JSON says of a response beside its answers. Each
// key begins with an underscore.
type Own struct {
	Format        string                     `json:"_format"`
	InstanceID    string                     `json:"_instance_id"`
	FormID        string                     `json:"_form_id"`
	FormVersion   string                     `json:"_form_version"`
	Name          string                     `json:"_instance_name,omitempty"`
	Outcome       string                     `json:"_outcome"`
	Training      bool                       `json:"_training"`
	Device        string                     `json:"_device"`
	Worker        string                     `json:"_worker"`
	Language      string                     `json:"_language"`
	Started       *time.Time                 `json:"_started"`
	Finished      *time.Time                 `json:"_finished"`
	ActiveSeconds float64                    `json:"_active_seconds"`
	PausedSeconds float64                    `json:"_paused_seconds"`
	Number        int                        `json:"_number"`
	Consents      []OwnConsent               `json:"_consents,omitempty"`
	Remarks       []OwnRemark                `json:"_remarks,omitempty"`
	Timings       []OwnTiming                `json:"_timings,omitempty"`
	Extra         map[string]json.RawMessage `json:"_extra,omitempty"`
}

// OwnConsent is one [Consent] in [Own].
type OwnConsent struct {
	Purpose     string     `json:"purpose"`
	Given       bool       `json:"given"`
	TakenBack   bool       `json:"taken_back"`
	At          *time.Time `json:"at"`
	Worker      string     `json:"worker"`
	Ref         Ref        `json:"ref"`
	FormID      string     `json:"form_id"`
	FormVersion string     `json:"form_version"`
	Language    string     `json:"language"`
	Words       string     `json:"words"`
	Answer      string     `json:"answer"`
}

// OwnRemark is one [Remark] in [Own].
type OwnRemark struct {
	Ref    Ref        `json:"ref"`
	Kind   string     `json:"kind"`
	Text   string     `json:"text"`
	At     *time.Time `json:"at"`
	Worker string     `json:"worker"`
}

// OwnTiming is one [Timing] in [Own].
type OwnTiming struct {
	Ref     Ref     `json:"ref"`
	Seconds float64 `json:"seconds"`
}

var ownKeys = []string{
	"_format", "_instance_id", "_form_id", "_form_version", "_instance_name", "_outcome", "_training", "_device", "_worker",
	"_language", "_started", "_finished", "_active_seconds", "_paused_seconds", "_number", "_consents", "_remarks", "_timings", "_extra",
}

// IsOwnKey reports whether a key is one of [Own].
func IsOwnKey(key string) bool { return slices.Contains(ownKeys, key) }

// OwnFields returns what Doorstep's own JSON says of a response.
func OwnFields(s *Submission) *Own {
	o := &Own{
		Format: ownFormat, InstanceID: s.InstanceID, FormID: s.FormID, FormVersion: s.FormVersion, Name: s.Name,
		Outcome: string(s.Outcome), Training: s.Training, Device: s.Device, Worker: s.Worker, Language: s.Language,
		Started: knownTime(s.Started), Finished: knownTime(s.Finished),
		ActiveSeconds: s.Active.Seconds(), PausedSeconds: s.Paused.Seconds(), Number: s.Number,
	}
	for _, c := range s.Consents {
		o.Consents = append(o.Consents, OwnConsent{
			c.Purpose, c.Given, c.TakenBack, knownTime(c.At), c.Worker, c.Ref, c.FormID, c.FormVersion, c.Language, c.Words, c.Answer,
		})
	}
	for _, r := range s.Remarks {
		o.Remarks = append(o.Remarks, OwnRemark{r.Ref, string(r.Kind), r.Text, knownTime(r.At), r.Worker})
	}
	for _, t := range s.Timings {
		o.Timings = append(o.Timings, OwnTiming{t.Ref, t.Active.Seconds()})
	}
	for key, text := range s.Extra {
		if o.Extra == nil {
			o.Extra = map[string]json.RawMessage{}
		}
		if !json.Valid([]byte(text)) { // it always is, but nothing may be lost
			quoted, _ := json.Marshal(text) // a string always can
			text = string(quoted)
		}
		o.Extra[key] = json.RawMessage(text)
	}
	return o
}

func knownTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	if _, offset := t.Zone(); offset == 0 {
		return t.UTC()
	}
	return *t
}

func seconds(f float64) time.Duration { return time.Duration(math.Round(f * float64(time.Second))) }

// TakeOwn takes what is Doorstep's own out of a response's fields and leaves
// the answers; nil when the response is another tool's.
func TakeOwn(text []byte, fields map[string]any) (*Own, error) {
	if fields["_format"] != ownFormat {
		return nil, nil
	}
	o := &Own{}
	if err := json.Unmarshal(text, o); err != nil {
		return nil, err
	}
	for _, key := range ownKeys {
		delete(fields, key)
	}
	for key, v := range fields {
		if name, ok := strings.CutPrefix(key, QuestionMark); ok && IsOwnKey(name) {
			delete(fields, key)
			fields[name] = v
		}
	}
	return o, nil
}

// Apply puts what the fields say on the submission.
func (o *Own) Apply(s *Submission) {
	s.Name, s.Outcome, s.Training = o.Name, Outcome(o.Outcome), s.Training || o.Training
	s.Device, s.Worker, s.Language = o.Device, o.Worker, o.Language
	s.Started, s.Finished, s.Number = timeOf(o.Started), timeOf(o.Finished), o.Number
	s.Active, s.Paused = seconds(o.ActiveSeconds), seconds(o.PausedSeconds)
	for _, c := range o.Consents {
		s.Consents = append(s.Consents, Consent{
			Purpose: c.Purpose, Given: c.Given, TakenBack: c.TakenBack, At: timeOf(c.At), Worker: c.Worker, Ref: c.Ref,
			FormID: c.FormID, FormVersion: c.FormVersion, Language: c.Language, Words: c.Words, Answer: c.Answer,
		})
	}
	for _, r := range o.Remarks {
		s.Remarks = append(s.Remarks, Remark{Ref: r.Ref, Kind: RemarkKind(r.Kind), Text: r.Text, At: timeOf(r.At), Worker: r.Worker})
	}
	for _, t := range o.Timings {
		s.Timings = append(s.Timings, Timing{Ref: t.Ref, Active: seconds(t.Seconds)})
	}
	for key, raw := range o.Extra {
		if s.Extra == nil {
			s.Extra = map[string]string{}
		}
		s.Extra[key] = string(raw)
	}
}

package xlsform

import (
	"path"
	"strings"

	"doorstep/survey"
)

// mediaColumns are the columns of pictures and sound.
var mediaColumns = []string{"image", "big-image", "audio", "video"}

// checkMedia warns of pictures and sound that are not beside the
// questionnaire, once a file.
func (r *reader) checkMedia() {
	missing := map[string]bool{}
	for _, n := range r.nodes {
		if n.typ.kind != rowUnknown {
			r.checkRowMedia(n.record, missing)
		}
	}
	if r.choices == nil {
		return
	}
	for rec := range r.choices.records {
		if use := r.lists[rec.get("list_name")]; use != nil && use.used {
			r.checkRowMedia(rec, missing)
		}
	}
}

func (r *reader) checkRowMedia(rec record, missing map[string]bool) {
	for _, key := range mediaColumns {
		for _, c := range rec.all[key] {
			if c.index >= len(rec.cells) {
				continue
			}
			file := mediaName(rec.cells[c.index])
			if file == "" || missing[file] || r.src.Files[file] != nil || path.Ext(file) == "" {
				continue
			}
			missing[file] = true
			r.problems.warnf(rec.cell(rec.row, c.index, c.header), "missing-file",
				"the file %s is not beside the questionnaire; put it in the same folder before adding the questionnaire", file)
		}
	}
}

// mediaName returns the file that a media cell names, "" when an answer does.
func mediaName(cell string) string {
	if strings.Contains(cell, "${") || cell == "-" {
		return ""
	}
	if strings.HasPrefix(cell, "jr://") {
		return path.Base(cell)
	}
	return cell
}

// preloads are the values that a form asks the device for by the columns
// bind::jr:preload and bind::jr:preloadParams, as older questionnaires do.
var preloads = map[[2]string]survey.Type{
	{"timestamp", "start"}: survey.TypeStart, {"timestamp", "end"}: survey.TypeEnd, {"date", "today"}: survey.TypeToday,
	{"property", "deviceid"}: survey.TypeDeviceID, {"property", "username"}: survey.TypeUsername, {"property", "email"}: survey.TypeEmail,
	{"property", "phonenumber"}: survey.TypePhoneNumber, {"property", "simserial"}: survey.TypeSimSerial, {"property", "subscriberid"}: survey.TypeSubscriberID,
}

// preloadDefaults are the same for questions that are asked: the value stands
// there to begin with.
var preloadDefaults = map[[2]string]string{
	{"timestamp", "start"}: "now()", {"date", "today"}: "today()",
}

// readPreload turns a preload into the type or the default that does the same.
func (r *reader) readPreload(n *node, q *survey.Question) {
	preload := strings.ToLower(n.get("bind::jr:preload"))
	if preload == "" || q.Type.IsMetadata() {
		return
	}
	at := n.at("bind::jr:preload")
	params := strings.ToLower(n.get("bind::jr:preloadparams"))
	if params == "" {
		params = strings.ToLower(n.get("bind::jr:preloadParams"))
	}
	as, known := preloads[[2]string{preload, params}]
	start, given := preloadDefaults[[2]string{preload, params}]
	switch {
	case preload == "uid":
		start, given = "uuid()", true
	case known && !q.Type.IsAsked():
		q.Type = as
		return
	}
	if !given {
		r.problems.warnf(at, "unknown-preload", "Doorstep cannot fill in %s %s by itself; the question starts blank", preload, params)
		return
	}
	if q.Bind.Default.IsZero() && q.Bind.Calculation.IsZero() {
		q.Bind.Default = survey.Expr{Source: start, At: at}
	}
}

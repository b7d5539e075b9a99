package xlsform

// Column names as XLSForm writes them, and the other names they go by. The
// keys are already in the form that [word] gives.

var surveyColumns = []string{
	"type", "name", "label", "hint", "guidance_hint", "required", "required_message", "relevant", "constraint",
	"constraint_message", "calculation", "default", "read_only", "appearance", "choice_filter", "parameters", "trigger",
	"repeat_count", "image", "big-image", "audio", "video", "autoplay", "rows", "disabled", "save_to",
	"no_app_error_string", "intent", "query", "list_name",
	"personal", "special", "consent", "was", "non_response", "interviewer", "self_completion",
	"soft_constraint", "soft_constraint_message",
}

var surveyAliases = map[string]string{
	"command": "type", "tag": "name", "value": "name", "caption": "label", "guidance": "guidance_hint",
	"relevance": "relevant", "bind::relevant": "relevant", "bind::relevance": "relevant", "skip_logic": "relevant",
	"readonly": "read_only", "bind::readonly": "read_only",
	"calculate": "calculation", "bind::calculate": "calculation", "bind::calculation": "calculation",
	"bind::constraint": "constraint", "bind::required": "required", "bind::type": "bind::type",
	"constraining_message": "constraint_message", "bind::jr:constraintmsg": "constraint_message", "jr:constraintmsg": "constraint_message",
	"required_msg": "required_message", "requiredmsg": "required_message", "bind::jr:requiredmsg": "required_message", "jr:requiredmsg": "required_message",
	"bind::jr:noapperrorstring": "no_app_error_string", "noapperrorstring": "no_app_error_string",
	"media::image": "image", "media::big-image": "big-image", "media::audio": "audio", "media::video": "video",
	"count": "repeat_count", "jr:count": "repeat_count", "control::jr:count": "repeat_count", "body::jr:count": "repeat_count",
	"control::appearance": "appearance", "body::appearance": "appearance", "control::autoplay": "autoplay", "body::autoplay": "autoplay",
	"control::rows": "rows", "body::rows": "rows", "body::intent": "intent", "control::intent": "intent",
	"bind::entities:saveto": "save_to", "bind::save_to": "save_to",
	"selfcompletion": "self_completion", "self_complete": "self_completion", "hand_over": "self_completion",
}

var choiceColumns = []string{"list_name", "name", "label", "image", "big-image", "audio", "video", "geometry"}

var choiceAliases = map[string]string{
	"value": "name", "caption": "label",
	"media::image": "image", "media::big-image": "big-image", "media::audio": "audio", "media::video": "video",
}

var settingColumns = []string{
	"form_title", "form_id", "version", "instance_name", "default_language", "style", "name", "public_key", "submission_url",
	"allow_choice_duplicates", "clean_text_values", "omit_instanceid", "namespaces", "add_none_option", "auto_send", "auto_delete",
	"client_editable", "instance_id", "prefix", "delimiter", "compact_tag", "compact_prefix", "sms_keyword", "sms_separator",
	"sms_allow_media", "sms_date_format", "sms_datetime_format", "sms_response", "id_string", "title",
	"contact_months",
}

var settingAliases = map[string]string{
	"title": "form_title", "set_form_title": "form_title", "id_string": "form_id", "set_form_id": "form_id",
}

var (
	quotaColumns    = []string{"name", "label", "when", "target", "area"}
	entityColumns   = []string{"list_name", "dataset", "entity_id", "create_if", "update_if", "label", "repeat"}
	externalColumns = []string{"list_name", "name", "label"}
)

// translated are the columns that may stand once for every language.
var translated = map[string]bool{
	"label": true, "hint": true, "guidance_hint": true, "constraint_message": true, "required_message": true, "soft_constraint_message": true,
	"image": true, "big-image": true, "audio": true, "video": true, "no_app_error_string": true,
}

package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"doorstep/export/formats"
)

// koboFlags are the export command's flags for KoboToolbox's layout alone.
type koboFlags struct{ columns []string }

func (k *koboFlags) add(flags *pflag.FlagSet, o *formats.Settings) {
	flags.BoolVar(&o.Kobo.Hierarchy, "hierarchy", false, "kobo: headers carry the groups a question is in")
	flags.StringArrayVar(&o.Kobo.Extra, "extra", nil, "kobo: a column of what came beside the answers, such as _uuid or _submission_time; repeatable")
	flags.StringArrayVar(&k.columns, "column", nil, "kobo: only this question; repeatable")
	flags.StringArrayVar(&o.Kobo.Tags, "tag-row", nil, "kobo: a row under the header of this column of the survey sheet, such as hxl; repeatable")
	flags.BoolVar(&o.Kobo.Index, "index", false, "kobo: number the responses even when there is no repeat")
	flags.StringVar(&o.Kobo.Title, "title", "", "kobo: the name of the first sheet (default: the questionnaire's title)")
}

// check says which flags do not go together. What came beside the answers is
// KoboToolbox's own and begins with an underscore; any other may be a question
// that no version has, and so may be personal.
func (k *koboFlags) check(f *exportFlags) error {
	o := f.Kobo
	if f.Format != formats.Kobo {
		if o.Hierarchy || o.Index || len(o.Extra)+len(k.columns)+len(o.Tags) > 0 || o.Title != "" {
			return errors.New("--hierarchy, --extra, --column, --tag-row, --index and --title go with --as kobo alone")
		}
		return nil
	}
	f.Columns = append(f.Columns, k.columns...)
	if f.Values == "both" {
		return errors.New("--as kobo writes --values labels or codes; KoboToolbox's layout has no room for both")
	}
	for _, name := range o.Extra {
		own := strings.HasPrefix(name, "_") || strings.HasPrefix(name, "meta/") || strings.HasPrefix(name, "formhub/")
		if (!own || name == "_geolocation" || name == "meta/instanceName") && !f.Personal {
			return fmt.Errorf("--extra %s may hold what tells who somebody is; give --personal too if you may have it", name)
		}
	}
	return nil
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/spf13/pflag"

	"doorstep/export"
	"doorstep/export/kobo"
	"doorstep/survey"
)

// koboFlags are the export command's flags for KoboToolbox's layout alone.
type koboFlags struct {
	hierarchy, index     bool
	extra, columns, tags []string
	title                string
}

func (k *koboFlags) add(flags *pflag.FlagSet) {
	flags.BoolVar(&k.hierarchy, "hierarchy", false, "kobo: headers carry the groups a question is in")
	flags.StringArrayVar(&k.extra, "extra", nil, "kobo: a column of what came beside the answers, such as _uuid or _submission_time; repeatable")
	flags.StringArrayVar(&k.columns, "column", nil, "kobo: only this question; repeatable")
	flags.StringArrayVar(&k.tags, "tag-row", nil, "kobo: a row under the header of this column of the survey sheet, such as hxl; repeatable")
	flags.BoolVar(&k.index, "index", false, "kobo: number the responses even when there is no repeat")
	flags.StringVar(&k.title, "title", "", "kobo: the name of the first sheet (default: the questionnaire's title)")
}

func (k *koboFlags) options() kobo.Options {
	return kobo.Options{Hierarchy: k.hierarchy, Extra: k.extra, Tags: k.tags, Index: k.index, Title: k.title}
}

// check says which flags do not go together. What came beside the answers is
// KoboToolbox's own and begins with an underscore; any other may be a question
// that no version has, and so may be personal.
func (k *koboFlags) check(f *exportFlags) error {
	if f.as != "kobo" {
		if k.hierarchy || k.index || len(k.extra)+len(k.columns)+len(k.tags) > 0 || k.title != "" {
			return errors.New("--hierarchy, --extra, --column, --tag-row, --index and --title go with --as kobo alone")
		}
		return nil
	}
	if f.values == "both" {
		return errors.New("--as kobo writes --values labels or codes; KoboToolbox's layout has no room for both")
	}
	for _, name := range k.extra {
		own := strings.HasPrefix(name, "_") || strings.HasPrefix(name, "meta/") || strings.HasPrefix(name, "formhub/")
		if (!own || name == "_geolocation" || name == "meta/instanceName") && !f.personal {
			return fmt.Errorf("--extra %s may hold what tells who somebody is; give --personal too if you may have it", name)
		}
	}
	return nil
}

func (k *koboFlags) write(ctx context.Context, path string, plan *export.Plan, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error], progress func(int),
) (export.Reconciliation, error) {
	return kobo.Write(ctx, path, plan, k.options(), meta, responses, progress)
}

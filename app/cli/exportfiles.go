package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/pflag"

	"doorstep/export"
	"doorstep/export/attached"
	"doorstep/export/formats"
	"doorstep/survey/store"
)

func attachmentsFlag(flags *pflag.FlagSet, folder *string) {
	flags.StringVar(folder, "attachments", "", "also write the files given as answers into this folder, one folder a response; files that are there stay")
}

// attachable says what the attached files do not go with.
func (f *exportFlags) attachable() error {
	switch {
	case f.attachments == "":
		return nil
	case f.Format == formats.Release:
		return errors.New("--attachments does not go with --as release: pictures and recordings are never published")
	case f.json:
		return errors.New("--attachments does not go with --json, which writes no files")
	}
	return nil
}

// writeAttachments writes the files that the exported responses name; it does
// nothing when they were not asked for.
func (f *exportFlags) writeAttachments(ctx context.Context, s *streams, project *store.Store, plan *export.Plan, meta export.Meta) (*attached.Run, error) {
	if f.attachments == "" {
		return &attached.Run{}, nil
	}
	step, done := s.bar("Attached files")
	defer done()
	read := func(ctx context.Context, id, name string) ([]byte, error) {
		data, err := project.Attachment(ctx, id, name)
		if errors.Is(err, store.ErrNotFound) {
			return nil, errors.Join(attached.ErrMissing, err)
		}
		return data, err
	}
	return attached.Write(ctx, f.attachments, plan, project.Submissions(ctx, store.Everything(plan.Options.FormID)), read,
		func(n int) { step(n, meta.Stored) })
}

// reportAttachments says what was written. That another file stands in a
// file's place makes the command fail: the work is not done.
func (s *streams) reportAttachments(folder string, r *attached.Run) error {
	if folder == "" {
		return nil
	}
	fmt.Fprintln(s.err, "The attached files are as people gave them: faces, voices and signatures tell who somebody is. Keep them safe, and delete them when the work is done.")
	for _, m := range r.Missing {
		fmt.Fprintf(s.err, "%s is not in this project. It may be on another laptop; merge its packs, then export again.\n", m)
	}
	for _, k := range r.Kept {
		fmt.Fprintf(s.err, "%s holds something else and was left alone. Move it away, then export again.\n", k)
	}
	_, err := fmt.Fprintf(s.out, "%s: attached files: %d written, %d there already, %d not in this project, %d not written\n",
		filepath.Clean(folder), r.Written, r.There, len(r.Missing), len(r.Kept))
	if err == nil && len(r.Kept) > 0 {
		return status(exitFailed)
	}
	return err
}

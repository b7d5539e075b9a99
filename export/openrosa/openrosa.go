// Package openrosa writes each response as the OpenRosa XML instance that ODK
// tools write and take: the form's root with id and version, the answers in
// form order, repeats one after another, the meta block at the end.
//
// A question that was not asked has no element, as in ODK. One that was asked
// and not answered has an empty element, and the attribute state of the
// namespace urn:doorstep:response says why: refused, dont_know, skipped or
// erased. The root has the response's outcome in that namespace, and whether
// it was made for training. ODK tools pass over these; Doorstep's importer
// reads them. Questions left
// out as personal, or not chosen, have no element. Attached files are named,
// not written.
//
// Characters that XML has no way to write become U+FFFD.
package openrosa

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strconv"
	"strings"

	"doorstep/export"
	"doorstep/survey"
)

// ErrNotEmpty means that the folder to write to holds files already.
var ErrNotEmpty = errors.New("the folder holds files already")

// Write makes one file a response, named after its instanceID: in a zip when
// path ends in .zip, else in a new or empty folder. It appears when it is
// whole. progress may be nil.
func Write(ctx context.Context, path string, plan *export.Plan, meta export.Meta,
	responses iter.Seq2[*survey.Submission, error], progress func(done int),
) (export.Reconciliation, error) {
	to, err := open(path)
	if err != nil {
		return export.Reconciliation{}, err
	}
	defer to.abandon()
	w := &instance{in: plan.Questions(), personal: plan.Options.Personal}
	names := map[string]bool{}
	rec, err := plan.Each(ctx, meta, responses, progress, func(sub *survey.Submission) error {
		return to.add(fileName(sub.InstanceID, names), w.xml(plan.FormOf(sub), sub))
	})
	if err != nil {
		return rec, fmt.Errorf("export %s: %w", filepath.Base(path), err)
	}
	return rec, to.commit(ctx)
}

// Instance returns one response's XML.
func Instance(plan *export.Plan, sub *survey.Submission) []byte {
	w := &instance{in: plan.Questions(), personal: plan.Options.Personal}
	return w.xml(plan.FormOf(sub), sub)
}

// longestName keeps names within what every file system takes.
const longestName = 100

// fileName makes a name that no file system refuses and no other response has.
func fileName(id string, taken map[string]bool) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, strings.TrimPrefix(id, "uuid:"))
	if name = name[:min(len(name), longestName)]; len(name) < 8 {
		name = "response-" + name // no device of Windows, such as CON, is called so
	}
	candidate := name
	for i := 2; taken[strings.ToLower(candidate)]; i++ {
		candidate = name + "-" + strconv.Itoa(i)
	}
	taken[strings.ToLower(candidate)] = true
	return candidate + ".xml"
}

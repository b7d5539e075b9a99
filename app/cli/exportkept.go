package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"doorstep/export/formats"
	"doorstep/survey/store"
)

// takeKept starts from the settings kept by name; the flags given go before
// them.
func (f *exportFlags) takeKept(ctx context.Context, project *store.Store, given *pflag.FlagSet) error {
	text, err := project.Remembered(ctx, formats.KeptName)
	if err != nil {
		return err
	}
	kept, err := formats.ReadKept(text)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(kept, func(k formats.Kept) bool { return strings.EqualFold(k.Name, f.kept) })
	if i < 0 {
		names := make([]string, len(kept))
		for i, k := range kept {
			names[i] = k.Name
		}
		has := "it keeps none yet; name some on the export screen"
		if len(names) > 0 {
			has = "it keeps " + strings.Join(names, ", ")
		}
		return usageError{fmt.Errorf("--settings: the project keeps no settings named %q; %s", f.kept, has)}
	}
	again := asGiven(given)
	threshold := f.Threshold
	f.Settings = kept[i].Settings
	if f.Threshold == 0 {
		f.Threshold = threshold
	}
	if f.Coded != "" && len(f.themes) == 0 {
		f.themes = []string{f.Coded}
	}
	if err := again(); err != nil {
		return err
	}
	if given.Changed("weight-to") && f.Totals != "" && !formats.Weights(f.Format) {
		return usageError{fmt.Errorf("--weight-to adds a column of weights, and the settings %q are for %s, which has none; leave it out, or use --as analyst, csv or spss", kept[i].Name, f.Format)}
	}
	return nil
}

// asGiven returns what sets the flags that were given to what they are now.
func asGiven(given *pflag.FlagSet) func() error {
	var again []func() error
	given.Visit(func(flag *pflag.Flag) {
		if list, ok := flag.Value.(pflag.SliceValue); ok {
			values := slices.Clone(list.GetSlice())
			again = append(again, func() error { return list.Replace(values) })
			return
		}
		value := flag.Value.String()
		again = append(again, func() error { return flag.Value.Set(value) })
	})
	return func() error {
		for _, set := range again {
			if err := set(); err != nil {
				return err
			}
		}
		return nil
	}
}

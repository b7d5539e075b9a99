package cli

import (
	"fmt"
	"strings"
	"time"

	"doorstep/survey/store"

	"github.com/spf13/cobra"
)

// receivedJSON is what is here of one laptop's work.
type receivedJSON struct {
	Device   string      `json:"device"`
	This     bool        `json:"this"`
	Made     int         `json:"made"`
	Received [][2]int    `json:"received"`
	Missing  [][2]int    `json:"missing"`
	Heard    *time.Time  `json:"heard,omitempty"`
	Forms    [][2]string `json:"forms,omitempty"`
	Lacks    [][2]string `json:"lacks,omitempty"` // newest versions it had not when last heard of
}

func newReceivedCommand(s *streams) *cobra.Command {
	var path string
	var asJSON bool
	c := &cobra.Command{
		Use:   "received",
		Short: "What came in from each laptop, and what is missing",
		Long:  "Every laptop numbers what it finishes. This lists per laptop which numbers are here, which are missing, when it was last heard of, and which questionnaires it had then.",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			return withProject(c.Context(), path, func(st *store.Store) error {
				all, err := st.Completeness(c.Context())
				if err != nil {
					return err
				}
				for _, r := range all {
					if asJSON {
						err = s.writeJSON(receivedJSON{r.Device, r.Here, r.Made, pairs(r.Got), pairs(r.Gaps), known(r.Heard), r.Forms, r.Lacks})
					} else {
						_, err = fmt.Fprintln(s.out, receivedLine(&r))
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	projectFlag(c, &path)
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object a laptop")
	return c
}

func pairs(numbers []store.Numbers) [][2]int {
	all := make([][2]int, len(numbers))
	for i, n := range numbers {
		all[i] = [2]int{n.First, n.Last}
	}
	return all
}

func receivedLine(r *store.Received) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Laptop %s", r.Device)
	if r.Here {
		b.WriteString(" (this one)")
	}
	switch {
	case r.Made == 0:
		b.WriteString(": nothing made yet")
	case len(r.Got) == 0:
		fmt.Fprintf(&b, ": nothing received of %d", r.Made)
	default:
		fmt.Fprintf(&b, ": %s received", store.InWords(r.Got))
	}
	if len(r.Gaps) > 0 && len(r.Got) > 0 {
		fmt.Fprintf(&b, ", %s missing", store.InWords(r.Gaps))
	}
	switch {
	case r.Here:
	case r.Heard.IsZero():
		b.WriteString("; no pack of its own came in")
	default:
		fmt.Fprintf(&b, "; last heard of %s", r.Heard.Format("2 January 2006 15:04"))
	}
	for _, f := range r.Lacks {
		fmt.Fprintf(&b, "; lacks %s %s", f[0], f[1])
	}
	return b.String()
}

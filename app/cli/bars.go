package cli

import (
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// bar shows work going on, on a terminal only. step tells how far it is; a
// total below 0 means that nobody knows how much there is. done clears it.
func (s *streams) bar(what string) (step func(done, total int), done func()) {
	f, ok := s.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return func(int, int) {}, func() {}
	}
	var bar *progressbar.ProgressBar
	step = func(n, total int) {
		if bar == nil {
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what),
				progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
		}
		_ = bar.Set(n) // a bar that cannot be drawn stops no work
	}
	return step, func() {
		if bar != nil {
			_ = bar.Clear()
		}
	}
}

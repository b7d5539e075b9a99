// Package release writes the workbook that goes to the board and the public:
// counts only, small ones hidden, and laid out so that everybody can read it.
//
// It first settles what may be shown ([Settle], pure but for reading the
// responses), then writes it ([Write]). Every number it would publish is a sum
// over response types, so all tables together are one linear system. A hidden
// number is kept only when linear programming finds that the published ones
// leave it room; else more is hidden, and in the end the table is withdrawn.
//
// [Check] opens a finished workbook and names every line of the accessibility
// checklist it breaks. A [Record] is what a release published, for [Compare] to
// hold against the next one. Everything belongs to the calling goroutine.
package release

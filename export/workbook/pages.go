package workbook

// comparisonPages are the tables that set questions against one another, in
// the order of [book.comparisonNames].
func (b *book) comparisonPages() []*grid {
	var pages []*grid
	if b.plan.Areas != nil {
		pages = append(pages, b.areas())
	}
	if len(b.plan.Crosstabs) > 0 {
		pages = append(pages, b.crosstabs())
	}
	if len(b.plan.Margins) > 0 {
		pages = append(pages, b.weighted())
	}
	return pages
}

// comparisonNames names the sheets of comparisonPages.
func (b *book) comparisonNames() []string {
	var names []string
	if b.plan.Areas != nil {
		names = append(names, "Area comparison")
	}
	if len(b.plan.Crosstabs) > 0 {
		names = append(names, "Crosstabs")
	}
	if len(b.plan.Margins) > 0 {
		names = append(names, "Weighted")
	}
	return names
}

// comparisonContents says on the cover what the sheets of comparisonPages hold.
func (b *book) comparisonContents() [][2]string {
	var list [][2]string
	if b.plan.Areas != nil {
		pairs := b.areaSides()
		what := pairs[0].names[0] + " against " + pairs[0].names[1]
		if len(pairs) > 1 {
			what = "Each area against all the others together"
		}
		list = append(list, [2]string{"Area comparison", what + ": shares, the difference and a test, question by question."})
	}
	if len(b.plan.Crosstabs) > 0 {
		list = append(list, [2]string{"Crosstabs", "The questions chosen, one by another: counts and column percentages."})
	}
	if len(b.plan.Margins) > 0 {
		list = append(list, [2]string{"Weighted", "Every closed question weighted to the totals given, with unweighted bases and the design effect."})
	}
	return list
}

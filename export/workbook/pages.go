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
	return names
}

// comparisonContents says on the cover what the sheets of comparisonPages hold.
func (b *book) comparisonContents() [][2]string {
	var list [][2]string
	if b.plan.Areas != nil {
		names := b.plan.AreaNames()
		list = append(list, [2]string{"Area comparison", names[0] + " against " + names[1] + ": shares, the difference and a test, question by question."})
	}
	if len(b.plan.Crosstabs) > 0 {
		list = append(list, [2]string{"Crosstabs", "The questions chosen, one by another: counts and column percentages."})
	}
	return list
}

package workbook

// page is a sheet of tables that some exports have and others have not.
type page struct {
	name, holds string
	make        func() *grid
}

// comparisonPages are the tables that set questions against one another, then what
// is weighted, in the order of their sheets.
func (b *book) comparisonPages() []page {
	var pages []page
	if b.plan.Areas != nil {
		pages = append(pages, page{"Area comparison", b.comparedWords() + ": shares, the difference and a test, question by question.", b.areas})
	}
	if len(b.plan.Crosstabs) > 0 {
		pages = append(pages, page{"Crosstabs", "The questions chosen, one by another: counts and column percentages.", b.crosstabs})
	}
	return append(pages, b.weightedPages()...)
}

// weightedPages are the weighted tables; none without totals to weight to.
func (b *book) weightedPages() []page {
	if len(b.plan.Margins) == 0 {
		return nil
	}
	pages := []page{{"Weighted", "Every closed question weighted to the totals given, with unweighted bases and the design effect.", b.weighted}}
	if b.plan.Areas != nil {
		pages = append(pages, page{"Area comparison weighted", b.comparedWords() + ", weighted: shares beside their unweighted bases, the difference and a test of weighted answers.", b.areasWeighted})
	}
	if len(b.plan.Crosstabs) > 0 {
		pages = append(pages, page{"Crosstabs weighted", "The same questions one by another: weighted column percentages with intervals, and unweighted bases.", b.crosstabsWeighted})
	}
	return pages
}

// comparedWords says which areas stand against which.
func (b *book) comparedWords() string {
	pairs := b.areaSides()
	if len(pairs) > 1 {
		return "Each area against all the others together"
	}
	return pairs[0].names[0] + " against " + pairs[0].names[1]
}

package stats

// Near is for tests that stand outside, where they may use exporttest.
var Near = near

package xpath

var selectFunctions []function

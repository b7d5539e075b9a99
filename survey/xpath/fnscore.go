package xpath

var scoreFunctions []function

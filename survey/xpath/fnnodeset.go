package xpath

var nodesetFunctions []function

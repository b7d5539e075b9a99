package xpath

var textFunctions []function

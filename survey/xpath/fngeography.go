package xpath

var geographyFunctions []function

package xpath

var numberFunctions []function

package xpath

var dateFunctions []function

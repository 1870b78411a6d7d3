package money

// Micro is a number of millionths of a unit of some currency, for loops over many prices. Which currency it is of stands beside it.
type Micro int64

// Package sheet makes up price sheets: as large as Microsoft's, with its columns and its oddities, and the same for the same seed. The benchmarks, the
// tests and `make run` import them; nothing in them is a real price.
//
// A sheet has about 2.8 SKUs for each product and 16 rows for each SKU, sorted as Microsoft sorts. Descriptions hold commas, doubled quotes and line
// breaks, one key in ten thousand occurs twice, and the month before has other prices in 4 rows of a hundred, lacks 1 and has 1 that is gone now.
package sheet

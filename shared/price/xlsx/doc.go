// Package xlsx reads the cells of Excel workbooks in one pass, and writes plain ones.
//
// A price list of 100,000 rows is 60 to 120 MB of XML inside a file of 8 MB. The XML reader of the standard library takes seconds for its tokens alone, so
// this one scans bytes: a cell that is laid out as Excel lays it out is read by a short path that knows that layout, and everything else by a general one that knows
// XML. Both give the same; tests hold both to what the library excelize reads.
//
// What a cell is given as, always as text:
//
//	a number      as it stands in the file, such as 115.2; more than 15 digits, or an exponent, as the 15 digits that Excel shows
//	a date        as 2021-10-01T00:00:00, when the cell's number format shows a day, a month or a year; there is no zone in a workbook, and sheets mean UTC
//	a text        as it is, with its blanks and line ends; a formula's text result likewise
//	true, false   as TRUE and FALSE, and an error value as #N/A
//	a formula     as its result; when the file has none, as the formula itself after "=", so that it is seen and never taken for an empty cell
//
// Read are: elements with and without a prefix, cells and rows that do not say where they are, cells in any order, shared, rich and inline text, phonetic guides left out, characters
// written as _x000D_, CDATA and comments, both date systems, parts in UTF-16, absolute and relative targets, several sheets, hidden ones named as such, and
// files of more than 4 GB. A workbook whose rows go back, or whose XML is in an encoding of the past, is Odd: package workbook reads those, slowly. Everything that a file states of itself is
// held against Limits.
package xlsx

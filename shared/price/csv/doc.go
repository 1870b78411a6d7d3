// Package csv scans a CSV file of any size in constant memory and without an allocation per row.
//
// It reads what encoding/csv reads and refuses what that refuses, which a fuzz target holds, and besides tells the encoding (UTF-8 with or without
// a byte order mark, UTF-16, Windows-1252) and the delimiter (comma, semicolon, tab) by looking. It differs in two ways: a line break within quotes
// stays as it stands in the file, and a quote that is never closed ends the reading, because it tells a file that was cut.
package csv

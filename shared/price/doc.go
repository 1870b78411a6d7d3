// Package price turns Microsoft's monthly price sheets into prices: it types and checks the rows of a sheet, guards against a sheet that is not what it
// seems, compares it with the one in use, and computes a customer's price from cost, list price and the rules of a plan, with every step explained.
package price

package key

import "fmt"

// PriceImport is a price sheet on its way into use. Ids of imports begin with their time, so that they are in order.
func PriceImport(partner, id string) Key { return Key{prices(partner), SK(join("IMPORT", id))} }

// PricePointer says which snapshot the prices of a list come from.
func PricePointer(partner, kind, market, currency string) Key {
	return Key{prices(partner), SK(join("POINTER", kind, market, currency))}
}

// Plan is a plan in use.
func Plan(partner, id string) Key { return Key{prices(partner), SK(join("PLAN", id))} }

// PlanVersion is a plan as it was saved once. Six digits keep the versions in order.
func PlanVersion(partner, id string, n int64) Key {
	return Key{prices(partner), SK(join("PLANVERSION", id, fmt.Sprintf("%06d", n)))}
}

// Offer is how a partner shows an offer.
func Offer(partner, kind, product, sku string) Key {
	return Key{prices(partner), SK(join("OFFER", kind, product, sku))}
}

// PriceFetched says which sheet of a market and a view was fetched last.
func PriceFetched(partner, market, view string) Key {
	return Key{prices(partner), SK(join("FETCHED", market, view))}
}

// PriceChunk is a part of the rows that a snapshot has of a product.
func PriceChunk(snapshot, product string, n int) Key {
	return Key{PK(join("SNAPSHOT", snapshot, product)), SK(join("CHUNK", digits(n)))}
}

// How the sort keys of a partner's imports, pointers, plans and offers begin.
const (
	PriceImports  = "IMPORT#"
	PricePointers = "POINTER#"
	Plans         = "PLAN#"
	Offers        = "OFFER#"
)

func prices(partner string) PK { return PK(join("PRICES", partner)) }

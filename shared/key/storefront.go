package key

// SalesDue is the partition of the index Due with orders of shops that are compared again at a time.
const SalesDue = "DUESALE"

// Sale is what is known of an order of a shop, by the shop's connection and its key there.
func Sale(connection, order string) Key { return Key{PK(join("SALE", connection, order)), "SALE"} }

// SaleOf gives the connection and the order whose partition key this is.
func SaleOf(pk string) (connection, order string, ok bool) { return pair(pk, "SALE") }

// Bought says which order of a shop bought a product for a tenant last.
func Bought(partner, tenant, sku string) Key {
	return Key{PK(join("BOUGHT", partner, tenant)), SK(join("SKU", sku))}
}

// Cursor is how far the list of a connection's shop was read.
func Cursor(connection string) Key { return Key{PK(join("CONNECTION", connection)), "CURSOR"} }

// Heard is when a connection's shop was heard of.
func Heard(connection string) Key { return Key{PK(join("CONNECTION", connection)), "HEARD"} }

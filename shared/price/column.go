package price

// column is what a column of a sheet holds, whatever it is called.
type column int

const (
	colIgnored column = iota
	colChange
	colProductTitle
	colProduct
	colSKU
	colSKUTitle
	colPublisher
	colUnit
	colTerm
	colBilling
	colMarket
	colCurrency
	colCost
	colTierMin
	colTierMax
	colFrom
	colTo
	colTags
	colList
	colSegment
	colCustomerType
	colMinimum
	colMaximum
	colLimit
	colLimitScope
	colRequires
	colConverts
	colCountries
	colProvisioning
	allColumns
)

// heading is a column as Microsoft documents it.
type heading struct {
	name   string
	holds  column
	need   need
	also   []string // spellings that Microsoft, its portal and distributors use too
	abroad []string // what spreadsheet users in other languages call it
}

// need says what it means that a column is missing.
type need int

const (
	wanted need = iota // reported
	vital              // the sheet cannot be read
	extra              // nothing: some forms of the sheet have it
)

// headings gives the documented columns of a kind in their order.
func headings(k Kind) []heading {
	switch k {
	case Legacy:
		return legacyHeadings()
	case NewCommerceMatrix:
		return matrixHeadings()
	case LegacyMatrix:
		return legacyMatrixHeadings()
	default:
		return newCommerceHeadings()
	}
}

func newCommerceHeadings() []heading {
	return []heading{
		{name: "ChangeIndicator", holds: colChange, need: extra},
		{name: "ProductTitle", holds: colProductTitle, abroad: []string{"Produkttitel", "Produktname", "TitreDuProduit", "TítuloDelProducto"}},
		{name: "ProductId", holds: colProduct, need: vital, abroad: []string{"ProduktId", "ProduktID", "IdProduit", "IdProducto"}},
		{name: "SkuId", holds: colSKU, need: vital, also: []string{"SKU"}, abroad: []string{"ArtikelId", "IdSku"}},
		{name: "SkuTitle", holds: colSKUTitle, abroad: []string{"SkuTitel", "Artikeltitel", "TitreSku", "TítuloSku"}},
		{name: "Publisher", holds: colPublisher, abroad: []string{"Herausgeber", "Éditeur", "Editor"}},
		{name: "SkuDescription", abroad: []string{"SkuBeschreibung", "Beschreibung", "DescriptionSku", "DescripciónSku"}},
		{name: "UnitOfMeasure", holds: colUnit, abroad: []string{"Maßeinheit", "Mengeneinheit", "UnitéDeMesure", "UnidadDeMedida"}},
		{name: "TermDuration", holds: colTerm, need: vital, also: []string{"Term"}, abroad: []string{"Laufzeit", "Vertragslaufzeit", "DuréeDuTerme", "Durée", "Duración"}},
		{name: "BillingPlan", holds: colBilling, need: vital, abroad: []string{"Abrechnungsplan", "PlanDeFacturation", "PlanDeFacturación"}},
		{name: "Market", holds: colMarket, need: vital, abroad: []string{"Markt", "Marché", "Mercado"}},
		{name: "Currency", holds: colCurrency, need: vital, abroad: []string{"Währung", "Devise", "Moneda"}},
		{name: "UnitPrice", holds: colCost, need: vital, abroad: []string{"Einzelpreis", "Stückpreis", "PrixUnitaire", "PrecioUnitario"}},
		{name: "PricingTierRangeMin", holds: colTierMin},
		{name: "PricingTierRangeMax", holds: colTierMax},
		{name: "EffectiveStartDate", holds: colFrom, need: vital, abroad: []string{"GültigAb", "Startdatum", "DateDeDébut", "FechaDeInicio"}},
		{name: "EffectiveEndDate", holds: colTo, need: vital, abroad: []string{"GültigBis", "Enddatum", "DateDeFin", "FechaDeFin"}},
		{name: "EndOfSaleDate", need: extra},
		{name: "Tags", holds: colTags, abroad: []string{"Schlagwörter", "Balises", "Etiquetas"}},
		{name: "ERP Price", holds: colList, need: vital, also: []string{"ERP"}, abroad: []string{"UVP", "ListenpreisUVP", "PrixERP", "PrecioERP"}},
		{name: "Segment", holds: colSegment, need: vital, abroad: []string{"Segmento"}},
		{name: "PreviousValues", need: extra},
	}
}

func legacyHeadings() []heading {
	return []heading{
		{name: "A/C/D/U", holds: colChange, also: []string{"ACDU", "Change", "Change Indicator"}},
		{name: "Valid From Date", holds: colFrom, abroad: []string{"Gültig ab", "Valable à partir du"}},
		{name: "Valid To Date", holds: colTo, abroad: []string{"Gültig bis", "Valable jusqu'au"}},
		{name: "Offer Display Name", holds: colProductTitle, also: []string{"Offer Name"}, abroad: []string{"Angebotsname", "Nom de l'offre"}},
		{name: "Offer ID", holds: colProduct, need: vital, also: []string{"Durable Offer ID"}, abroad: []string{"Angebots-ID", "ID de l'offre"}},
		{name: "License Agreement Type", holds: colSegment, need: vital, also: []string{"Licence Agreement Type"}, abroad: []string{"Lizenzvertragstyp"}},
		{name: "Purchase Unit", holds: colUnit, need: vital, abroad: []string{"Einkaufseinheit", "Unité d'achat"}},
		{name: "Secondary License Type", holds: colTags, also: []string{"Secondary Licence Type"}},
		{name: "End Customer Type", holds: colCustomerType},
		{name: "List Price", holds: colCost, need: vital, abroad: []string{"Listenpreis", "Prix catalogue"}},
		{name: "ERP Price", holds: colList, need: vital, also: []string{"ERP"}, abroad: []string{"UVP"}},
		{name: "Material", need: extra},
	}
}

func matrixHeadings() []heading {
	return []heading{
		{name: "ProductTitle", holds: colProductTitle},
		{name: "ProductId", holds: colProduct, need: vital},
		{name: "SkuId", holds: colSKU, need: vital},
		{name: "SkuTitle", holds: colSKUTitle},
		{name: "ProvisioningId", holds: colProvisioning},
		{name: "ProvisioningString"},
		{name: "MinLicenses", holds: colMinimum, need: vital, also: []string{"MinLicences"}},
		{name: "MaxLicenses", holds: colMaximum, need: vital, also: []string{"MaxLicences"}},
		{name: "AssetOwnershipLimit", holds: colLimit},
		{name: "AssetOwnershipLimitType", holds: colLimitScope},
		{name: "ProductSkuPreRequisites", holds: colRequires},
		{name: "ProductSkuConversion", holds: colConverts},
		{name: "Description"},
		{name: "AllowedCountries", holds: colCountries, need: vital},
	}
}

func legacyMatrixHeadings() []heading {
	return []heading{
		{name: "Offer Display Name", holds: colProductTitle},
		{name: "Durable Offer ID", holds: colProduct, need: vital, also: []string{"Offer ID"}},
		{name: "Duration", holds: colTerm},
		{name: "Billing Frequency", holds: colBilling},
		{name: "Min Seat Count", holds: colMinimum, need: vital},
		{name: "Max Seat Count", holds: colMaximum, need: vital},
		{name: "Offer Limit", holds: colLimit},
		{name: "Offer Limit Scope", holds: colLimitScope},
		{name: "DependsOn", holds: colRequires},
		{name: "CanConvertTo", holds: colConverts},
		{name: "OfferURI"},
		{name: "LearnMoreLink"},
		{name: "Offer Display Description"},
		{name: "Allowed Countries", holds: colCountries, need: vital},
		{name: "ProductId", need: extra},
		{name: "SkuId", need: extra},
		{name: "Migration enabled", need: extra},
	}
}

package setting

// Default is the value of a setting on AWS where nobody gives another; "" means that somebody has to, unless the setting is optional.
func (n Name) Default() string {
	switch n {
	case Entra:
		return "https://login.microsoftonline.com"
	case PartnerAPI:
		return "https://api.partnercenter.microsoft.com"
	case PriceAPI:
		return "https://api.partner.microsoft.com"
	case Graph:
		return "https://graph.microsoft.com"
	case EventOrigins:
		return "https://3psostorageacct.blob.core.windows.net" // of Microsoft's own sample; uncertain for all events
	case TransferType:
		return "5" // of the two that are documented, the one that partners are asked to use
	case CallRate:
		return "600"
	case RenewalNotice:
		return "30"
	case LogLevel:
		return "info"
	default:
		return ""
	}
}

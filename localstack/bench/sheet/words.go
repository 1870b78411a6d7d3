package sheet

import (
	"math/rand/v2"
	"strings"
)

func families() []string {
	return []string{
		"Microsoft 365 Business", "Microsoft 365 E3", "Microsoft 365 E5", "Office 365 E1", "Exchange Online", "SharePoint Online", "Teams Premium", "Teams Phone",
		"Power BI Pro", "Power Apps Premium", "Power Automate", "Dynamics 365 Sales", "Dynamics 365 Finance", "Dynamics 365 Customer Service", "Visio Plan", "Project Plan",
		"Defender for Endpoint", "Entra ID", "Intune Suite", "Purview Audit", "Windows 365 Enterprise", "Viva Suite", "Planner", "Copilot Studio",
	}
}

func grades() []string {
	return []string{
		"", " Basic", " Standard", " Premium", " Plan 1", " Plan 2", " (Nonprofit Pricing)", " for Frontline", " – Add-on", " – Unattended", " Extra Graph Connector",
		" Trial", " (Education Faculty Pricing)", " from SA, from DPL", " Attach", " 2 vCPU/8 GB/128 GB",
	}
}

// description is a paragraph of about 270 bytes, with what makes a CSV hard to read in some of them.
func description(r *rand.Rand, product string) string {
	sentences := []string{
		"Best for businesses that need premium apps, mail and device management across their whole organisation.",
		"Includes 1 TB of storage, 50 GB mailboxes, and online meetings with up to 300 people.",
		"Requires a qualifying licence; see the product terms for details of what may be combined.",
		"Adds calling plans, conferencing and a phone number for each person in your organisation.",
		"The service is offered as the „new commerce“ edition – prices are for one licence and the whole term.",
		"Not available to résumé customers of the former programme.",
	}
	var text strings.Builder
	text.WriteString(product)
	for text.Len() < 170+r.IntN(100) {
		text.WriteByte(' ')
		text.WriteString(sentences[r.IntN(len(sentences))])
	}
	switch r.IntN(12) {
	case 0:
		text.WriteString(" Formerly known as \"Essentials\".")
	case 1:
		text.WriteString("\r\nBilled in advance.")
	}
	return text.String()
}

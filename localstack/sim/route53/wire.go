package route53

import "encoding/xml"

// wireSet is a set as it travels.
type wireSet struct {
	Name       string     `xml:"Name"`
	Type       string     `xml:"Type"`
	Identifier string     `xml:"SetIdentifier,omitempty"`
	Weight     *int64     `xml:"Weight"`
	Region     string     `xml:"Region,omitempty"`
	Geo        *wireGeo   `xml:"GeoLocation"`
	Failover   string     `xml:"Failover,omitempty"`
	Multi      *bool      `xml:"MultiValueAnswer"`
	TTL        *int64     `xml:"TTL"`
	Records    *wireRows  `xml:"ResourceRecords"`
	Alias      *wireAlias `xml:"AliasTarget"`
}

type wireRows struct {
	Values []string `xml:"ResourceRecord>Value"`
}

type wireGeo struct {
	Country string `xml:"CountryCode,omitempty"`
}

type wireAlias struct {
	Zone  string `xml:"HostedZoneId"`
	Host  string `xml:"DNSName"`
	Check bool   `xml:"EvaluateTargetHealth"`
}

// wireRecord is the element that each value has to itself.
type wireRecord struct {
	Value string `xml:"Value"`
}

// MarshalXML writes a ResourceRecord for each value.
func (w wireRows) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	var out struct {
		Records []wireRecord `xml:"ResourceRecord"`
	}
	for _, v := range w.Values {
		out.Records = append(out.Records, wireRecord{v})
	}
	return e.EncodeElement(out, start)
}

type wireBatch struct {
	XMLName xml.Name     `xml:"ChangeResourceRecordSetsRequest"`
	Changes []wireChange `xml:"ChangeBatch>Changes>Change"`
}

type wireChange struct {
	Action string  `xml:"Action"`
	Set    wireSet `xml:"ResourceRecordSet"`
}

type wireInfo struct {
	ID     string `xml:"Id"`
	Status string `xml:"Status"`
	At     string `xml:"SubmittedAt"`
}

type wireZone struct {
	ID      string `xml:"Id"`
	Name    string `xml:"Name"`
	Caller  string `xml:"CallerReference"`
	Private bool   `xml:"Config>PrivateZone"`
	Sets    int    `xml:"ResourceRecordSetCount"`
}

type changed struct {
	XMLName xml.Name `xml:"ChangeResourceRecordSetsResponse"`
	Info    wireInfo `xml:"ChangeInfo"`
}

type gotChange struct {
	XMLName xml.Name `xml:"GetChangeResponse"`
	Info    wireInfo `xml:"ChangeInfo"`
}

type gotZone struct {
	XMLName xml.Name `xml:"GetHostedZoneResponse"`
	Zone    wireZone `xml:"HostedZone"`
	Servers []string `xml:"DelegationSet>NameServers>NameServer,omitempty"`
}

type madeZone struct {
	XMLName xml.Name `xml:"CreateHostedZoneResponse"`
	Zone    wireZone `xml:"HostedZone"`
	Info    wireInfo `xml:"ChangeInfo"`
	Servers []string `xml:"DelegationSet>NameServers>NameServer"`
}

type newZone struct {
	XMLName xml.Name `xml:"CreateHostedZoneRequest"`
	Name    string   `xml:"Name"`
	Caller  string   `xml:"CallerReference"`
	Private bool     `xml:"HostedZoneConfig>PrivateZone"`
}

type zoneList struct {
	XMLName  xml.Name   `xml:"ListHostedZonesByNameResponse"`
	Zones    []wireZone `xml:"HostedZones>HostedZone"`
	Name     string     `xml:"DNSName,omitempty"`
	ID       string     `xml:"HostedZoneId,omitempty"`
	More     bool       `xml:"IsTruncated"`
	NextName string     `xml:"NextDNSName,omitempty"`
	NextID   string     `xml:"NextHostedZoneId,omitempty"`
	Most     int        `xml:"MaxItems"`
}

type setList struct {
	XMLName        xml.Name  `xml:"ListResourceRecordSetsResponse"`
	Sets           []wireSet `xml:"ResourceRecordSets>ResourceRecordSet"`
	More           bool      `xml:"IsTruncated"`
	NextName       string    `xml:"NextRecordName,omitempty"`
	NextType       string    `xml:"NextRecordType,omitempty"`
	NextIdentifier string    `xml:"NextRecordIdentifier,omitempty"`
	Most           int       `xml:"MaxItems"`
}

type allZones struct {
	XMLName xml.Name   `xml:"ListHostedZonesResponse"`
	Zones   []wireZone `xml:"HostedZones>HostedZone"`
	Marker  string     `xml:"Marker"`
	More    bool       `xml:"IsTruncated"`
	Next    string     `xml:"NextMarker,omitempty"`
	Most    int        `xml:"MaxItems"`
}

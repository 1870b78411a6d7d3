package partnercenter

// ResellerSeed is an indirect reseller of a partner.
type ResellerSeed struct {
	Reseller

	Partner string `json:"partner"`
}

// Seed is a world in a file. A subscription names its customer by id or by domain.
type Seed struct {
	Resellers     []ResellerSeed     `json:"resellers"`
	Prices        []Price            `json:"prices"`
	Customers     []CustomerSeed     `json:"customers"`
	Subscriptions []SubscriptionSeed `json:"subscriptions"`
}

// Load adds what a seed has, in the order of its fields, and stops at the first that does not fit.
func (s *Sim) Load(in Seed) error {
	for _, r := range in.Resellers {
		if r.Partner == "" && len(s.opt.Partners) > 0 {
			r.Partner = s.opt.Partners[0].Tenant
		}
		if err := s.AddReseller(r.Partner, r.Reseller); err != nil {
			return err
		}
	}
	for _, p := range in.Prices {
		if err := s.SetPrice(p); err != nil {
			return err
		}
	}
	for _, cu := range in.Customers {
		if _, err := s.AddCustomer(cu); err != nil {
			return err
		}
	}
	for _, sub := range in.Subscriptions {
		sub.Customer = s.named(sub.Customer)
		if _, err := s.AddSubscription(sub); err != nil {
			return err
		}
	}
	return nil
}

// named gives the id of the customer with a domain, or the name itself.
func (s *Sim) named(name string) string {
	for _, cu := range s.Customers() {
		if cu.Domain == name {
			return cu.ID
		}
	}
	return name
}

// resellers gives all, by partner.
func (s *Sim) resellers() map[string][]Reseller {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string][]Reseller{}
	for tenant, p := range s.partners {
		all[tenant] = append([]Reseller{}, p.Resellers...)
	}
	return all
}

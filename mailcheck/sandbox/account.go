package sandbox

import (
	"crypto/rand"
	"fmt"
	"strings"
	"sync"

	"github.com/xdg-go/scram"
)

const (
	defaultAccounts = 2
	maxAccounts     = 10_000

	// RFC 7677 section 4: at least 4096.
	scramIterations = 4096
)

// account is an Account with what the server side of the mechanisms needs.
type account struct {
	Account

	// Derived once, at the first sign-in by that mechanism: 4096 rounds for
	// each of many accounts would delay the start, for each sign-in the run.
	sha1, sha256 func() (scram.StoredCredentials, error)
}

// accounts finds an account by user name or by address. Many a server takes the
// address as the user name, too, and some applications sign in with no other.
type accounts struct {
	list      []*account
	byUser    map[string]*account
	byAddress map[string]*account
}

// newAccounts makes n accounts with passwords of this start only.
func newAccounts(n int) (*accounts, error) {
	if n == 0 {
		n = defaultAccounts
	}
	if n < defaultAccounts || n > maxAccounts {
		return nil, fmt.Errorf("accounts: %d is not between %d and %d", n, defaultAccounts, maxAccounts)
	}
	a := &accounts{byUser: make(map[string]*account, n), byAddress: make(map[string]*account, n)}
	for i := range n {
		one := newAccount(i)
		a.list = append(a.list, one)
		a.byUser[one.Username], a.byUser[one.Address] = one, one
		a.byAddress[one.Address] = one
	}
	return a, nil
}

func newAccount(i int) *account {
	a := &account{}
	switch i {
	case 0:
		a.Username, a.Name = "alerts", "監視システム"
	case 1:
		a.Username = "reports"
	default:
		a.Username = fmt.Sprintf("user%05d", i+1)
	}
	a.Address = a.Username + "@" + Domain
	a.Password = newPassword()
	a.sha1 = sync.OnceValues(func() (scram.StoredCredentials, error) { return a.stored(scram.SHA1) })
	a.sha256 = sync.OnceValues(func() (scram.StoredCredentials, error) { return a.stored(scram.SHA256) })
	return a
}

// stored is what a SCRAM server keeps of the password (RFC 5802 section 3).
func (a *account) stored(hash scram.HashGeneratorFcn) (scram.StoredCredentials, error) {
	c, err := hash.NewClient(a.Username, a.Password, "")
	if err != nil {
		return scram.StoredCredentials{}, err
	}
	return c.GetStoredCredentialsWithError(scram.KeyFactors{Salt: rand.Text(), Iters: scramIterations})
}

// newPassword is easy to read aloud and type: three groups of four letters and
// digits, 60 random bits.
func newPassword() string {
	t := strings.ToLower(rand.Text())
	return t[:4] + "-" + t[4:8] + "-" + t[8:12]
}

// owns says that a may send as address. Domains are compared without case;
// so are local parts, as every server known to us does.
func (a *account) owns(address string) bool { return strings.EqualFold(a.Address, address) }

// share adds the mailbox that no one signs in to with a password.
func (a *accounts) share() *account {
	one := &account{Account: Account{Address: "shared@" + Domain, Username: "shared"}}
	a.byAddress[one.Address] = one
	return one
}

// find takes a user name or an address.
func (a *accounts) find(who string) (*account, bool) {
	if one, ok := a.byUser[who]; ok {
		return one, true
	}
	return a.local(who)
}

// local finds the owner of a mailbox of Domain.
func (a *accounts) local(address string) (*account, bool) {
	one, ok := a.byAddress[strings.ToLower(address)]
	return one, ok
}

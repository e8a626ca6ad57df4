// Package outbound sends an app's HTTP requests to the hosts that its option allow_net lists, and nowhere else. It
// knows HTTP and no JavaScript.
//
// A request is checked twice at every hop. Its URL's host and port must match an entry of the list, see [ParseList];
// and each address that is dialed, after DNS, must be a public one unless the list has that very address, so that a
// name can't lead to a service on the machine or in its private network. The address that was checked is the one that
// is connected to, which leaves a changing DNS answer no gap. Proxies of the environment are ignored: behind one, the
// second check would see the proxy's address only.
package outbound

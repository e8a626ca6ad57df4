// verdict: contained
// quick: yes
const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy;

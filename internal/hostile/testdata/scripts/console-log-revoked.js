// verdict: contained
const { proxy, revoke } = Proxy.revocable([], {}); revoke(); console.log(proxy);

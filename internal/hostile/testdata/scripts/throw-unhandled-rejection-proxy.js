// verdict: contained
Promise.reject(new Proxy({}, { get() { Promise.reject(new Proxy({}, {})); throw 1 } }));

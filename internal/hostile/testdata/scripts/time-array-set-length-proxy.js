// verdict: contained
Array.prototype.push.call(new Proxy({}, { set() { for (;;) ; } }), 1);

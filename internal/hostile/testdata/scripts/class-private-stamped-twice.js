// verdict: contained
class A { constructor(o) { return o } } class B extends A { #x = 1; static has(o) { return #x in o } } const o = {}; new B(o); try { new B(o) } catch { } for (let n = 0; n < 1e6; n++) new B({}); res.send(String(B.has(o)));

// verdict: contained
globalThis.f = () => new Function('f()')(); f();

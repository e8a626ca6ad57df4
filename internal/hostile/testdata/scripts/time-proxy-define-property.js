// verdict: contained
Object.defineProperty(new Proxy({}, { defineProperty() { for (;;) ; } }), 'a', { value: 1 });

// verdict: contained
new (new Proxy(class {}, { construct() { for (;;) ; } }))();

// verdict: contained
function f() { try { for (;;) ; } finally { for (;;) ; } } f();

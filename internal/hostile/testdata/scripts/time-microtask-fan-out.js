// verdict: contained
function f() { queueMicrotask(f); queueMicrotask(f) } f(); await null;

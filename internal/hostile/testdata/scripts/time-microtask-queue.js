// verdict: contained
function f() { queueMicrotask(f) } f(); await null;

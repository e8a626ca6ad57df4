// verdict: contained
(function f() { try { f() } finally { f() } })();

// verdict: contained
(function f() { try { f() } catch { f() } })();

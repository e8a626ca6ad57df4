// verdict: contained
(function f() { f() })();

// verdict: contained
// quick: yes
(function f() { f() })();

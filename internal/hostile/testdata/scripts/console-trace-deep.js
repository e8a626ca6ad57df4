// verdict: contained
(function f(n) { if (n) f(n - 1); else for (let i = 0; i < 1e4; i++) console.trace('x') })(1500);

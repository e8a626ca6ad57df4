// verdict: contained
(() => 1)(...new Array(5e7).fill(1));

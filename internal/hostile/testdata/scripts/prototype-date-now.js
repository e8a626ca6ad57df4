// verdict: contained
// afterwards: any
Date.now = Math.random = performance.now = () => { for (;;) ; }; setTimeout(() => {}, 1);

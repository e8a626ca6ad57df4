// verdict: overrun
setTimeout(() => {}, 1, ...new Array(3e6).fill(1));

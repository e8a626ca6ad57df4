// verdict: contained
return new Promise(() => {});

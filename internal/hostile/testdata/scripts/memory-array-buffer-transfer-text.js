// verdict: contained
new ArrayBuffer(8).transfer({ valueOf: () => 1e9 });

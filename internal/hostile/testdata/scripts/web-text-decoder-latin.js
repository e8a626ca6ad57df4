// verdict: contained
new TextDecoder('windows-1252').decode(new Uint8Array(6e7).fill(200));

// verdict: contained
for (const end = performance.now() + 299; performance.now() < end;) ;

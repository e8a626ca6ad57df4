// verdict: contained
const tree = n => n ? { child: tree(n - 1) } : null, count = t => t ? 1 + count(t.child) : 0; if (count(tree(1900)) !== 1900) for (;;) ;

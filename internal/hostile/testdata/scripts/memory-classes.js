// verdict: contained
const keep = []; for (;;) keep.push(class { a() {} b() {} c() {} });

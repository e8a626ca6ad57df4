// verdict: contained
/(?:x{0,100}){0,10}y/.test('x'.repeat(3e6));

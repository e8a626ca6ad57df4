// verdict: contained
const s = '[' + '1,'.repeat(5e6) + '1]'; for (;;) JSON.parse(s);

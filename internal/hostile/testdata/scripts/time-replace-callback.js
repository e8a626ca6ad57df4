// verdict: contained
'aaa'.replace(/a/g, () => { for (;;) ; });

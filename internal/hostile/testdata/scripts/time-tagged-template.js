// verdict: contained
(() => { for (;;) ; })`x`;

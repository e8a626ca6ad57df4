// verdict: contained
let n = 0; do { n++ } while (true);

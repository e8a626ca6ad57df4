// verdict: contained
encodeURIComponent('\u{10000}'.repeat(1e7));

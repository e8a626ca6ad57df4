// verdict: contained
new Array(2 ** 31).toReversed();

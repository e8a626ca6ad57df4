// verdict: contained
new RegExp('((((a{100}){100}){100}){100})');

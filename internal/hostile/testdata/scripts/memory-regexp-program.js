// verdict: contained
// quick: yes
new RegExp('((((a{100}){100}){100}){100})');

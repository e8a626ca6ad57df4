// verdict: contained
// where: start
x = /((((a{100}){100}){100}){100})/
